"""`bot.ports.Notes` in memory."""

from collections.abc import Sequence


class Pad:
    """Small texts under their names, for as long as a test lasts."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def recall(self, name: str) -> str | None:
        """Give."""
        return self.kept.get(name)

    async def note(self, name: str, value: str) -> None:
        """Keep."""
        assert len(name) <= 32
        self.kept[name] = value

    async def erase(self, name: str) -> None:
        """Forget."""
        self.kept.pop(name, None)

    async def noted(self, prefix: str) -> Sequence[tuple[str, str]]:
        """List."""
        return [pair for pair in sorted(self.kept.items()) if pair[0].startswith(prefix)]
