"""The stories an article may join, held in memory, for tests and benches."""

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.kinship import CANDIDATES, WINDOW, Candidate, Kinship, asked, decide, joined
from bot.traits import Rarity, Traits

POSTINGS = 400
"""Stories looked at for one word, the newest."""


def asked_words(one: Traits) -> Iterable[str]:
    """Give the words an article can be found by: those of headline, lead and names."""
    return one.terms.keys() if one.brief else one.focus.keys() | one.names.keys()


class Shelf:
    """The index of stories in memory, as a store would answer."""

    def __init__(self) -> None:
        self._stories: dict[int, list[Traits]] = {}
        self._profiles: dict[int, Candidate] = {}
        self._postings: dict[str, list[int]] = {}
        self._counts: Counter[str] = Counter()
        self._held = self._next = 0
        self._rarity = Rarity()

    def rarity(self) -> Rarity:
        """Give how rare words are; two in a hundred more articles change little."""
        if self._held >= self._next:
            self._rarity = Rarity(self._held, Counter(self._counts))
            self._next = self._held + 1 + self._held // 50
        return self._rarity

    def candidates(self, asked: Sequence[str], since: dt.datetime) -> Sequence[Candidate]:
        """Give the stories that share most of the words."""
        found: Counter[int] = Counter()
        for word in asked:
            found.update(set(self._postings.get(word, ())[-POSTINGS:]))
        near = [(count, key) for key, count in found.items() if self._profiles[key].last >= since]
        return [self._profiles[key] for _, key in heapq.nlargest(CANDIDATES, near)]

    def add(self, one: Traits, story: int | None) -> int:
        """Put an article into a story, or into a new one, and give the story's key."""
        key = len(self._stories) + 1 if story is None else story
        members = self._stories.setdefault(key, [])
        members.append(one)
        self._held += 1
        self._counts.update(one.terms.keys())
        self._profiles[key] = joined(self._profiles.get(key), one, story=key, rarity=self.rarity())
        for word in asked_words(one):
            posting = self._postings.setdefault(word, [])
            if not posting or posting[-1] != key:
                posting.append(key)
        return key

    def place(self, one: Traits) -> tuple[int, Kinship]:
        """Decide where an article belongs and put it there."""
        rarity = self.rarity()
        found = decide(one, self.candidates(asked(one, rarity), one.published - WINDOW), rarity)
        return self.add(one, found.story), found
