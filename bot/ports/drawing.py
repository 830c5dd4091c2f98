"""What readers may be shown as a picture, out."""

from typing import Protocol

from bot.pictures import Chart, Picture


class Drawing(Protocol):
    """A pen: what a chart shows (`bot.charts`, `bot.timelines`) becomes one that can be sent."""

    async def draw(self, picture: Picture) -> Chart:
        """Draw it without holding up anything else; raise `CommandError` where it cannot be."""
