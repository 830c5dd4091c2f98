"""From the words of commands that change something to their nouns ("stop posting here")."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.commands.about import About
from bot.commands.command import Help, Plain
from bot.commands.orders import (
    AddFeed,
    Correct,
    DigestWhen,
    Editors,
    Feedback,
    Follow,
    Following,
    ForgetMe,
    LetModel,
    Mute,
    Order,
    QuietHours,
    RemoveFeed,
    Settings,
    Unfollow,
    WatchPledges,
)

Read = Plain | Order

LINK = re.compile(r"<?(https?://[^\s<>|\"]+)(?:\|[^>]*)?>?", re.IGNORECASE)
BARE = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}(?:/\S*)?", re.IGNORECASE)
"""An address without its scheme, as people type it."""

_EVERYTHING = re.compile(
    r"(?:(?:every|all)(?: (?:new|the))*(?: (?:briefings?|stor(?:y|ies)|news|posts?))?|everything"
    r"|all of it|here|this(?: channel| place)?|in here|news|briefings)?"
    r"(?: (?:in )?(?:here|this channel))?",
    re.IGNORECASE,
)
_TO = re.compile(r"(?:(?:to|for|up on|on|in|the (?:feed|site|outlet) of)\s+)+", re.IGNORECASE)
_FEED = re.compile(r"(?:the )?(?:feed|site|outlet|source)s?(?: of| at| from)? +", re.IGNORECASE)
_OFF = {"off", "stop", "none", "never", "no", "end", "cancel", "away"}
_NOW = {"now", "right now", "at once", "immediately", "today"}
_PRIVATE = re.compile(
    r"\b(?:as )?(?:private(?:ly)?|(?:only |just )?for us(?: only| alone)?|only here)\b",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"(?:hours? )?(?:(?:from|between) )?(\d{1,2})(?:[:.](\d\d))? ?(am|pm)?"
    r" ?(?:-|–|to|till|until|and) ?(\d{1,2})(?:[:.](\d\d))? ?(am|pm)?(?= |$)",
    re.IGNORECASE,
)
_ALLOWED = {"allow", "allowed", "may", "on", "yes", "agree", "permit"}
_REFUSED = _OFF | {"refuse", "refused", "forbid", "deny", "withdraw", "disallow", "may not"}
_FEEDS = re.compile(r"(?: (?:to )?read)?(?: (?:our|the|my|private))* feeds?$")
_RIGHT = {"right", "good", "correct", "yes", "ok", "okay", "true", "accurate", "+1", "👍"}
_WRONG = {"wrong", "bad", "incorrect", "no", "false", "inaccurate", "-1", "👎"}
_STORY = re.compile(r"(?:(?:story |about |on )+#?|#)(\d{1,18})\b|(\d{1,18})$", re.IGNORECASE)
_FIELD = re.compile(r"(\w+)\s?(?:=|:=)\s?(\"[^\"]*\"|.+?)(?=,? \w+\s?:?=|$)")
_REASON = re.compile(r"\s+(?:because|since|reason:|--)\s+(.+)$", re.IGNORECASE)


def _address(words: str) -> tuple[str | None, str]:
    """Take an address out of the words; ``None`` where there is none."""
    match = LINK.search(words)
    if match:
        url, rest = match[1].rstrip(".,;:!?)]}'\""), words[: match.start()] + words[match.end() :]
        return url, " ".join(rest.split())
    for word in words.split():
        if BARE.fullmatch(word) and ":" not in word.partition("/")[0]:
            rest = " ".join(each for each in words.split() if each != word)
            return f"https://{word}", rest
    return None, words


def read_follow(rest: str) -> Read:
    """Read what is to be followed; the name of a sort of thing stays with it ("topic aid")."""
    rest = _TO.sub("", rest, count=1) if _TO.match(rest) else rest
    if _EVERYTHING.fullmatch(rest):
        return Follow()
    if rest.lower().startswith("watch "):
        return read_watch(rest[6:])
    url, _ = _address(rest)
    if url:
        return Follow(url=url)
    return Follow(words=rest)


def read_unfollow(rest: str) -> Read:
    """Read what is to be followed no more."""
    rest = _TO.sub("", rest, count=1) if _TO.match(rest) else rest
    if _EVERYTHING.fullmatch(rest):
        return Unfollow()
    url, _ = _address(rest)
    return Unfollow(url=url) if url else Unfollow(words=rest)


def read_digest(rest: str) -> Read:
    """Read when a digest is wanted."""
    word = rest.lower()
    if word in _OFF or word in _NOW:
        return DigestWhen(words="off" if word in _OFF else "now")
    return DigestWhen(words=rest)


def read_quiet(rest: str) -> Read:
    """Read hours in the forms that people write them."""
    if rest.lower().removeprefix("hours ") in _OFF:
        return QuietHours(words="off")
    if rest.lower() in {"hours", "at night"}:
        return QuietHours()
    match = _HOURS.match(rest)
    if match is None:
        return QuietHours(words=rest)
    begin, end = _hour(*match.group(1, 2, 3)), _hour(*match.group(4, 5, 6))
    zone = rest[match.end() :].strip()
    return QuietHours(words=f"{begin}-{end} {zone}".strip())


def _hour(hour: str, minute: str | None, half: str | None) -> str:
    number = int(hour)
    if half:
        number = number % 12 + (12 if half.lower() == "pm" else 0)
    return f"{number:02}:{minute or '00'}"


def read_watch(rest: str) -> Read:
    """Read which pledges are watched for."""
    rest = re.sub(r"^(?:out )?(?:for )?", "", rest, flags=re.IGNORECASE)
    return WatchPledges(words=rest) if rest else Help(topic="watch")


def read_mute(rest: str) -> Read:
    """Read what is never to be posted; bare words are words of the text."""
    return Mute(words=rest)


def read_feedback(rest: str) -> Read:
    """Read "right" or "wrong", about which story, and what."""
    head, _, words = rest.partition(" ")
    verdict = head.lower().strip(":,.-") or head.lower()
    if verdict not in _RIGHT | _WRONG:
        return Help(topic="feedback")
    url, words = _address(words)
    about = About(url=url)
    words = words.strip(" :,-")
    match = _STORY.match(words)
    if match and url is None:
        about = About(story=int(match[1] or match[2]))
        words = words[match.end() :].strip(" :,-")
    return Feedback(right=verdict in _RIGHT, words=words, about=about)


def read_correct(rest: str) -> Read:
    """Read "<pledge> field=value ..." with a reason behind "because"."""
    reason = _REASON.search(rest)
    words = rest[: reason.start()] if reason else rest
    key, _, fields = words.removeprefix("pledge ").strip().partition(" ")
    changes = tuple(
        (match[1].lower(), match[2].strip('" ,')) for match in _FIELD.finditer(fields.strip())
    )
    if not key or "=" in key or not changes:
        return Help(topic="correct")
    return Correct(pledge=key.lstrip("#"), changes=changes, reason=reason[1] if reason else "")


def read_forget(rest: str) -> Read:
    """Read "me"; nothing else is forgotten from a chat."""
    return ForgetMe() if re.fullmatch(_ME, rest, re.IGNORECASE) else Help(topic="forget")


def read_add(rest: str) -> Read:
    """Read a feed's address with the topic it belongs to."""
    rest = _FEED.sub("", rest, count=1) if _FEED.match(rest) else rest
    url, words = _address(rest)
    if url is None:
        return Help(topic="add")
    private = _PRIVATE.search(words) is not None
    words = " ".join(_PRIVATE.sub(" ", words).split())
    topic = re.sub(r"^(?:to|in|under|as|topic:?)\s+(?:topic )?", "", words, flags=re.IGNORECASE)
    # Who names a password shares what it opens with nobody else.
    private = private or "@" in url.partition("://")[2].partition("/")[0]
    return AddFeed(url=url, topic=topic.strip('" ') or None, private=private)


