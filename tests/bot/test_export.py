"""What leaves the ledger as a file."""

import csv
import datetime as dt
import io
import json
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from lxml import etree

from bot.accounts import Account, accounts
from bot.export import COLUMNS, NOBODY, UNSIGNED, Reporter, as_csv, as_iati, as_json
from bot.ledger import tell
from summariser import Status
from tests.iati import SCHEMA
from tests.pledged import claim, events

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
DESK = Reporter(ref="GB-COH-1234567", name="Desk & Co")
# Elements of an iati-activity in the order of the standard's schema (2.03), those written here.
ORDER = [
    "iati-identifier", "reporting-org", "title", "description", "participating-org",
    "activity-status", "activity-date", "transaction", "related-activity",
]  # fmt: skip


def _held() -> list[Account]:
    return list(accounts(tell(one for one, _ in events().values())).values())


def _iati(held: list[Account]) -> ET.Element:
    text = as_iati(held, now=NOW, reporter=DESK)
    return ET.fromstring(text)  # noqa: S314 # our own text


def test_csv_and_json_tell_the_same() -> None:
    """The same rows, the same fields, exact amounts."""
    held = _held()
    table = list(csv.DictReader(io.StringIO(as_csv(held, today=NOW.date()))))
    objects = json.loads(as_json(held, today=NOW.date()))
    assert len(table) == len(objects) == len(held)
    assert tuple(table[0]) == tuple(objects[0]) == COLUMNS
    for row, each, account in zip(table, objects, held, strict=True):
        assert row["amount"] == (each["amount"] or "")
        if account.sum:
            assert Decimal(row["amount"]) == account.sum[0]
        assert row["state"] == each["state"] == account.life(NOW.date()).value


def test_spreadsheet_runs_nothing() -> None:
    """A quote that begins like a formula comes as text."""
    [row] = list(
        csv.DictReader(
            io.StringIO(
                as_csv(
                    accounts(tell([claim("=1+1", "EUR 5m", pledger="@x")])).values(),
                    today=NOW.date(),
                )
            )
        )
    )
    assert row["purpose"] == "'=1+1"
    assert row["pledger"] == "'@x"


def test_iati_has_the_elements_of_the_standard_in_its_order() -> None:
    """Version, identifiers that differ, required elements, and transactions with their parts."""
    held = _held()
    root = _iati(held)
    assert root.attrib["version"] == "2.03"
    activities = root.findall("iati-activity")
    assert len(activities) == len(held)
    names = {activity.findtext("iati-identifier") for activity in activities}
    assert len(names) == len(held)
    for activity in activities:
        tags = [child.tag for child in activity]
        assert tags == sorted(tags, key=ORDER.index)
        assert {"reporting-org", "title", "description", "activity-status"} <= set(tags)
        for transaction in activity.findall("transaction"):
            tags = [child.tag for child in transaction]
            assert tags[:3] == ["transaction-type", "transaction-date", "value"]
            value = transaction.find("value")
            assert value is not None
            assert len(value.attrib["currency"]) == 3
            assert Decimal(value.text or "") > 0
        for link in activity.findall("related-activity"):
            assert link.attrib["ref"] in names


def test_nobody_publishes_by_accident() -> None:
    """Without a publisher no name is made up: the file is a draft, and says so at its top."""
    told = accounts(tell([claim("shells", "EUR 5m")])).values()
    draft = as_iati(told, now=NOW)
    assert UNSIGNED[2:] in draft
    root = ET.fromstring(draft)  # noqa: S314 # our own text
    body = root.find("iati-activity/reporting-org")
    assert body is not None
    assert (body.get("ref"), body.findtext("narrative")) == ("", "not named")
    signed = as_iati(told, now=NOW, reporter=DESK)
    assert UNSIGNED[2:] not in signed
    name = ET.fromstring(signed).findtext("iati-activity/iati-identifier")  # noqa: S314 # ours
    assert name
    assert name.startswith("GB-COH-1234567-PLEDGE-")


def test_iati_types_follow_the_life_of_a_pledge() -> None:
    """13 announced, 2 committed, 3 arrived; nothing for what is considered or withdrawn."""

    def types(*said: tuple[str, Status]) -> list[str]:
        told = tell(
            claim(words, "EUR 50m", article=f"a{n}", day=n, status=status, evidence=words)
            for n, (words, status) in enumerate(said)
        )
        root = _iati(list(accounts(told).values()))
        return [node.attrib["code"] for node in root.iter("transaction-type")]

    assert types(("will give shells", Status.PLEDGED)) == ["12"]
    assert types(("signed a contract for shells", Status.PLEDGED)) == ["2"]
    assert types(("shells", Status.PLEDGED), ("the shells came", Status.FULFILLED)) == ["2", "3"]
    assert not types(("thinks of shells", Status.UNDER_CONSIDERATION))
    assert not types(("shells", Status.PLEDGED), ("no shells", Status.WITHDRAWN))


@pytest.mark.parametrize("reporter", [DESK, NOBODY], ids=["signed", "draft"])
@pytest.mark.skipif(
    not SCHEMA.exists(),
    reason="IATI's own schema is not in build/iati: python -m tests.iati fetches it from PyPI",
)
def test_iati_file_is_valid_by_the_official_schema(reporter: Reporter) -> None:
    """Activity standard 2.03, as the IATI secretariat publishes it."""
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    text = as_iati(_held(), now=NOW, reporter=reporter)
    schema.assertValid(etree.fromstring(text.encode()))
