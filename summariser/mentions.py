"""Document in, runs of words that name somebody out: kind, name, and the title before it.

A run is walked word by word ("UK Defence Secretary John Healey"), then cut into the title and
the name. What kind it is comes from the tables, the title, a given name, and the words around.
Places that only locate ("in Geneva") are left out.
"""

import enum
import functools
from dataclasses import dataclass

from summariser.document import Document, Token
from summariser.lexicon import listed, table
from summariser.records import ActorKind

_JOINERS = {"of", "for", "and", "&", "the", "on", "to"}
_PARTICLES = {"de", "da", "do", "dos", "del", "della", "di", "du", "la", "le", "van", "von", "der",
              "den", "bin", "ibn", "al", "el", "ter", "af", "y"}  # fmt: skip
_PLACE_WORDS = {"in", "at", "near", "from", "outside", "around", "via", "across", "throughout"}


class Certainty(enum.IntEnum):
    """How sure the kind is."""

    GUESS = 0
    LIKELY = 1
    SURE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place where somebody is named.

    Attributes:
        start, end: The name alone, without its title.
        name: What it is filed under here: the words themselves, or the table's name.
        adjective: A demonym used as an adjective ("British troops").
        title: (start, end) of the title in front of it, or of the whole run if no name follows.
        sentence: Index of its sentence.
    """

    start: int
    end: int
    name: str
    kind: ActorKind
    certainty: Certainty
    sentence: int
    adjective: bool = False
    title: tuple[int, int] | None = None
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Tables in the shape in which they are asked."""

    countries: dict[str, str]
    demonyms: dict[str, str]
    capitals: dict[str, str]
    organisations: dict[str, tuple[str, ActorKind]]
    org_heads: dict[str, ActorKind]
    thing_heads: frozenset[str]
    titles: dict[str, str]
    lower_titles: frozenset[str]
    given: frozenset[str]
    never: frozenset[str]
    speech: frozenset[str]
    longest: int


@functools.cache
def lexicon() -> Lexicon:
    """Load the tables once."""
    countries: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    capitals: dict[str, str] = {}
    for row in table("countries"):
        for name in (row["name"], *listed(row["aliases"])):
            countries[name.removeprefix("the ")] = row["name"]
        demonyms |= dict.fromkeys(listed(row["demonyms"]), row["name"])
        if row["capital"]:
            capitals[row["capital"]] = row["name"]
    for row in table("regions"):
        countries.setdefault(row["name"], row["name"])
    organisations = {
        name: (row["name"], ActorKind(row["kind"]))
        for row in table("organisations")
        for name in (row["name"], *listed(row["aliases"]))
    }
    titles = {row["head"]: row["use"] for row in table("titles")}
    phrases = (*countries, *demonyms, *organisations)
    return Lexicon(
        countries=countries,
        demonyms=demonyms,
        capitals=capitals,
        organisations=organisations,
        org_heads={row["word"]: ActorKind(row["kind"]) for row in table("org_heads")},
        titles=titles,
        lower_titles=frozenset(title.lower() for title in titles),
        thing_heads=frozenset(row["word"] for row in table("thing_heads")),
        given=frozenset(row["name"] for row in table("given_names")),
        never=frozenset(row["word"] for row in table("never_names")),
        speech=frozenset(row["word"] for row in table("speech_verbs")),
        longest=max(len(phrase.split()) for phrase in phrases),
    )


def mentions(document: Document) -> list[Mention]:
    """Find all mentions, in text order."""
    words = lexicon()
    lower = _lower_words(document)
    inner = _inner_words(document)
    found: list[Mention] = []
    for index, tokens in enumerate(document.tokens):
        position = 0
        while position < len(tokens):
            if not _starts_run(tokens, position, lower, words):
                position += 1
                continue
            stop = _run_end(document.text, tokens, position, words)
            if stop == position + 1 and _opens(tokens, position):
                name = _plain(tokens[position].text)
                known = name in inner or _listed(name, words) or _speaks(tokens, stop, words)
                if not known or _dateline(tokens, stop):
                    position = stop
                    continue
            found.extend(_cut(document, tokens, position, stop, index, words))
            position = stop
    return found


def _lower_words(document: Document) -> frozenset[str]:
    return frozenset(
        token.text for sentence in document.tokens for token in sentence if token.text.islower()
    )