def read_remove(rest: str) -> Read:
    """Read which feed goes."""
    rest = _FEED.sub("", rest, count=1) if _FEED.match(rest) else rest
    url, _ = _address(rest)
    return RemoveFeed(words=url or rest) if rest else Help(topic="remove")


def read_editors(rest: str) -> Read:
    """Read "add @x", "remove @x" or nothing."""
    verb, _, who = rest.partition(" ")
    if verb.lower() in {"add", "appoint"} and who:
        return Editors(add=True, who=who.strip())
    if verb.lower() in {"remove", "drop", "delete"} and who:
        return Editors(add=False, who=who.strip())
    return Editors() if not rest else Help(topic="editors")


def read_model(rest: str) -> Read:
    """Read "allow", "refuse" or nothing."""
    word = _FEEDS.sub("", rest.lower(), count=1).strip()
    if word in _ALLOWED | _REFUSED:
        return LetModel(allow=word in _ALLOWED)
    return LetModel() if not word else Help(topic="model")


# --- Phrasings with no command word in front

_MODEL = r"(?:the|a|any|your|our) (?:language )?model"
_OURS = r"(?:our|the|this (?:workspace|server)'s) (?:private )?feeds?"
_ME = (
    r"(?:(?:all |everything )?(?:about |of )?(?:me|myself)|(?:all )?(?:of )?my (?:data|traces)"
    r"|(?:everything|what) (?:that )?(?:you (?:know|keep|hold|have) )?(?:about|of|on) me)"
)
_OPINION = r"(?:(?:that|this|it|the (?:briefing|summary|amount|sum))(?:'s| is| was)? )"
_Make = Callable[[re.Match[str]], Read]


