"""Memory that cannot grow: what was seen already, and how much each has asked lately."""

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


class Allowance:
    """So many questions in a window for each key: a bucket that fills again steadily.

    Args:
        number: Questions that may come at once.
        seconds: In which an empty bucket is full again.
        most: Keys remembered; the one not heard of for longest is forgotten.
    """

    def __init__(self, number: int, seconds: float, *, most: int = 10_000) -> None:
        self._number = number
        self._rate = number / seconds
        self._most = most
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def wait(self, key: Hashable, at: float) -> float:
        """Take one question at the time ``at`` (s); give how long to wait, 0 when it may pass."""
        left, before = self._left.pop(key, (float(self._number), at))
        left = min(float(self._number), left + (at - before) * self._rate)
        allowed = left >= 1
        self._left[key] = (left - 1 if allowed else left, at)
        if len(self._left) > self._most:
            self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self._rate