def _inner_words(document: Document) -> frozenset[str]:
    """Capitalised words inside sentences: what they show at a start is a name."""
    return frozenset(
        _plain(token.text)
        for sentence in document.tokens
        for i, token in enumerate(sentence)
        if token.capital and not _opens(sentence, i)
    )


def _listed(name: str, words: Lexicon) -> bool:
    known = (words.countries, words.demonyms, words.organisations, words.titles, words.capitals)
    return name in words.given or any(name in part for part in known)


_AUXILIARIES = frozenset(
    ["is", "are", "was", "were", "has", "have", "had", "will", "would", "may", "plans", "hopes"]
)


def _speaks(tokens: tuple[Token, ...], stop: int, words: Lexicon) -> bool:
    """Whether a verb of saying or acting follows: its subject has a name."""
    following = tokens[stop].text if stop < len(tokens) else ""
    return following in words.speech and following not in _AUXILIARIES


def _dateline(tokens: tuple[Token, ...], stop: int) -> bool:
    return stop < len(tokens) and tokens[stop].text in "–—-" and tokens[stop - 1].text.isupper()


def _starts_run(
    tokens: tuple[Token, ...], position: int, lower: frozenset[str], words: Lexicon
) -> bool:
    token = tokens[position]
    if not token.capital or (len(token.text) == 1 and token.text != "X"):
        return False
    if token.text in words.never or token.text.lower() in {"i", "i'm", "i’m", "i've", "i’ve"}:
        return False
    first = _opens(tokens, position)
    if first and token.text.lower() in lower:
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        known = token.text in words.titles or token.text in words.countries
        return known or bool(following and following.capital and following.text not in words.never)
    return True


def _opens(tokens: tuple[Token, ...], position: int) -> bool:
    """Whether a token starts a sentence, a quotation or a list entry."""
    return position == 0 or tokens[position - 1].text in "“\"‘'([:•*–—-"


def _run_end(text: str, tokens: tuple[Token, ...], position: int, words: Lexicon) -> int:
    """Index after the last token of the run that starts at ``position``."""
    stop = position + 1
    while stop < len(tokens) and stop - position < 14:
        here = tokens[stop]
        gap = text[tokens[stop - 1].end : here.start]
        if "\n" in gap or len(gap) > 1:
            break
        if here.text == "." and not gap and _abbreviated(tokens, stop):
            stop += 1
        elif gap and _name_like(here) and here.text not in words.never:
            if _ends_in_possessive(tokens[stop - 1].text):
                break
            stop += 1
        elif (ahead := _joined(tokens, position, stop, words)) > stop:
            stop = ahead
        else:
            break
    return stop


def _name_like(token: Token) -> bool:
    return token.capital or (
        token.text[:2] in ("d'", "d’", "l'", "l’") and token.text[2:3].isupper()
    )


def _abbreviated(tokens: tuple[Token, ...], stop: int) -> bool:
    """Whether the full stop at ``stop`` belongs to "Sen." or an initial before a name."""
    before = tokens[stop - 1].text
    short = len(before) == 1 or f"{before}." in lexicon().titles or before in ("St", "Jr")
    return short and stop + 1 < len(tokens) and tokens[stop + 1].capital


def _ends_in_possessive(word: str) -> bool:
    return word.endswith(("'s", "’s", "'", "’"))


def _joined(tokens: tuple[Token, ...], position: int, stop: int, words: Lexicon) -> int:
    """Where the run goes on after a joining word at ``stop``; ``stop`` when it does not."""
    word = tokens[stop].text
    if word not in _JOINERS and word not in _PARTICLES:
        return stop
    ahead = stop + 1
    if ahead < len(tokens) and tokens[ahead].text == "the" and word in ("of", "for", "to", "on"):
        ahead += 1
    if ahead >= len(tokens) or not tokens[ahead].capital or tokens[ahead].text in words.never:
        return stop
    if _ends_in_possessive(tokens[stop - 1].text):
        return stop
    if word in _PARTICLES or word == "&":
        return ahead + 1
    run = [token.text for token in tokens[position:stop]]
    return ahead + 1 if _takes(run, word, words) else stop


