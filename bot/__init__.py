"""Async bot: feeds in, three lines out, on chat and page."""
