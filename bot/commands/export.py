"""From pledges to files that other programs read: CSV, JSON, and IATI transactions.

IATI 2.03 knows a pledge (transaction types 12 and 13), a commitment (2) and a disbursement (3);
what is only considered, conditional, repeated or withdrawn is none of them and is left out of
that format rather than passed off as one.
"""

import csv
import datetime as dt
import html
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.commands.words import is_currency
from bot.model import Story
from summariser import Pledge, Status

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "iati": "application/xml",
}
"""Each format with its media type."""

COLUMNS = (
    "story", "day", "status", "pledger", "recipient", "amount", "currency", "qualifier", "per",
    "kind", "what", "deadline", "speaker", "quote", "outlet", "url",
)  # fmt: skip
_IATI = {Status.PLEDGED: "12", Status.FULFILLED: "3"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(pledges: Sequence[tuple[Story, Pledge]], form: str, *, made: dt.datetime) -> str:
    """Write the pledges in one of `FORMATS`; raise `KeyError` for any other."""
    writers = {"csv": _csv, "json": _json, "iati": _iati}
    return writers[form](pledges, made)


def record(story: Story, pledge: Pledge) -> dict[str, Any]:
    """Flatten a pledge; ``None`` where the text does not say."""
    article = story.article.article
    money = pledge.amount
    return {
        "story": story.id,
        "day": story.last.date().isoformat(),
        "status": pledge.status.value,
        "pledger": pledge.pledger.name if pledge.pledger else None,
        "recipient": pledge.recipient.name if pledge.recipient else None,
        "amount": f"{money.amount:f}" if money else None,
        "currency": money.currency if money else None,
        "qualifier": money.modifier if money else None,
        "per": money.per if money else None,
        "kind": pledge.kind.value,
        "what": " ".join(pledge.what.text.split()),
        "deadline": (pledge.deadline.date or pledge.deadline.text) if pledge.deadline else None,
        "speaker": pledge.speaker.name if pledge.speaker else None,
        "quote": pledge.evidence.text,
        "outlet": article.outlet,
        "url": article.url,
    }


def _csv(pledges: Sequence[tuple[Story, Pledge]], made: dt.datetime) -> str:
    del made
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for story, pledge in pledges:
        row = record(story, pledge)
        writer.writerow([_harmless(row[name]) for name in COLUMNS])
    return out.getvalue()


def _harmless(value: object) -> str:
    """Keep a spreadsheet from running a cell as a formula (OWASP, CSV injection)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(pledges: Sequence[tuple[Story, Pledge]], made: dt.datetime) -> str:
    rows = [record(story, pledge) for story, pledge in pledges]
    whole = {"made": made.isoformat(), "pledges": rows}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _iati(pledges: Sequence[tuple[Story, Pledge]], made: dt.datetime) -> str:
    body = "".join(line for pair in pledges for line in _activity(*pair))
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<iati-activities version="2.03" generated-datetime="{stamp}">\n{body}</iati-activities>\n'
    )


def _activity(story: Story, pledge: Pledge) -> Iterator[str]:
    money, kind = pledge.amount, _IATI.get(pledge.status)
    if money is None or kind is None or not is_currency(money.currency):
        return
    day = story.last.date().isoformat()
    who = pledge.pledger.name if pledge.pledger else "not stated"
    to = pledge.recipient.name if pledge.recipient else "not stated"
    what = " ".join(pledge.what.text.split())
    start = pledge.evidence.start
    yield (
        "<iati-activity>"
        f"<iati-identifier>threeline-{story.id}-{start}</iati-identifier>"
        f"{_narrative('title', what)}{_narrative('description', pledge.evidence.text)}"
        f'<transaction><transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
        f'<value currency="{_xml(money.currency)}" value-date="{day}">{money.amount:f}</value>'
        f"{_narrative('provider-org', who)}{_narrative('receiver-org', to)}"
        "</transaction></iati-activity>\n"
    )


def _narrative(tag: str, words: str) -> str:
    return f"<{tag}><narrative>{_xml(words)}</narrative></{tag}>"


def _xml(text: str) -> str:
    """Escape, and leave out what XML 1.0 cannot hold."""
    return html.escape("".join(c if c.isprintable() or c == "\n" else " " for c in text))
