"""Untrusted words in, words that are safe inside Discord's Markdown out.

A headline may neither mention somebody, nor look like a link that it is not, nor change how the
words after it are set. `allowed_mentions` none stops the ping; this stops the look of one.
"""

import datetime as dt
import re
import unicodedata
from urllib.parse import quote, urlsplit

from bot.discord.limits import units

_CONTROL = re.compile(
    # C0 and C1 controls but the newline; directional overrides, which can turn an address round.
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_MARKUP = re.compile(r"[\\*_~`|<>\[\]#]")  # no ( ): they mean nothing without ]
_SCHEME = re.compile(r":(?=//)")  # a bare address would become a link
_MENTION = re.compile(r"@(?=[\w&!])")
_BULLET = re.compile(r"^(\s*)([-+])(?=\s)", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d+)\.(?=\s)", re.MULTILINE)

_BREAK = "\u200b"  # zero width: parts "@" from "everyone"
_JOINS = "\u200d\ufe0e\ufe0f"  # joiner and variation selectors: what precedes them is one sign
_URL_SAFE = "/:?#@!$&*+,;=%~-._"  # what may stand in a masked link; ( ) ' are encoded
_MANY_WORDS = 0.5  # a cut that would lose more than this of the room is made inside the word


def clean(text: str) -> str:
    """Drop control characters and directional overrides; keep newlines."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Put text on one line, each run of white space as one space."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """Make text show as it is: no style, no list, no mention, no link, no timestamp."""
    text = _MARKUP.sub(r"\\\g<0>", clean(text))
    text = _SCHEME.sub(r"\\:", text)
    text = _BULLET.sub(r"\1\\\2", text)
    text = _NUMBERED.sub(r"\1\\.", text)
    return _MENTION.sub("@" + _BREAK, text)


def _joined(text: str, at: int) -> bool:
    """Tell whether cutting before ``text[at]`` would tear one visible sign apart."""
    after = text[at]
    return bool(
        unicodedata.combining(after)
        or after in _JOINS
        or text[at - 1] == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin tones
        or ("\U0001f1e6" <= after <= "\U0001f1ff" and text[at - 1] >= "\U0001f1e6")  # flags
    )


def _end(text: str, limit: int) -> int:
    """Find where to stop so that ``text[:end]`` has at most ``limit`` units and ends a word."""
    end = min(len(text), limit)
    while units(text[:end]) > limit:
        end -= max(1, (units(text[:end]) - limit) // 2)
    if end == len(text):
        return end
    space = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
    if space > end * _MANY_WORDS:
        return space
    while end > 1 and _joined(text, end):
        end -= 1
    return end


def cut(text: str, limit: int) -> str:
    """Shorten to ``limit`` UTF-16 units: at a word, with an ellipsis; never through a sign."""
    if units(text) <= limit:
        return text
    return text[: _end(text, limit - 1)].rstrip(" \n,;:·-") + "…"


def cut_escaped(text: str, limit: int) -> str:
    """Escape text and shorten it so that the escaped form has at most ``limit`` units."""
    room = limit
    while units(done := escape(cut(text, room))) > limit:
        room -= max(1, units(done) - limit)
    return done


def split(text: str, limit: int) -> list[str]:
    """Part raw text at words into pieces whose escaped form has at most ``limit`` units."""
    pieces: list[str] = []
    rest = text.strip()
    while units(escape(rest)) > limit:
        room = limit
        while (over := units(escape(rest[: (end := _end(rest, room))])) - limit) > 0:
            room -= max(1, over // 2)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def link(label: str, url: str | None) -> str:
    """Write a masked link to a web address; anything else is the escaped label alone."""
    if url is None or urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc:
        return escape(label)
    return f"[{escape(label)}]({quote(clean(url), safe=_URL_SAFE)})"


def moment(when: dt.datetime, style: str = "f") -> str:
    """Write a time that each reader sees in their own zone and language."""
    return f"<t:{int(when.timestamp())}:{style}>"
