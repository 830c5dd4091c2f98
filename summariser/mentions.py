"""Document in, runs of words that name somebody out: kind, name, and the title before it.

A run is walked word by word ("UK Defence Secretary John Healey"), then cut into the title and
the name. What kind it is comes from the tables, the title, a given name, and the words around.
Places that only locate ("in Geneva") are left out.
"""

import enum
import re
from dataclasses import dataclass, replace

from summariser.document import Document, Token
from summariser.records import ActorKind
from summariser.runs import Run, ends_in_possessive, plain, runs, trim
from summariser.vocabulary import Lexicon, lexicon

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


# The Gulf of Guinea is no country's, and pledges nothing.
_WATERS = re.compile(r"\b(?:Gulf|Sea|Bay|Straits?|Isle|Horn|Cape) of (?:the )?$")
_REACH = 16


def mentions(document: Document) -> list[Mention]:
    """Find all mentions, in text order."""
    text = document.text
    return [
        mention
        for run in runs(document)
        for mention in _cut(run)
        if not names_waters(text, mention.start)
    ]


def names_waters(text: str, start: int) -> bool:
    """Tell whether the name that starts here is only part of a sea's."""
    return bool(_WATERS.search(text, max(0, start - _REACH), start))


def _cut(run: Run) -> list[Mention]:
    """Cut a run into mentions: known names, a title with its name, or one unknown name."""
    words = lexicon()
    whole = _known(run.document.text, run.tokens, words)
    if whole:
        return [_table_mention(whole, run, words)]
    if run.tokens[-1].text in _BEHIND_NAMES and len(run.tokens) > 2:
        return _cut(replace(run, stop=run.stop - 1))
    if run.tokens[0].text in _STORMS:
        return []
    if at := _two_bodies(run, words):
        return [
            *_cut(replace(run, stop=run.position + at)),
            *_cut(replace(run, position=run.position + at + 1)),
        ]
    head = _title_head(run.tokens, words)
    return _untitled(run, words) if head is None else _titled(run, head, words)


# What stands behind a name and is no part of it; what a weather service names acts for nobody.
_BEHIND_NAMES = frozenset(
    {"MP", "MEP", "MLA", "MSP", "QC", "KC", "OBE", "CBE", "MBE", "AO", "AC", "OAM"}
)
_STORMS = frozenset({"Hurricane", "Typhoon", "Cyclone", "Tropical"})
_FIRM_HEADS = frozenset({"University", "Institute", "Department", "Ministry", "League", "Union", "Bank", "Party",
                         "Agency", "Association", "Council", "Commission", "Court", "Corporation", "Foundation",
                         "Fund", "Federation", "Laboratory", "Society", "Organization", "Organisation"})  # fmt: skip


def _two_bodies(run: Run, words: Lexicon) -> int:
    """Where "and" joins two bodies, each with a head of its own; 0 where it does not."""
    names = [plain(token.text) for token in run.tokens]
    for at, name in enumerate(names):
        first, second = names[:at], names[at + 1 :]
        if name == "and" and len(second) > 1 and _FIRM_HEADS & set(second):
            return at if any(word in words.org_heads for word in first) else 0
    return 0


def _known(text: str, run: tuple[Token, ...], words: Lexicon) -> tuple[str, ActorKind, bool] | None:
    """(name, kind, adjective) when the whole run is in a table."""
    name = plain(text[run[0].start : run[-1].end])
    if name in words.countries:
        return words.countries[name], ActorKind.COUNTRY, False
    if name in words.organisations:
        return *words.organisations[name], False
    if name in words.demonyms:
        return words.demonyms[name], ActorKind.COUNTRY, True
    if name in words.capitals:
        return words.capitals[name], ActorKind.COUNTRY, False
    return None


def _table_mention(known: tuple[str, ActorKind, bool], run: Run, words: Lexicon) -> Mention:
    name, kind, adjective = known
    tokens = run.tokens
    certainty = Certainty.SURE
    if plain(tokens[-1].text) in words.capitals and kind is ActorKind.COUNTRY:
        # A capital stands for its government only as a subject.
        certainty = Certainty.LIKELY if run.after in words.speech else Certainty.GUESS
    return Mention(
        start=tokens[0].start,
        end=trim(tokens[-1]),
        name=name,
        kind=kind,
        certainty=certainty,
        sentence=run.sentence,
        adjective=adjective,
    )


def _title_head(run: tuple[Token, ...], words: Lexicon) -> int | None:
    """Index of the last title word of a run, if it has one that is not inside the name."""
    heads = [
        i
        for i, token in enumerate(run)
        if plain(token.text) in words.titles and not _of_body(run, i, words)
    ]
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


def _of_body(run: tuple[Token, ...], index: int, words: Lexicon) -> bool:
    """Whether a title word is part of a body's name: "Court of Justice"."""
    return (
        index > 1
        and run[index - 1].text in ("of", "for")
        and plain(run[index - 2].text) in words.org_heads
    )


