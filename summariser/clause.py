"""Words of a sentence in, where its main verb stands and whether it can stand alone out.

There is no parser: a verb is finite by its form and its neighbours, and what a relative pronoun
or a subordinating word opens has a verb of its own that is stepped over. In doubt a clause is not
sound, and a word cannot end one: line 1 then keeps more of its sentence, or takes another.
"""

import functools
import re
from collections.abc import Sequence

from summariser.document import Token
from summariser.lexicon import table
from summariser.verbs import AUXILIARIES, BE, HAVE, Tense, verb
from summariser.vocabulary import lexicon

_FINITE = AUXILIARIES - {"be", "been", "being", "having"}
_SUBJECTS = frozenset(["i", "we", "he", "she", "they", "it", "who", "this", "these", "those"])
_OPENS = "([“"
_CLOSES = ")]”"
_PAIR = dict(zip(_CLOSES, _OPENS, strict=True))
_LEAST_WORDS = 4
_MARKUP = re.compile(r"\{\{|\}\}|\[\[|\]\]|\||https?:|www\.|<\w|={2,}")


@functools.cache
def sorts() -> dict[str, frozenset[str]]:
    """Words of grammar by their sort (lexicon/grammar.tsv)."""
    found: dict[str, set[str]] = {}
    for row in table("grammar"):
        found.setdefault(row["sort"], set()).update(row["words"].split(" "))
    return {sort: frozenset(words) for sort, words in found.items()}


def is_a(word: str, *names: str) -> bool:
    """Whether a word, in lower case, is of one of these sorts."""
    known = sorts()
    return any(word in known[name] for name in names)


def main_verb(tokens: Sequence[Token], begin: int = 0) -> int | None:
    """Index of the finite verb of the main clause; ``None`` where none is sure."""
    at = begin
    weak: int | None = None
    # Verbs of clauses that a relative pronoun has opened: "what organisers called a march began".
    owed = int(begin < len(tokens) and tokens[begin].text.lower() in _FREE)
    while at < len(tokens):
        low = tokens[at].text.lower()
        subject = low == "that" and at + 1 < len(tokens) and finite(tokens, at + 1, at) > 1
        if at > begin and (is_a(low, "relative", "condition") or (subject and weak is None)):
            if weak is not None:
                return weak
            owed += 1
        elif at > begin and weak is not None and (low in ("that", ";", ":") or is_a(low, "sub")):
            return weak
        elif strength := finite(tokens, at, begin):
            if owed:
                owed -= 1
                at = _behind_group(tokens, at)
                continue
            if strength == _SURE:
                return at if weak is None or _may_be_reduced(tokens, weak, at) else weak
            if weak is None:
                weak = at
        at += 1
    return weak


_WEAK, _SURE = 1, 2
_FREE = frozenset({"what", "whoever", "whatever"})


def finite(tokens: Sequence[Token], at: int, begin: int = 0) -> int:
    """0: no finite verb; 1: it may be one; 2: it is one."""
    word = tokens[at].text
    low = word.lower()
    if low in _FINITE:
        return _SURE
    if at == begin or not low.isalpha():
        return 0
    before = tokens[at - 1].text.lower()
    if before.endswith(("’s", "'s")) or is_a(before, "det", "prep") or before == "to":
        return 0
    if word != low:
        return 0
    found = verb(low)
    if found is None:
        return 0
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if before in _SUBJECTS:
        return _SURE if found.tense & (Tense.PAST | Tense.PRESENT | Tense.BASE) else 0
    if before == "," and found.tense & Tense.PARTICIPLE and _opens_aside(tokens, at, begin):
        return 0
    return _by_form(found.tense, low, before, after)


def _by_form(tense: Tense, low: str, before: str, after: str) -> int:
    if tense & Tense.PAST:
        return _past(low, before, after.lower(), tense)
    if tense & Tense.PRESENT:
        return _WEAK if _takes(after) else 0
    if tense & Tense.BASE:
        plural = before.endswith("s") and not before.endswith("ss")
        return _WEAK if plural and _takes(after) else 0
    return 0


def _opens_aside(tokens: Sequence[Token], at: int, begin: int) -> bool:
    """Whether the comma before a participle is the first of a pair: "a loan, secured on ..."."""
    return sum(t.text == "," for t in tokens[begin:at]) % 2 == 1


def _past(low: str, before: str, after: str, tense: Tense) -> int:
    if before in BE or before in HAVE or before == "not":
        return 0
    if not tense & Tense.PARTICIPLE:
        return _SURE
    if after == "by" or is_a(before, "adj"):
        return 0
    if after in ("in", "at", "on", "from", "with", "among", "during", "to", "for", "under", "as"):
        return _WEAK
    if tense & Tense.BASE and not low.endswith("ed"):  # "cost", "cut", "set": nouns as well
        return _WEAK
    return _SURE


def _takes(after: str) -> bool:
    """Whether a word can follow a verb in the present."""
    low = after.lower()
    return bool(after) and (
        is_a(low, "det", "prep", "pronoun")
        or low in ("that", "to", "not", "how", "why", "what")
        or after[0].isupper()
        or after[0].isdigit()
        or after in "$£€“"
    )