def _phrase(make: _Make, *patterns: str) -> tuple[re.Pattern[str], _Make]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE), make


def _heard(match: re.Match[str]) -> Read:
    words = match["what"]
    return read_watch(words) if "pledge" in words.lower() else read_follow(words)


def _appointed(match: re.Match[str]) -> Read:
    return Editors(add=True, who=match["who"].strip())


_PHRASES = (
    _phrase(
        lambda _: LetModel(allow=False),
        rf"(?:do not|don't|never|stop) let(?:ting)? {_MODEL} read {_OURS}",
        rf"(?:do not|don't|never|stop) send(?:ing)? {_OURS} to {_MODEL}",
    ),
    _phrase(
        lambda _: LetModel(allow=True),
        rf"(?:let|allow) {_MODEL} (?:to )?read {_OURS}",
    ),
    _phrase(lambda _: LetModel(), rf"(?:may|can|does) {_MODEL} read {_OURS}"),
    _phrase(
        lambda _: Following(),
        r"(?:what|which (?:feeds|channels|topics|things))"
        r"(?: (?:do|are|am|is|have) (?:i|we|you|they|this channel))?(?: (?:being|already))?"
        r"(?: is| are)? follow(?:ed|ing)?(?: (?:here|in (?:here|this channel)))?",
        r"(?:my|our|the) (?:subscriptions|follows)|subscriptions",
    ),
    _phrase(
        lambda m: replace_words(read_unfollow(m["what"] or "")),
        r"(?:stop|no more|quit|end|cease|don't|do not)(?: (?:posting|following|sending|post|follow"
        r"|send))(?: (?P<what>.+))?",
        r"(?:stop|unfollow everything|leave us alone|shut up)",
    ),
    _phrase(
        lambda _: Follow(),
        r"(?:post|send)(?: me| us)? (?:every|all)(?: (?:the|new))*"
        r" (?:briefings?|stor(?:y|ies)|news)(?: (?:here|in this channel|to me|to us))?",
    ),
    _phrase(
        lambda m: read_digest(m["when"]),
        r"(?:(?:post|send|make)(?: me| us)? )?(?:a |the )?digest(?: every| each| on)? (?P<when>.+)",
    ),
    _phrase(
        lambda m: read_digest(f"{m['how']} {m['when']}"),
        r"(?:a )?(?P<how>daily|weekly|hourly|weekday|morning) digest(?: at)? (?P<when>.+)",
    ),
    _phrase(lambda _: DigestWhen(words="off"), r"(?:no|stop(?: the)?|end the) digests?"),
    _phrase(
        lambda m: read_quiet(m["when"]),
        r"(?:(?:be|keep|stay) (?:quiet|silent)|(?:do not|don't) (?:disturb|post)(?: us| me)?)"
        r" (?P<when>(?:from |between )?\d.+)",
    ),
    _phrase(lambda _: QuietHours(words="off"), r"no quiet hours"),
    _phrase(
        _heard,
        r"(?:alert|notify|inform|ping|warn)(?: me| us)?"
        r" (?:when there (?:is|are)|of|about|on|for|if there (?:is|are)|when)"
        r" (?:new |news (?:of|on|about) |an? )*(?P<what>.+)",
    ),
    _phrase(
        lambda m: read_feedback(f"wrong {m['what'] or m['more'] or ''}"),
        rf"{_OPINION}?(?:wrong|incorrect|inaccurate|a mistake|not (?:right|correct|true))"
        r"(?:[:,;.]? (?P<what>.+))?",
        r"report (?:a |an )?(?:mistake|error|fault)(?:[:,]? (?P<more>.+))?",
    ),
    _phrase(
        lambda _: Feedback(right=True),
        rf"{_OPINION}(?:right|correct|true|accurate|good)",
        r"(?:good|well done|nice|great)(?: (?:one|job|briefing|summary))",
    ),
    _phrase(lambda _: ForgetMe(), rf"(?:please )?(?:forget|delete|erase|remove) {_ME}"),
    _phrase(
        lambda _: Settings(),
        r"(?:(?:my|our|the|your) )?(?:settings|preferences|options)(?: (?:here|for this channel))?",
        r"what (?:do|are) you (?:know|keep|keeping|store|hold|holding|have) (?:about|of|on) me",
        r"what holds(?: here)?",
    ),
    _phrase(lambda _: Editors(), r"who (?:are (?:the )?|is (?:an )?|may be |can be )editors?"),
    _phrase(
        _appointed,
        r"(?:make|appoint) (?P<who>.+?) (?:an )?editor",
    ),
)