def _takes(run: list[str], word: str, words: Lexicon) -> bool:
    """Whether a run so far ("Ministry", "Secretary of State") goes on with this joiner."""
    last = run[-1]
    head = last in words.org_heads or last in words.titles or last in ("Ministry", "House")
    if word == "of":
        return head or last in ("Bank", "State", "Secretary", "University", "States", "Republic")
    if word == "for":
        return head or last == "State"
    if word == "to":
        return last in words.titles
    if word == "and":
        inside = "of" in run or "for" in run
        body = any(w in words.org_heads or w in words.titles for w in run)
        return (inside and body) or " ".join([*run[-1:], "and"]) in _AND_NAMES
    return False


_AND_NAMES = {"Foreign and", "Bosnia and", "Trinidad and", "Health and"}


def _cut(
    document: Document,
    tokens: tuple[Token, ...],
    position: int,
    stop: int,
    sentence: int,
    words: Lexicon,
) -> list[Mention]:
    """Cut a run into mentions: known names, a title with its name, or one unknown name."""
    run = list(tokens[position:stop])
    whole = _known(document.text, run, words)
    if whole:
        return [_table_mention(whole, run, sentence, words, tokens, stop)]
    head = _title_head(run, words)
    if head is not None:
        return _titled(document, tokens, position, stop, head, sentence, words)
    return _untitled(document, tokens, position, stop, sentence, words)


def _known(text: str, run: list[Token], words: Lexicon) -> tuple[str, ActorKind, bool] | None:
    """(name, kind, adjective) when the whole run is in a table."""
    name = _plain(text[run[0].start : run[-1].end])
    if name in words.countries:
        return words.countries[name], ActorKind.COUNTRY, False
    if name in words.organisations:
        return *words.organisations[name], False
    if name in words.demonyms:
        return words.demonyms[name], ActorKind.COUNTRY, True
    if name in words.capitals:
        return words.capitals[name], ActorKind.COUNTRY, False
    return None


def _plain(name: str) -> str:
    for ending in ("'s", "’s", "'", "’"):
        name = name.removesuffix(ending)
    return name


def _trim(token: Token) -> int:
    """End of a token without its possessive."""
    return token.start + len(_plain(token.text))


def _table_mention(
    known: tuple[str, ActorKind, bool],
    run: list[Token],
    sentence: int,
    words: Lexicon,
    tokens: tuple[Token, ...],
    stop: int,
) -> Mention:
    name, kind, adjective = known
    certainty = Certainty.SURE
    written = _plain(run[-1].text)
    if len(run) <= 2 and written in words.capitals and kind is ActorKind.COUNTRY:
        # A capital stands for its government only as a subject.
        following = tokens[stop].text if stop < len(tokens) else ""
        certainty = Certainty.LIKELY if following in words.speech else Certainty.GUESS
    return Mention(
        start=run[0].start, end=_trim(run[-1]), name=name, kind=kind, certainty=certainty,
        sentence=sentence, adjective=adjective,
    )  # fmt: skip


def _title_head(run: list[Token], words: Lexicon) -> int | None:
    """Index of the last title word of a run, if it has one that is not inside the name."""
    heads = [i for i, token in enumerate(run) if _plain(token.text) in words.titles]
    heads += [
        i for i, token in enumerate(run[:-1])
        if token.text + "." in words.titles and run[i + 1].text == "."
    ]  # fmt: skip
    if not heads:
        return None
    if (
        heads[0] == 0
        and len(heads) == 1
        and run[0].text in ("Chief", "Justice", "General")
        and any(token.text in words.org_heads for token in run[1:])
    ):
        return None
    return max(heads)


def _titled(
    document: Document,
    tokens: tuple[Token, ...],
    position: int,
    stop: int,
    head: int,
    sentence: int,
    words: Lexicon,
) -> list[Mention]:
    run = list(tokens[position:stop])
    begin = head + 1
    while begin < len(run) and run[begin].text == ".":
        begin += 1
    if begin < len(run) and run[begin].text in ("of", "for", "to"):
        begin = _after_office(run, begin, words)
    elif _possessive_org(run, head, words):
        return _untitled(document, tokens, position, stop, sentence, words)
    title = (run[0].start, run[begin - 1].end if begin else run[0].end)
    found = _inside_title(document.text, run[:begin], sentence, words)
    name = run[begin:]
    if name:
        text = _plain(document.text[name[0].start : name[-1].end])
        found.append(
            Mention(
                start=name[0].start,
                end=_trim(name[-1]),
                name=text,
                kind=ActorKind.PERSON,
                certainty=Certainty.SURE,
                sentence=sentence,
                title=title,
            )  # fmt: skip
        )
    else:
        end = _trim(run[begin - 1])
        found.append(
            Mention(
                start=run[0].start,
                end=end,
                kind=ActorKind.PERSON,
                name=document.text[run[0].start : end],
                certainty=Certainty.LIKELY,
                sentence=sentence,
                title=(run[0].start, end),
                nameless=True,
            )  # fmt: skip
        )
    return found


