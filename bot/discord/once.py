"""What comes in once and again, told apart, in a memory that cannot grow."""

from collections import OrderedDict
from collections.abc import Hashable


class Once:
    """Tells the first time of a key from every later one, for the last ``most`` keys."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._seen: OrderedDict[Hashable, None] = OrderedDict()

    def first(self, key: Hashable) -> bool:
        """Whether this key is new; it is not afterwards."""
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return True