def read_order_phrase(words: str) -> Read | None:
    """Read the whole text as one of the phrasings; ``None`` when it is none."""
    for pattern, make in _PHRASES:
        if match := pattern.fullmatch(words):
            return make(match)
    return None


def replace_words(command: Read) -> Read:
    """Read "posting about football" as the football that is meant."""
    if isinstance(command, Unfollow) and command.words:
        words = re.sub(r"^(?:about|me|us|here)\s+", "", command.words, flags=re.IGNORECASE)
        own = words.lower() in {"me", "us", "here"}
        return Unfollow() if own else replace(command, words=words)
    return command


ORDER_HEADS: dict[str, Callable[[str], Read]] = {
    "follow": read_follow,
    "unfollow": read_unfollow,
    "following": lambda _: Following(),
    "digest": read_digest,
    "quiet": read_quiet,
    "watch": read_watch,
    "mute": read_mute,
    "settings": lambda _: Settings(),
    "feedback": read_feedback,
    "correct": read_correct,
    "forget": read_forget,
    "add": read_add,
    "remove": read_remove,
    "editors": read_editors,
    "model": read_model,
}
"""The command words of what changes something."""

ORDER_NAMES = {
    "follow": ("subscribe",),
    "unfollow": ("unsubscribe", "leave"),
    "following": ("followed", "subscriptions", "follows"),
    "digest": ("digests",),
    "quiet": ("silence", "dnd"),
    "watch": ("watching",),
    "mute": ("hide", "ignore"),
    "settings": ("preferences", "setting"),
    "correct": ("fix", "amend", "correction"),
    "editors": ("editor",),
}
"""Other names of those words."""
