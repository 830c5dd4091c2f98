"""What a button means in, its short key out, and back.

A key is all that a press brings us, perhaps months later and after a restart, so it names things
that are stored (a story and the version that was shown) or the few words of a command. It has at
most 100 characters; a command that does not fit gets no button and is shown as a line to type.
"""

import re
from dataclasses import dataclass

from bot.discord.limits import CUSTOM_ID, units

_STORY = re.compile(r"s:([a-z]{1,16}):(\d{1,18}):(\d{1,9})(?::(\S{1,25}))?")
_COMMAND = re.compile(r"c:(\d{1,2}):(.+)", re.DOTALL)
_DIGEST = re.compile(r"d:(\d{1,4}):(\d{0,20})")
_SHARE = re.compile(r"h:(\d{1,4}):(.+)", re.DOTALL)
_PAGE = re.compile(r"p:(\d{1,4}):(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnStory:
    """A button under a briefing.

    Attributes:
        verb: "evidence", "more", "sources", "follow" or "wrong".
        version: The version that the pressed message shows.
        mark: Key of the delivery that put it there: how a post whose answer was lost is found.
    """

    verb: str
    story: int
    version: int
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A button that asks a command.

    Attributes:
        place: Position among its neighbours: two buttons of a message may not share a key.
    """

    command: str
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A button that turns to a page, counted from 0, of a command's answer."""

    command: str
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A button that shows a page of a private answer to everybody."""

    command: str
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDigest:
    """A button that turns to a page of a digest, for whoever presses it.

    Attributes:
        post: The digest's post; "" on that post itself, which could not know it.
    """

    page: int
    post: str = ""


Key = OnStory | Ask | Turn | Share | OnDigest


def write(key: Key) -> str | None:
    """Give the key's text; ``None`` when it does not fit or asks nothing."""
    if isinstance(key, Ask | Turn | Share) and not key.command:
        return None
    text = _text(key)
    return text if units(text) <= CUSTOM_ID else None


def _text(key: Key) -> str:
    match key:
        case OnStory():
            return f"s:{key.verb}:{key.story}:{key.version}" + f":{key.mark}" * bool(key.mark)
        case Ask():
            return f"c:{key.place}:{key.command}"
        case Turn():
            return f"p:{key.page}:{key.command}"
        case OnDigest():
            return f"d:{key.page}:{key.post}"
        case Share():
            return f"h:{key.page}:{key.command}"


def read(text: str) -> Key | None:
    """Read a key; ``None`` for one that is not ours."""
    if found := _STORY.fullmatch(text):
        return OnStory(
            verb=found[1], story=int(found[2]), version=int(found[3]), mark=found[4] or ""
        )
    if found := _COMMAND.fullmatch(text):
        return Ask(place=int(found[1]), command=found[2])
    if found := _DIGEST.fullmatch(text):
        return OnDigest(page=int(found[1]), post=found[2])
    if found := _SHARE.fullmatch(text):
        return Share(page=int(found[1]), command=found[2])
    if found := _PAGE.fullmatch(text):
        return Turn(page=int(found[1]), command=found[2])
    return None
