"""A sentence in a model's own words with those that it cites in, why it is not proved out.

Free wording cannot be proved word by word, so what can mislead is: each name, number and date
must stand in the sentences cited (a name in any form that the article uses), a negation or a doubt
there must be kept with the words that it governs, none may be added, and two actors of one cited
sentence must keep their order, unless the sentence was turned into a passive or back. Most of the
other words must be cited, too: a paraphrase leans on what it rewords.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from summariser import money
from summariser.entity import Entity
from summariser.lexicon import table
from summariser.llm.answer import Why
from summariser.llm.names import forms_of, keys
from summariser.llm.places import Places
from summariser.proposal import Span
from summariser.reading import Reading
from summariser.vocabulary import lexicon

MOST_WORDS = 35
OWN = 0.5
"""Least share of the content words that the cited sentences have, by their stems."""

_TOKEN = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_LIMITS = frozenset({"up to", "less than", "under", "almost", "nearly", "as much as", "close to"})
_SAYING = re.compile(
    r"^\W{0,3}(?:[^\W\d_]+\W){0,3}?(?:said|says|announce[sd]?|told|confirm(?:s|ed)|report(?:s|ed)|added"
    r"|statement|according)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|says|announced|told|confirmed|reported|added|according to|statement by)\W{1,3}"
    r"(?:[^\W\d_]+\W){0,4}$",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by|from)\s(?:[^\W\d_]+\s){0,3}$", re.IGNORECASE)
_TO = re.compile(r"\b(?:to|for|against|towards?)\s(?:the\s)?(?:[^\W\d_]+\s){0,1}$", re.IGNORECASE)
_CLAUSE = re.compile(
    r";|:|,\s(?:as|while|after|before|which|who|when|where|but|and|with|saying|amid)\b"
)
_GOVERNED = 3
"""Content words after a negation that it is taken to govern ..."""
_REACH = 7
"""... and words before one in which its negation is looked for."""
_AROUND = 40


@functools.cache
def _listed(sort: str) -> frozenset[str]:
    return frozenset(row["word"] for row in table("wording") if row["sort"] == sort)


@functools.cache
def _written() -> dict[str, Decimal]:
    return {row["word"]: Decimal(row["number"]) for row in table("wording") if row["number"]}


def faults(reading: Reading, text: str, cited: Sequence[Span]) -> tuple[Why, ...]:
    """Say why a sentence is not proved by the sentences that it cites; nothing when it is.

    Args:
        reading: The article's.
        text: What the model wrote.
        cited: Whole sentences of the article.
    """
    source = " ".join(reading.document.text[span.start : span.end] for span in cited)
    own, theirs = _tokens(text), _tokens(source)
    found: list[Why] = []
    if not own or len(text.split()) > MOST_WORDS:
        found.append(Why.TOO_LONG)
    if not _named(reading, text, cited, theirs):
        found.append(Why.NAME_ADDED)
    if not _counted(reading, text, source, own, theirs):
        found.append(Why.NUMBER_ADDED)
    if _turned(own, theirs):
        found.append(Why.NEGATION_CHANGED)
    if _reversed(reading, text, cited) or (_low(own) & _listed("turn")) - _low(theirs):
        found.append(Why.REVERSED)
    if _share(own, theirs) < OWN:
        found.append(Why.WORDS_ADDED)
    return tuple(found)


def _tokens(text: str) -> list[str]:
    return [
        token.removesuffix("'s").removesuffix("’s").replace("’", "'")
        for token in _TOKEN.findall(text)
    ]


def _low(tokens: Iterable[str]) -> frozenset[str]:
    return frozenset(token.lower() for token in tokens)


def stem(word: str) -> str:
    """Cut what a verb or noun ends in, so that "sends", "sending" and "send" are one."""
    word = word.lower()
    for ending in ("ings", "ing", "ied", "ies", "ed", "es", "e", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= len("end"):
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > len("send") and word[-1] == word[-2] else word


def _named(reading: Reading, text: str, cited: Sequence[Span], theirs: Sequence[str]) -> bool:
    """Tell whether each capitalised word is one of the cited sentences', or of who is named there."""
    plain = set(theirs)
    lower = _low(theirs)
    known = {key for word in _runs(theirs) for key in keys(word)}
    for span in cited:
        for entity in _in(reading, span):
            for form in (*forms_of(entity), *(role.text for role in entity.roles)):
                plain |= set(_tokens(form))
            known |= {key for form in forms_of(entity) for key in keys(form)}
    lower |= _low(plain)
    tokens = _tokens(text)
    roles = [role.text for span in cited for entity in _in(reading, span) for role in entity.roles]
    if not _titles_cited(tokens, [theirs, *map(_tokens, roles)], known):
        return False
    for place, token in enumerate(tokens):
        if not token[0].isupper() or token in plain:
            continue
        opens = place == 0 and (token.lower() in lower or token.lower() in _listed("light"))
        if not opens and not keys(token) & known and not _pair(tokens, place, known):
            return False
    return True