def _may_be_reduced(tokens: Sequence[Token], weak: int, later: int) -> bool:
    """Whether "emails exchanged among officials have ..." reads its first verb as a participle."""
    return not any(
        t.text in (",", ";", "and", "but", "–", "—") or is_a(t.text.lower(), "relative", "sub")
        for t in tokens[weak + 1 : later]
    )


def _behind_group(tokens: Sequence[Token], at: int) -> int:
    """Index behind the words of one verb: "has been", "will not have gone"."""
    at += 1
    while at < len(tokens):
        low = tokens[at].text.lower()
        found = verb(low)
        part = found is not None and bool(found.tense & (Tense.PARTICIPLE | Tense.BASE))
        if low in AUXILIARIES or low in ("not", "to") or low.endswith("ly") or part:
            at += 1
        else:
            break
    return at


def may_end(tokens: Sequence[Token], stop: int) -> bool:
    """Whether what stands before ``stop`` can be the end of a clause, by its last words."""
    if stop <= 0:
        return False
    word = tokens[stop - 1].text
    low = word.lower()
    before = tokens[stop - 2].text.lower() if stop > 1 else ""
    if is_a(
        low, "det", "prep", "relative", "sub", "condition", "joint", "adverb", "adj", "question"
    ):
        return False
    if low in AUXILIARIES or low.endswith(("’s", "'s", "s’", "s'")):
        return False
    if not word[-1].isalnum():
        return word in _CLOSES + "%\"'"
    if word.isdigit():
        return True
    if low in lexicon().demonyms or word in lexicon().demonyms:
        return False
    if word == low:
        return _noun(low, before)
    return True


_ADJECTIVES = re.compile(
    r".{3,}(?:ous|ful|less|able|ible|ical|onal|ental|ive|ary|ish|est|ian|ern|ular)$|.{4,}ly$"
)


def _noun(low: str, before: str) -> bool:
    if is_a(low, "noun"):
        return True
    if _ADJECTIVES.match(low):
        return False
    found = verb(low)
    if found is None:
        return True
    if before == "to" and found.tense & Tense.BASE:
        return False
    if found.tense & Tense.ING and before:
        return is_a(before, "det", "adj") or before.endswith(("'s", "’s"))
    if is_a(before, "det", "prep", "adj") or before.endswith(("'s", "’s")):
        return not found.tense & Tense.PAST
    return is_a(low, "whole")


def balanced(text: str) -> bool:
    """Whether every bracket and quotation mark of a text has its other half, in order."""
    open_: list[str] = []
    for char in text:
        if char in _OPENS:
            open_.append(char)
        elif char in _CLOSES and (not open_ or open_.pop() != _PAIR[char]):
            return False
    return not open_ and text.count('"') % 2 == 0


def stands(text: str, tokens: Sequence[Token]) -> bool:
    """Whether words are a whole clause that a reader can take alone.

    Args:
        text: The words as they are shown.
        tokens: The same, word by word.
    """
    words = [t for t in tokens if t.text[0].isalnum()]
    if len(words) < _LEAST_WORDS or _MARKUP.search(text) or not balanced(text):
        return False
    last = words[-1].text.lower()
    if is_a(last, "det", "prep", "relative", "sub", "condition", "joint", "question") and last not in (
        "in", "on", "up", "out", "off", "over", "through", "him", "her", "all", "this", "that",
    ):  # fmt: skip
        return False
    begin = opening_end(tokens)
    main = main_verb(tokens, begin)
    if last in AUXILIARIES or main is None or tokens[main] is words[-1]:
        return False
    return main > begin and not _lacks_subject(tokens[begin:])


def _lacks_subject(tokens: Sequence[Token]) -> bool:
    """Whether the first word is the verb of a subject that is missing: "Establish a fund"."""
    words = [t for t in tokens if t.text[0].isalnum()][:2]
    first = words[0].text.lower() if words else ""
    if first in _FINITE:
        return True
    found = verb(first)
    if found is None or found.tense & Tense.ING:
        return False
    after = words[1].text.lower() if len(words) > 1 else ""
    return is_a(after, "det", "pronoun") or after == "that" or after[:1].isdigit()


def opening_end(tokens: Sequence[Token]) -> int:
    """Index at which the main clause begins: behind an opening that a comma ends."""
    first = next((i for i, t in enumerate(tokens) if t.text[0].isalnum()), 0)
    if not tokens:
        return 0
    low = tokens[first].text.lower()
    found = verb(low)
    opens = found is not None and bool(found.tense & (Tense.ING | Tense.PARTICIPLE))
    opens = opens or is_a(low, "prep", "sub", "condition")
    comma = first + 1 < len(tokens) and tokens[first + 1].text == ","
    if not opens and not (comma and (is_a(low, "adverb", "day") or low.endswith("ly"))):
        return first
    for at in range(first + 1, len(tokens) - 2):
        if tokens[at].text == "," and not tokens[at + 1].text[0].isdigit():
            rest = main_verb(tokens, at + 1)
            return at + 1 if rest is not None else first
    return first