def _possessive_org(run: list[Token], head: int, words: Lexicon) -> bool:
    """A body whose name begins with a title word: "Prime Minister's Office"."""
    return any(token.text in words.org_heads for token in run[head + 1 :]) and (
        _ends_in_possessive(run[head].text) or head == 0
    )


def _after_office(run: list[Token], begin: int, words: Lexicon) -> int:
    """Where the name starts after "Secretary of State for Defence": at a given name."""
    for index in range(begin + 1, len(run)):
        if run[index].text in words.given and index + 1 < len(run):
            return index
    return len(run)


def _inside_title(text: str, title: list[Token], sentence: int, words: Lexicon) -> list[Mention]:
    """Countries and bodies that a title names ("UK Defence Secretary", "NATO chief")."""
    found = []
    for index, token in enumerate(title):
        for size in (2, 1):
            part = title[index : index + size]
            if len(part) == size and (known := _known(text, part, words)):
                name, kind, _ = known
                found.append(
                    Mention(
                        start=token.start,
                        end=_trim(part[-1]),
                        name=name,
                        kind=kind,
                        certainty=Certainty.SURE,
                        sentence=sentence,
                        adjective=True,
                    )  # fmt: skip
                )
                break
    return found


def _untitled(
    document: Document,
    tokens: tuple[Token, ...],
    position: int,
    stop: int,
    sentence: int,
    words: Lexicon,
) -> list[Mention]:
    run = list(tokens[position:stop])
    kind, certainty = _kind(document, tokens, position, stop, words)
    if kind is None:
        return []
    return [
        Mention(
            start=run[0].start,
            end=_trim(run[-1]),
            name=_plain(document.text[run[0].start : run[-1].end]),
            kind=kind,
            certainty=certainty,
            sentence=sentence,
        )  # fmt: skip
    ]


def _kind(
    document: Document, tokens: tuple[Token, ...], position: int, stop: int, words: Lexicon
) -> tuple[ActorKind | None, Certainty]:
    run = [token.text for token in tokens[position:stop]]
    before = tokens[position - 1].text if position else ""
    after = tokens[stop].text if stop < len(tokens) else ""
    if head := _org_head(run, words):
        return head, Certainty.SURE
    if _plain(run[-1]) in words.thing_heads and run[0] not in words.given:
        return None, Certainty.GUESS
    if run[0] in words.given and 2 <= len(run) <= 5:
        return ActorKind.PERSON, Certainty.SURE
    if before.lower() in words.lower_titles and len(run) <= 4:
        return ActorKind.PERSON, Certainty.SURE
    if len(run) == 1 and 2 <= len(run[0]) <= 7 and _plain(run[0]).isupper():
        return ActorKind.ORG, Certainty.LIKELY
    if before.lower() in _PLACE_WORDS:
        return None, Certainty.GUESS
    speaks = after in words.speech or before in words.speech or after == "who"
    if len(run) in (2, 3) and all(word[0].isupper() for word in run):
        return ActorKind.PERSON, Certainty.LIKELY if speaks or after == "," else Certainty.GUESS
    if len(run) == 1:
        return ActorKind.PERSON if speaks else ActorKind.ORG, Certainty.GUESS
    return ActorKind.ORG, Certainty.GUESS


def _org_head(run: list[str], words: Lexicon) -> ActorKind | None:
    if len(run) < 2:
        return None
    places = [run[-1], run[0]]
    if "of" in run or "for" in run:
        cut = run.index("of") if "of" in run else run.index("for")
        places.append(run[cut - 1])
    for word in places:
        if _plain(word) in words.org_heads:
            return words.org_heads[_plain(word)]
    return None
