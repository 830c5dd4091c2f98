"""The page: from the library to HTML, and from the command box to replies."""

from bot.web.app import page

__all__ = ["page"]
