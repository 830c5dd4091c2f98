"""From typed words to a Command: the one grammar of every surface.

Read in this order, the first that fits wins:

1. what changes something or is about who asks ("follow aid", "stop posting here");
2. a link, with the words around it ("why <link>", "sources <link>", a bare link);
3. phrasings that begin with no command word ("who else reported it?", "show me the quote");
4. a command word, or another name of it, and what follows;
5. a question ("did ...", anything that ends with a question mark), answered from the articles;
6. a misspelt command word, read as the nearest one (`Guess`), if that one only reads;
7. otherwise `Unknown`, which names the nearest command.

"page 3" behind any of these that gives a list is its third part.

`parse` never raises and takes well under 5 ms: long text is cut, and no pattern nests repeats.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Callable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.commands.about import About
from bot.commands.command import (
    PAGED,
    Ask,
    BriefLink,
    Changed,
    Command,
    Feeds,
    Guess,
    Help,
    More,
    Plain,
    Pledges,
    ShowEvidence,
    Sources,
    Unknown,
    Who,
    Why,
)
from bot.commands.filters import read_pledges
from bot.commands.order_words import BARE, LINK, ORDER_HEADS, ORDER_NAMES, Read, read_order_phrase
from bot.commands.orders import Order
from bot.commands.phrases import read_phrase
from bot.commands.question import ASKS
from bot.commands.readers import (
    read_about,
    read_ask,
    read_brief,
    read_evidence,
    read_latest,
    read_pledge,
    read_search,
    read_timeline,
    read_who,
    read_why,
    without_glue,
)

FURTHEST = 50
"""Parts of a list of stories: a further one costs as much as all before it."""
LONGEST = 400
"""Characters read of one command; the longest sensible one (a link with words) is shorter."""

_ROOT = re.compile(
    r"(?:(?:/(?:briefadmin|brief|threeline)\b|@?threeline\b)[:,]?\s*)+", re.IGNORECASE
)
_PAGE = re.compile(r"[,\s]+(?:page|p\.) ?(\d{1,4})$", re.IGNORECASE)
_POLITE = re.compile(
    r"(?:please|pls|hey|hi|ok|so|and|now|kindly|can you|could you|would you|will you"
    r"|(?:i want|i would like|i'd like|i need|let me) to (?:see|know|read|have)"
    r"|(?:i want|i would like|i'd like|i need)|show(?: me| us)?|give(?: me| us)?"
    r"|tell(?: me| us)|get(?: me| us)?|list|display|let me see)\b[,:]?\s+",
    re.IGNORECASE,
)
_CURLY = "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
_QUOTES = "\"'` " + _CURLY + "\N{RIGHT SINGLE QUOTATION MARK}"
_PLEASE = re.compile(r"[,\s]+(?:please|pls|thanks|thank you)$", re.IGNORECASE)


def parse(text: str) -> Command:
    """Read a command; never raises, whatever the text."""
    words = _clean(text)
    if not words:
        return Help()
    if match := _PAGE.search(words):
        command = _read(words[: match.start()])
        if isinstance(command, PAGED):
            most = int(match[1]) if isinstance(command, Feeds | Pledges) else FURTHEST
            return dataclasses.replace(command, page=max(min(int(match[1]), most), 1))
    command = _read(words)
    if command is not None:
        return command
    asks = ASKS.match(words) or text.rstrip().endswith("?")
    return Ask(question=words) if asks else _guessed(words)


def _read(words: str) -> Read | None:
    command = _ordered(words) or _linked(words) or read_phrase(words) or _headed(words)
    if isinstance(command, Who | Pledges):
        return dataclasses.replace(command, question=words)
    return command


def _clean(text: str) -> str:
    """Put into one line, without our own name, politeness and final marks."""
    # Lone surrogates and control characters would make trouble in every store and log.
    text = text[: 2 * LONGEST]
    text = "".join(c if unicodedata.category(c) not in {"Cc", "Cs", "Cf"} else " " for c in text)
    words = _unquoted(" ".join(text[:LONGEST].split()))
    words = words.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if match := _ROOT.match(words):
        words = words[match.end() :]
    for _ in range(4):
        match = _POLITE.match(words)
        if not match or not words[match.end() :]:
            break
        words = words[match.end() :]
    return _PLEASE.sub("", words.rstrip("?!.,;: ")).rstrip("?!.,;: ")


def _unquoted(words: str) -> str:
    """Take off quotes around it all; those of a phrase at one end stay (any:"air defence")."""
    while words and words[0] in _QUOTES:
        quote, words = words[0], words[1:].lstrip()
        if words.endswith(quote) or quote in _CURLY:
            words = words[:-1] if words and words[-1] in _QUOTES else words
    odd = [quote for quote in "\"'`" if words.endswith(quote) and words.count(quote) % 2]
    return words[:-1] if odd else words


# --- What changes something


def _ordered(words: str) -> Read | None:
    head, _, rest = words.partition(" ")
    name = _ORDER_OF.get(head.lower().rstrip(":,"))
    if name == "following" and len(rest.split()) > 3:  # noqa: PLR2004 # a sentence that begins so
        name = None
    return ORDER_HEADS[name](rest.strip()) if name else read_order_phrase(words)


# --- A link, with the words around it


def _linked(words: str) -> Plain | None:
    match = LINK.search(words)
    if match:
        url = match[1].rstrip(".,;:!?)]}'\"")
        around = f"{words[: match.start()]} {words[match.end() :]}"
    else:
        last = words.rpartition(" ")[2]
        if not BARE.fullmatch(last) or "." not in last:
            return None
        url, around = f"https://{last}", words.removesuffix(last)
    around = " ".join(around.split()).lower()
    about = About(url=url)
    head = around.partition(" ")[0]
    if not around or head in {"brief", "summarise", "summarize", "read", "link", "explain", "tldr"}:
        return BriefLink(url=url)
    if "why" in around.split():
        return Why(about=about)
    make = _ABOUT.get(head)
    if make:
        return make(about)
    found = read_phrase(re.sub(r" (?:in|of|on|about|for|from|with)$", "", around))
    if isinstance(found, Changed | More | ShowEvidence | Sources | Why):
        return type(found)(about=about)
    # Words that we do not know around a link: the link is what was meant, unless a search is.
    return BriefLink(url=url) if match else None


# --- A command word in front

HEADS: dict[str, Callable[[str], Read]] = {
    "latest": read_latest,
    "brief": read_brief,
    "more": lambda rest: More(about=read_about(rest)),
    "evidence": read_evidence,
    "sources": lambda rest: Sources(about=read_about(rest)),
    "changed": lambda rest: Changed(about=read_about(rest)),
    "who": read_who,
    "pledges": read_pledges,
    "pledge": read_pledge,
    "timeline": read_timeline,
    "ask": read_ask,
    "search": read_search,
    "why": read_why,
    "feeds": lambda _: Feeds(),
    **ORDER_HEADS,
    "help": lambda rest: Help(topic=_topic(rest)),
}
"""The command words; `help` lists them in this order."""

_OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "latest": ("news", "new", "recent", "newest", "headlines", "top", "last", "stories"),
    "brief": ("summarise", "summarize", "tldr", "read"),
    "more": ("details", "detail", "expand", "full"),
    "evidence": ("quote", "quotes", "proof", "prove", "verbatim"),
    "sources": ("source", "outlets", "outlet", "reported", "coverage"),
    "who": ("whois", "actor", "person", "about"),
    "changed": ("changes", "change", "diff", "updates", "versions", "history"),
    "timeline": ("chronology", "chronicle"),
    "ask": ("question",),
    "pledges": ("promises", "commitments", "commitment", "pledged", "ledger", "export", "chart"),
    "pledge": ("promise",),
    "search": ("find", "grep", "look", "lookup", "query"),
    "feeds": ("feed", "health", "status"),
    "help": ("commands", "man", "usage", "?"),
}
_OTHER_NAMES |= ORDER_NAMES
_HEAD_OF = {word: head for head, words in _OTHER_NAMES.items() for word in words} | {
    head: head for head in HEADS
}
_ORDER_OF = {word: head for word, head in _HEAD_OF.items() if head in ORDER_HEADS}
_NEAR = [word for word in _HEAD_OF if word not in _ORDER_OF or len(word) > 4]  # noqa: PLR2004 # "and" is not "add"
_ABOUT: dict[str, Callable[[About], Plain]] = {
    "more": lambda about: More(about=about),
    "evidence": lambda about: ShowEvidence(about=about),
    "quote": lambda about: ShowEvidence(about=about),
    "quotes": lambda about: ShowEvidence(about=about),
    "changed": lambda about: Changed(about=about),
    "sources": lambda about: Sources(about=about),
    "source": lambda about: Sources(about=about),
    "outlets": lambda about: Sources(about=about),
    "pledges": lambda about: Pledges(about=about),
    "why": lambda about: Why(about=about),
}


def _topic(rest: str) -> str | None:
    """Name the command that help is asked about."""
    word = without_glue(rest).partition(" ")[0].lower()
    return _HEAD_OF.get(word) or _nearest(word)


def _headed(words: str) -> Read | None:
    head, _, rest = words.partition(" ")
    if head.lower() in {"the", "all", "any", "your", "its"}:
        head, _, rest = rest.partition(" ")
    word = head.lower().rstrip(":,")
    if word in {"export", "chart"}:  # they are said of pledges
        return read_pledges(f"{word} {re.sub(r'^(?:the )?pledges? ?', '', rest)}")
    name = _HEAD_OF.get(word)
    return HEADS[name](rest.strip()) if name else None


def _guessed(words: str) -> Command:
    """Read a slip as the nearest command, if that one only reads; else name it."""
    head, _, rest = words.partition(" ")
    near = _nearest(head)
    if near is None:
        return Unknown(text=words)
    read_as = f"{near} {rest}".strip()
    command = None if near in ORDER_HEADS else _headed(read_as)
    if command is None or isinstance(command, Order):
        return Unknown(text=words, nearest=read_as if near in ORDER_HEADS else near)
    return Guess(read_as=read_as, command=command)


def _nearest(word: str) -> str | None:
    """Give the command word at most one slip away (two in a word of over five letters)."""
    word = word.lower()
    if len(word) < 3:  # noqa: PLR2004 # shorter words are near everything
        return None
    slips = 1 if len(word) <= 5 else 2  # noqa: PLR2004 # one slip in five letters is a fifth already
    found = process.extractOne(word, _NEAR, scorer=OSA.distance, score_cutoff=slips)
    return _HEAD_OF[found[0]] if found else None