def _titles_cited(tokens: Sequence[str], sources: Sequence[Sequence[str]], known: set[str]) -> bool:
    """Tell whether each office stands with the words beside it as in what is cited."""
    titles = lexicon().lower_titles | lexicon().occupations
    low = [[token.lower() for token in source] for source in sources]
    for place, token in enumerate(tokens):
        if token.lower() not in titles:
            continue
        before = tokens[place - 1].lower() if place else ""
        after = tokens[place + 1] if place + 1 < len(tokens) else ""
        if (
            before in _listed("light")
            or keys(before.title()) & known
            or keys(tokens[place - 1]) & known
        ):
            before = ""
        named = after.lower() if after[:1].isupper() else ""
        if not any(_together(source, before, token.lower()) for source in low):
            return False
        if (
            named
            and named not in titles
            and not any(
                named in source[at : at + 4]
                for source in low
                for at, word in enumerate(source)
                if word == token.lower()
            )
        ):
            return False
    return True


def _together(source: Sequence[str], before: str, title: str) -> bool:
    return any(
        word == title and (not before or (place > 0 and source[place - 1] == before))
        for place, word in enumerate(source)
    )


def _pair(tokens: Sequence[str], place: int, known: set[str]) -> bool:
    """Tell whether a word is part of a known name of up to four words."""
    return any(
        keys(" ".join(tokens[begin : begin + size]), titled=False) & known
        for size in (2, 3, 4)
        for begin in range(max(0, place - size + 1), place + 1)
        if begin + size <= len(tokens)
    )


def _runs(tokens: Sequence[str]) -> Iterator[str]:
    for place, token in enumerate(tokens):
        if token[0].isupper():
            for size in (1, 2, 3):
                yield " ".join(tokens[place : place + size])


def _in(reading: Reading, span: Span) -> Iterator[Entity]:
    for mention in reading.by_sentence[reading.document.sentence_at(span.start)]:
        owner = reading.owners.get((mention.start, mention.end))
        if owner:
            yield owner


def _counted(
    reading: Reading, text: str, source: str, own: Sequence[str], theirs: Sequence[str]
) -> bool:
    """Tell whether each number, sum, size and day is in the cited sentences."""
    mine, cited = (money.sums(t, 0, len(t), near=reading.near) for t in (text, source))
    values = {(one.amount, one.currency) for one in cited}
    values |= {(one.lower, one.currency) for one in cited if one.lower is not None}
    limits = {one.amount: one.modifier for one in cited if one.modifier}
    for one in mine:
        if (one.amount, one.currency) not in values and one.money:
            return False
        if one.money and limits.get(one.amount) in _LIMITS and one.modifier is None:
            return False
    amounts = {amount for amount, _ in values}
    numbers = set(_numbers(theirs)) | amounts
    if not all(number in numbers for number in (*_numbers(own), *(one.amount for one in mine))):
        return False
    sized = {word.rstrip("s") for word in _low(theirs)}
    spelt = bool(mine)
    return all(
        word.rstrip("s") in sized or (spelt and word in _listed("size"))
        for word in _low(own) & (_listed("size") | _listed("day"))
    )


def _numbers(tokens: Iterable[str]) -> Iterator[Decimal]:
    for token in tokens:
        for part in re.split(r"-", token.lower()):
            plain = part.replace(",", "")
            if part in _written():
                yield _written()[part]
            elif match := re.match(r"\d+(?:\.\d+)?", plain):
                yield Decimal(match.group())


def _turned(own: Sequence[str], theirs: Sequence[str]) -> bool:
    """Tell whether a negation or a doubt was left out, or a negation added."""
    if _is_negated(own) and not _is_negated(theirs):
        return True
    denied = _listed("not")
    return (
        any(_bare(theirs, word, denied) for word in _governed(own, denied, 1))
        or any(_bare(own, word, denied) for word in _governed(theirs, denied, _GOVERNED))
        or any(
            _bare(own, word, denied | _listed("doubt"))
            for word in _governed(theirs, _listed("doubt"), _GOVERNED)
        )
    )


