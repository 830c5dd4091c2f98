"""A mention in, what it does there out: the verb that it is the subject of.

A linear grammar, no parse: from the name onward asides, lists and what hangs on the name are
stepped over until a verb stands there. "Said it would help" is told by what it said of itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from summariser.mentions import Mention
from summariser.phrases import OPENS, Word, phrase
from summariser.proposal import Span
from summariser.records import ActorKind
from summariser.roles import bodies, role_nouns
from summariser.standing import ANNOUNCE, ORGANS, SAY, behind, hung, inverted, subordinate
from summariser.verbs import AUXILIARIES, BE, DO, HAVE, MODALS, NEGATED, NOT, Tense, Verb, verb

# Weights order what is said of one actor; chosen on forty articles that were annotated for it.
DIRECT = 1.0
ASIDE = 0.6
PASSIVE = 0.9
BACKGROUND = -0.6
WEAK = -0.8
DENIED = -0.3
SUBORDINATE = -0.5

_STEPS = 30
_NOUNS = 3
_ASIDE = 26
_ADVERBS = frozenset({"also", "now", "later", "then", "recently", "already", "today", "yesterday", "jointly", "formally",
                      "still", "again", "not", "never", "once", "previously", "currently", "soon", "all", "both",
                      "each", "further", "first", "since", "always", "just", "only", "long", "ever", "even",
                      "tonight", "together", "repeatedly"})  # fmt: skip
_DETERMINERS = frozenset({"the", "a", "an", "its", "their", "his", "her", "this", "these", "some", "our", "any", "new",
                          "more", "no", "all", "both", "another", "several", "many", "two", "three", "four", "five"})  # fmt: skip
_THEMSELVES = frozenset({"it", "they", "he", "she", "we", "i"})
# Said of itself, they are as good as what follows them.
_LITTLE = frozenset({"come", "go", "get", "see", "want", "need", "include", "appear", "remain", "become", "look",
                     "like", "depend", "range", "happen", "stand", "show", "live", "fall", "rise", "mark", "have",
                     "be", "do", "let", "put", "understand", "recognise", "recognize", "enjoy", "deserve", "seem", "love", "suffer", "form", "reflect",
                     "represent", "bill", "contain",
                     "regret", "keep", "try", "use", "make", "work", "continue", "feature", "cost",
                     "consist", "follow", "describe", "call", "name", "base", "locate", "consider", "involve",
                     "relate", "associate", "mention", "know", "find"})  # fmt: skip
_READY = frozenset({"due", "set", "expected", "likely", "ready", "able", "willing", "scheduled", "prepared", "free",
                    "determined", "unable", "unwilling", "committed", "about", "responsible"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deed:
    """What one place says of an actor.

    Attributes:
        label: Our own words in front of the text's ("target of the"); most have none.
        spans: The kept words, in text order.
        evidence: The place that shows it.
        weight: How well it tells the actor, before it is known how the sentence matters.
    """

    label: str
    spans: tuple[Span, ...]
    evidence: Span
    weight: float


def deeds(
    found: Sequence[Word], mention: Mention, others: Sequence[Mention], *, plural: bool
) -> list[Deed]:
    """All that a mention does in its sentence.

    Args:
        found: The sentence, word by word.
        mention: The actor at one place.
        others: All mentions of the sentence, for lists ("Japan and France have agreed").
        plural: Whether the name may take a verb without "s".
    """
    at = behind(found, mention)
    if at is None or hung(found, mention) or inverted(found, mention):
        return []
    walk = _Walk(found, mention, {m.start: m for m in others}, plural=plural)
    aside = SUBORDINATE if subordinate(found, mention) else 0.0
    return [replace(deed, weight=deed.weight + aside) for deed in walk.go(at)]


class _Walk:
    """Steps from a name to its verb."""

    def __init__(
        self, found: Sequence[Word], mention: Mention, others: dict[int, Mention], *, plural: bool
    ) -> None:
        self.found = found
        self.mention = mention
        self.others = others
        self.plural = plural
        self.first = self.nouns = 0
        self.hung = False
        self.deeds: list[Deed] = []

    def go(self, at: int) -> list[Deed]:
        """Walk on until a verb or the end of what may stand between."""
        self.first = at
        stop = min(len(self.found), at + _STEPS)
        ahead: int | None = at
        while ahead is not None and ahead < stop:
            ahead = self._step(ahead)
        return self.deeds

    def _step(self, at: int) -> int | None:
        """Where to look next; ``None`` when the verb is found or none can follow."""
        word = self.found[at]
        if word.mark:
            return self._past_aside(at)
        if word.low in ("who", "which", "that"):
            self._take(at + 1, ASIDE)
            return None
        if word.low in ("and", "&", "or"):
            past = self._past_other(at + 1)
            self.plural = self.plural or past is not None
            return past
        if word.low in OPENS and word.low not in ("by", "to"):
            self.hung = True
            return at + 1
        if self._finite(at):
            self._take(at, DIRECT)
            return None
        return at + 1 if self._passes(word) else None

    def _passes(self, word: Word) -> bool:
        """Whether a word may stand between a name and its verb."""
        if word.low == "to":
            return False  # "to help communities to address": nobody's deed yet
        if word.low in _ADVERBS or word.low.endswith("ly") or self.hung:
            return True
        self.nouns += 1
        return self.nouns <= _NOUNS and self._acts(word)

    def _acts(self, word: Word) -> bool:
        """Whether a noun behind a body's name acts for it: "Coalition forces", "NATO officials"."""
        if self.mention.kind is ActorKind.PERSON or not word.text.islower():
            return False
        some = ORGANS if self.mention.kind is ActorKind.COUNTRY else ORGANS | bodies()
        return word.low in some or word.low in ("military", "security", "air", "special", "ground")

    def _past_other(self, at: int) -> int | None:
        """Past another name of a list; ``None`` when none stands there."""
        while at < len(self.found) and self.found[at].low in ("the", "a", "an", "its"):
            at += 1
        if at >= len(self.found):
            return None
        other = self.others.get(self.found[at].start)
        if other is None:
            return None
        while at < len(self.found) and self.found[at].start < other.end:
            at += 1
        return at

    def _past_comma(self, at: int) -> int | None:
        """Past a comma alone, or a name behind it; an aside of the name itself is taken."""
        found = self.found
        if at + 1 >= len(found):
            return None
        if listed := self._past_other(at):
            self.plural = True
            return listed
        if found[at].low in ("and", "&"):
            return self._past_other(at + 1)
        if at - 1 > self.first:  # behind something else, of which an aside would be said
            return at if self._finite(at) else None
        one = verb(found[at].text)
        if found[at].low in ("which", "who"):
            self._take(at + 1, ASIDE)
        elif one and one.tense & Tense.PARTICIPLE:
            self._take(at, ASIDE)
        return None

    def _past_aside(self, at: int) -> int | None:
        """Past what stands between two commas, brackets or dashes; what it says is taken."""
        found = self.found
        mark = found[at].text
        if mark == "," and (past := self._past_comma(at + 1)):
            return past
        closing = {"(": ")", "[": "]", ",": ",", "—": "—", "–": "–", "-": "-"}.get(mark)
        if closing is None:
            return None
        for ahead in range(at + 1, min(at + _ASIDE, len(found))):
            if found[ahead].text == closing:
                return ahead + 1
        return None

    def _finite(self, at: int) -> bool:
        """Whether the word can be the verb of the name before it."""
        word = self.found[at].low
        if word in AUXILIARIES:
            return True
        one = verb(word)
        if one is None or not self.found[at].text.islower():
            return False
        after = self.found[at + 1] if at + 1 < len(self.found) else None
        if one.tense & (Tense.PAST | Tense.PARTICIPLE):
            return not self._names_after(at)
        wanted = Tense.BASE if self.plural else Tense.PRESENT
        if not one.tense & (wanted | Tense.PRESENT):
            return False
        if (
            after is None
            or after.mark
            or (not one.tense & Tense.PRESENT and after.text[0].isupper())
        ):
            return False  # "Pacers guard Ann Lee"
        two = verb(after.text)  # "Coalition strikes killed": a noun
        return after.low not in AUXILIARIES and not (two and two.tense & Tense.PAST)

    def _names_after(self, at: int) -> bool:
        """Whether a word in -ed only describes the noun behind it: "Iran backed militias said"."""
        after = self.found[at + 1 : at + 3]
        if len(after) < 2 or after[0].mark:
            return False
        return (
            after[0].text.islower()
            and after[0].low not in OPENS | _DETERMINERS
            and (after[1].low in AUXILIARIES or after[0].low in role_nouns())
        )

    def _take(self, at: int, weight: float) -> None:
        """Read the verb group that begins here and keep what it says."""
        found = self.found
        begin, chain = at, []
        while (
            at < len(found)
            and not found[at].mark
            and (
                found[at].low in AUXILIARIES
                or found[at].low in _ADVERBS
                or found[at].low.endswith("ly")
            )
        ):
            chain.append(found[at].low)
            at += 1
        if at >= len(found) or found[at].mark:
            return
        main = verb(found[at].text) if found[at].text.islower() else None
        if main and chain and not _governs(chain, main):
            main = None
        if found[at].low == "to" and chain and chain[-1] in BE and at + 1 < len(found):
            self._keep(at, at + 1, weight)  # "is to host the talks"
        elif main is None:
            self._described(at, chain, weight)
        elif (chain or main.tense & ~Tense.ING) and not self._said_of_itself(at, main, weight):
            self._did(begin, at, chain, weight + _worth(chain, main))

    def _did(self, begin: int, at: int, chain: Sequence[str], weight: float) -> None:
        """Keep the verb at ``at``; before it only what makes it open, future or denied."""
        kept = [word for word in chain if word in MODALS | NOT | DO]
        if kept and chain[0] not in HAVE | BE:
            at_first = chain.index(kept[0])
            self._keep(begin + at_first, at, weight)
        else:
            self._keep(begin if kept else at, at, weight)

    def _said_of_itself(self, at: int, main: Verb, weight: float) -> bool:
        """Whether the verb only says something; what it says of the actor itself is taken."""
        if main.base not in SAY | ANNOUNCE:
            return False
        return self._said(at, weight) or main.base in SAY

    def _said(self, at: int, weight: float) -> bool:
        """Take "it would help" out of "said on Friday that it would help"."""
        found = self.found
        for ahead in range(at + 1, min(at + 7, len(found) - 2)):
            if found[ahead].mark:
                return False
            if found[ahead].low in _THEMSELVES and (
                found[ahead + 1].low in MODALS | HAVE | BE | NEGATED
            ):
                self._take(ahead + 1, weight - 0.1)
                return True
        return False

    def _described(self, at: int, chain: Sequence[str], weight: float) -> None:
        """Take "the largest network" out of "is the largest network", "ready to help"."""
        if not set(chain) & BE or set(chain) & (NOT | HAVE):
            return
        word = self.found[at]
        if (
            word.low in _READY
            and at + 1 < len(self.found)
            and self.found[at + 1].low in ("to", "for")
        ):
            self._keep(at, at + 1, weight)
        elif word.low in ("the", "a", "an") and at + 1 < len(self.found):
            one = verb(self.found[at + 1].text)
            if one is None or not one.tense & Tense.PARTICIPLE:
                self._keep(at + 1, at + 1, weight)

    def _keep(self, start: int, main: int, weight: float) -> None:
        found = self.found
        if (
            main + 2 < len(found)
            and found[main + 1].low == "and"
            and found[main + 2].text.islower()
        ):
            other = verb(found[main + 2].text)  # "fired and landed a round": the second has it
            if other and other.tense & (Tense.PAST | Tense.PARTICIPLE) and start == main:
                start = main = main + 2
        spans = phrase(found, start, lead=main - start + 1)
        if spans and sum(self._length(span) for span in spans) > 1:
            whole = Span(spans[0].start, spans[-1].end)
            self.deeds.append(Deed("", spans, whole, weight))

    def _length(self, span: Span) -> int:
        return sum(span.start <= word.start < span.end for word in self.found)


def _worth(chain: Sequence[str], main: Verb) -> float:
    """How well a verb tells what somebody does in a story."""
    worth = BACKGROUND if "had" in chain else 0.0
    worth += WEAK if main.base in _LITTLE else 0.0
    worth += DENIED if set(chain) & (NOT - {"no"}) and not set(chain) & MODALS else 0.0
    passive = set(chain) & BE and main.tense & Tense.PARTICIPLE
    return worth + (PASSIVE - DIRECT if passive else 0.0)


def _governs(chain: Sequence[str], main: Verb) -> bool:
    """Whether the last auxiliary takes this form: "has had control" is no "has controlled"."""
    last = next((word for word in reversed(chain) if word in AUXILIARIES), "")
    if last in BE:
        return bool(main.tense & (Tense.PARTICIPLE | Tense.ING))
    if last in HAVE:
        return bool(main.tense & Tense.PARTICIPLE)
    return not last or bool(main.tense & Tense.BASE)