def _titled(run: Run, head: int, words: Lexicon) -> list[Mention]:
    """A title, with the name after it when there is one."""
    tokens, text = run.tokens, run.document.text
    begin = head + 1
    while begin < len(tokens) and tokens[begin].text == ".":
        begin += 1
    if begin < len(tokens) and tokens[begin].text in ("of", "for", "to"):
        begin = _after_office(tokens, begin, words)
    elif _possessive_org(tokens, head, words):
        return _untitled(run, words)
    name = tokens[begin:]
    named = name or tokens[:begin]
    start, end = named[0].start, trim(named[-1])
    mention = Mention(
        start=start,
        end=end,
        name=plain(text[start : named[-1].end]),
        kind=ActorKind.PERSON,
        certainty=Certainty.SURE if name else Certainty.LIKELY,
        sentence=run.sentence,
        title=(tokens[0].start, tokens[begin - 1].end if name else end),
        nameless=not name,
    )
    return [*_inside_title(run, tokens[:begin], words), mention]


def _possessive_org(run: tuple[Token, ...], head: int, words: Lexicon) -> bool:
    """A body whose name begins with a title word: "Prime Minister's Office"."""
    return any(token.text in words.org_heads for token in run[head + 1 :]) and (
        ends_in_possessive(run[head].text) or head == 0
    )


def _after_office(run: tuple[Token, ...], begin: int, words: Lexicon) -> int:
    """Where the name starts after "Secretary of State for Defence": at a given name."""
    for size in (3, 2, 1):  # "Chief Executive of Hong Kong Carrie Lam"
        place = " ".join(token.text for token in run[begin + 1 : begin + 1 + size])
        if place in words.countries and begin + 2 + size < len(run):
            return begin + 1 + size
    for index in range(begin + 1, len(run)):
        if run[index].text in words.given and index + 1 < len(run):
            return index
    return len(run)


def _inside_title(run: Run, title: tuple[Token, ...], words: Lexicon) -> list[Mention]:
    """Countries and bodies that a title names ("UK Defence Secretary", "NATO chief")."""
    found = []
    for index, token in enumerate(title):
        for part in (title[index : index + 2], title[index : index + 1]):
            if known := _known(run.document.text, part, words):
                found.append(
                    Mention(
                        start=token.start,
                        end=trim(part[-1]),
                        name=known[0],
                        kind=known[1],
                        certainty=Certainty.SURE,
                        sentence=run.sentence,
                        adjective=True,
                    )
                )
                break
    return found


def _untitled(run: Run, words: Lexicon) -> list[Mention]:
    kind, certainty = _kind(run, words)
    if kind is None:
        return []
    first = _given_after(run.tokens, words) if kind is ActorKind.PERSON else 0
    start, end = run.tokens[first].start, run.tokens[-1].end
    return [
        Mention(
            start=start,
            end=trim(run.tokens[-1]),
            name=plain(run.document.text[start:end]),
            kind=kind,
            certainty=certainty,
            sentence=run.sentence,
        )
    ]


def _given_after(run: tuple[Token, ...], words: Lexicon) -> int:
    """Where a person's name begins behind a body's: "NASA Jim Bridenstine", "Born Robert Burns"."""
    if run[0].text in words.given:
        return 0
    for index in range(1, len(run) - 1):
        if run[index].text in words.given:
            before = run[index - 1].text
            other = (before.isupper() and len(before) > 2) or before in words.org_heads
            return index if other or before == "Born" else 0
    return 0


def _kind(run: Run, words: Lexicon) -> tuple[ActorKind | None, Certainty]:
    """Kind of an unknown name, by its own words first, then by those around it."""
    names = [token.text for token in run.tokens]
    before, after = run.before, run.after
    size = len(names)
    if head := _org_head(names, words):
        return head, Certainty.SURE
    if plain(names[-1]) in words.thing_heads and names[0] not in words.given:
        return None, Certainty.GUESS
    given = names[0] in words.given and 2 <= size <= 5
    if given or (before.lower() in words.lower_titles and size <= 4):
        return ActorKind.PERSON, Certainty.SURE
    if size == 1 and 2 <= len(names[0]) <= 7 and plain(names[0]).isupper():
        return ActorKind.ORG, Certainty.LIKELY
    if before.lower() in _PLACE_WORDS:
        return None, Certainty.GUESS
    speaks = after in words.speech or before in words.speech or after == "who"
    if size in (2, 3) and all(word[0].isupper() for word in names):
        return ActorKind.PERSON, Certainty.LIKELY if speaks or after == "," else Certainty.GUESS
    return ActorKind.PERSON if speaks and size == 1 else ActorKind.ORG, Certainty.GUESS


def _org_head(run: list[str], words: Lexicon) -> ActorKind | None:
    if len(run) < 2:
        return None
    places = [run[-1], run[0]]
    if "of" in run or "for" in run:
        cut = run.index("of") if "of" in run else run.index("for")
        places.append(run[cut - 1])
    for word in places:
        if plain(word) in words.org_heads:
            return words.org_heads[plain(word)]
    return None