def _governed(tokens: Sequence[str], words: frozenset[str], most: int) -> Iterator[str]:
    """Give the words that follow a negation or a doubt."""
    for place, token in enumerate(tokens):
        if _is(token, words):
            yield from _content(tokens[place + 1 :])[:most]


def _is(token: str, words: frozenset[str]) -> bool:
    lower = token.lower()
    if token == "May":  # noqa: S105 # the month
        return False
    return lower in words or (words is _listed("not") and lower.endswith("n't"))


def _is_negated(tokens: Iterable[str]) -> bool:
    return any(_is(token, _listed("not")) for token in tokens)


def _content(tokens: Sequence[str]) -> list[str]:
    return [
        token for token in tokens[:8]
        if token.lower() not in _listed("light") and not token[0].isdigit() and not token[0].isupper()
    ]  # fmt: skip


def _bare(own: Sequence[str], word: str, words: frozenset[str]) -> bool:
    """Tell whether a word stands in the sentence with nothing of the kind before it."""
    wanted = stem(word)
    for place, token in enumerate(own):
        if stem(token) == wanted:
            before = own[max(0, place - _REACH) : place + 1]
            if not any(_is(other, _listed("not")) or _is(other, words) for other in before):
                return True
    return False


def _reversed(reading: Reading, text: str, cited: Sequence[Span]) -> bool:
    """Tell whether two actors of one clause have changed places."""
    actors = {id(entity): entity for span in cited for entity in _in(reading, span)}
    mine = _order(text, actors)
    for span in cited:
        source = reading.document.text[span.start : span.end]
        theirs = _order(source, actors)
        shared = sorted((key for key in mine if key in theirs), key=lambda key: mine[key])
        for at, one in enumerate(shared):
            for other in shared[at + 1 :]:
                apart = _CLAUSE.search(text, mine[one][0][1], mine[other][0][0])
                if not apart and _swapped(text, mine, source, theirs, (one, other)):
                    return True
    return False


_Places = dict[int, list[tuple[int, int]]]


def _order(text: str, actors: dict[int, Entity]) -> _Places:
    """Where each actor is named, longest forms first so that none is part of another."""
    places = Places(text)
    taken: list[Span] = []
    found: _Places = {}
    forms = [(form, key) for key, entity in actors.items() for form in forms_of(entity)]
    for form, key in sorted(forms, key=lambda pair: -len(pair[0])):
        for span in places.find(form):
            if any(span.start < other.end and other.start < span.end for other in taken):
                continue
            taken.append(span)
            found.setdefault(key, []).append((span.start, span.end))
    return {key: sorted(spans) for key, spans in found.items()}


def _swapped(text: str, mine: _Places, source: str, theirs: _Places, pair: tuple[int, int]) -> bool:
    one, other = pair  # in the sentence's order
    at = mine[other][0]
    same = [(a, b) for a in theirs[one] for b in theirs[other] if a < b]
    turned = bool(_before(_BY, text, at))
    if same:
        return (
            not turned
            and bool(_before(_TO, text, at))
            and all(_before(_BY, source, b) for _, b in same)
        ) or (turned and not any(_before(_BY, source, b) for _, b in same))
    if turned != any(_before(_BY, source, place) for place in theirs[one]):
        return False
    return not any(
        _says(text, mine[key][0]) and any(_says(source, place) for place in theirs[key])
        for key in pair
    )


def _before(pattern: re.Pattern[str], text: str, place: tuple[int, int]) -> re.Match[str] | None:
    return pattern.search(text[max(0, place[0] - _AROUND) : place[0]])


def _says(text: str, place: tuple[int, int]) -> bool:
    """Tell whether a name stands beside a verb of saying."""
    after = text[place[1] : place[1] + _AROUND]
    return bool(_SAYING.search(after)) or bool(_before(_SAID, text, place))


def _share(own: Sequence[str], theirs: Sequence[str]) -> float:
    """Give the share of the content words that are cited."""
    known = {stem(token) for token in theirs}
    words = [
        stem(token) for token in own if token.lower() not in _listed("light") and token[0].isalpha()
    ]
    return sum(word in known for word in words) / len(words) if words else 0.0
