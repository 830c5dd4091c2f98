"""An outlet's fault in, a sentence with its address out."""

import contextlib
from collections.abc import Iterator

from bot.errors import CommandError, FeedError


@contextlib.contextmanager
def about(address: str) -> Iterator[None]:
    """Name the address that a `FeedError` speaks of: its reason is only the predicate."""
    try:
        yield
    except FeedError as error:
        raise CommandError(f"{address} {error}") from error
