"""Untrusted words to Slack mrkdwn that says just those words and does nothing else.

Slack's own rule escapes ``&``, ``<`` and ``>`` only, which stops mentions and forged links
(https://docs.slack.dev/messaging/formatting-message-text#escaping). It has no escape for ``*``,
``_``, ``~`` and backticks, so a mark that could open or close formatting is shown as its
lookalike; one inside a word (``snake_case``) formats nothing and stays. Invisible characters that
can hide a mention or turn the reading order are dropped.
"""

import datetime as dt
import re
from urllib.parse import quote, urlsplit

ELLIPSIS = "…"

# Look the same, mean nothing to Slack.
_LOOKALIKES = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}  # noqa: RUF001 # lookalikes are the point
_MARK = re.compile(r"(?<!\w)[*_~]|[*_~](?!\w)|`")
_LEADING_QUOTE = re.compile(r"^(\s*)>", re.MULTILINE)
_EMOJI_CODE = re.compile(r":(?=[a-z+_-][\w+'-]*:)")
# Controls but tab and newline; zero-width space and joiners; bidi marks, embeddings, isolates; BOM.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# ZWNJ and ZWJ shape Persian, Indic scripts and joined emoji; next to ASCII they only hide things.
_IDLE_JOINER = re.compile("(?<=[\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?=[\x00-\x7f]|$)")


def visible(text: str) -> str:
    """Drop what cannot be seen and could deceive; spaces are left as they are."""
    return _IDLE_JOINER.sub("", _INVISIBLE.sub("", text))


def escape(text: str) -> str:
    """Make mrkdwn that shows ``text`` and neither mentions, links nor formats."""
    text = _LEADING_QUOTE.sub("\\1›", visible(text))  # noqa: RUF001 # a quote mark's lookalike
    text = _MARK.sub(lambda mark: _LOOKALIKES[mark[0]], text)
    text = _EMOJI_CODE.sub("∶", text)  # noqa: RUF001 # a colon that starts no emoji
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_line(text: str) -> str:
    """Put every run of white space into one space."""
    return " ".join(text.split())


def cut(text: str, limit: int, *, more: str = "") -> str:
    """Shorten to ``limit`` characters at a word, with an ellipsis; ``more`` comes after it.

    Works on text that is escaped already: an entity or link is kept whole or left out.
    """
    if len(text) <= limit:
        return text
    tail = f"{ELLIPSIS} {more}" if more and len(more) < limit // 2 else ELLIPSIS
    kept = text[: limit - len(tail)]
    space = max(kept.rfind(" "), kept.rfind("\n"))
    kept = kept[:space] if space > len(kept) // 2 else kept
    for opening, closing in (("&", ";"), ("<", ">")):
        begun = kept.rfind(opening)
        if begun > kept.rfind(closing):
            kept = kept[:begun]
    return kept.rstrip() + tail


def bold(text: str) -> str:
    """Make escaped text bold; surrounding space stays outside, where Slack wants it."""
    inner = text.strip()
    if not inner or "\n" in inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}*{inner}*{after}"


def web_address(url: str | None) -> str | None:
    """Give an address that may stand in a link or button, or ``None`` for anything but the web.

    The characters that end a Slack link are percent-encoded, so that an address cannot break out.
    """
    if url is None:
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    return quote(visible(url.strip()), safe="/:?#[]@!$&'()*+,;=%~-._")


def link(url: str | None, label: str) -> str:
    """Link an untrusted label to an untrusted address; only the label where that is no address."""
    address = web_address(url)
    shown = escape(one_line(label)).replace("|", "¦")
    if address is None:
        return shown
    return f"<{address.replace('&', '&amp;')}|{shown}>"


def date(moment: dt.datetime, *, clock: bool = True) -> str:
    """Show a time in the reader's own zone, and in UTC where Slack cannot."""
    form = "{date_short_pretty}, {time}" if clock else "{date_short}"
    plain = utc(moment) if clock else f"{moment.astimezone(dt.UTC):%-d %b %Y}"
    return f"<!date^{int(moment.timestamp())}^{form}|{plain}>"


def utc(moment: dt.datetime) -> str:
    """Show a time in words that need no client: "19 Dec 2024, 14:03 UTC"."""
    return f"{moment.astimezone(dt.UTC):%-d %b %Y, %H:%M} UTC"
