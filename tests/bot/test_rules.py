"""Which stories a subscription wants."""

import dataclasses
from decimal import Decimal

import pytest

from bot.errors import CommandError
from bot.model import Story
from bot.rules import Facts, Rule, Watch, because, exchanged, read_rule, refusal
from summariser import Article, Evidence, Money, Party
from tests.bot.making import START, briefing, held

ARTICLE = Article(
    id="1",
    title="Aid to Sudland",
    text="Norland will give Sudland 40 million kroner for air defence, Ann Berg said.",
)


def _story() -> Story:
    told = briefing(ARTICLE)
    span = Evidence.of(ARTICLE, 18, 25)
    amount = Money(amount=Decimal(40_000_000), currency="NOK", evidence=span)
    recipient = Party(name="Sudland", evidence=span)
    [pledge] = told.pledges
    pledge = dataclasses.replace(pledge, amount=amount, recipient=recipient)
    article = dataclasses.replace(held(ARTICLE), feed=3)
    told = dataclasses.replace(told, pledges=(pledge,))
    return Story(
        id=1, version=1, briefing=told, article=article, first=START, last=START, topic="Aid"
    )


FACTS = Facts(_story())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", True),
        ("topic:aid", True),
        ("topic:sport", False),
        ("topic:sport topic:AID", True),
        ("feed:3", True),
        ("feed:4", False),
        ("actor:NORLAND", True),
        ('actor:"the north"', True),
        ('actor:"Ann Berg"', False),
        ('any:"air defence"', True),
        ('any:"defence air"', False),
        ("any:defenc", False),
        ("any:boats any:kroner", True),
        ("all:boats all:kroner", False),
        ("all:Sudland all:kroner", True),
        ("none:kroner", False),
        ("none:boats", True),
        ("any pledge", True),
        ("any pledge to Sudland", True),
        ("pledges by Norland to Sudland of at least NOK 40m", True),
        ("pledges by Norland to Sudland of at least NOK 41m", False),
        ("any pledge of at least EUR 3m", True),
        ("any pledge of at least EUR 4m", False),
        ("any pledge of at least XTS 1", False),
        ("any pledge to Westland topic:aid", False),
        ("any pledge to Sudland topic:sport", False),
    ],
)
def test_rule_wants_what_it_says(text: str, wanted: bool) -> None:  # noqa: FBT001 # a table
    """All parts must hold; the refusal is a reason in words."""
    why = refusal(read_rule(text), FACTS)
    assert (why is None) is wanted
    assert why is None or len(why) > 10


def test_sum_in_another_currency_is_compared_and_the_rate_named() -> None:
    """Kroner meet a watch in euro, or fall short of it, by a rate with its year and source."""
    met = because(read_rule("any pledge to Sudland of at least EUR 3m"), FACTS)
    assert met
    assert met.startswith("NOK 40m, about EUR 3.")
    assert "1 EUR = 11." in met
    assert "NOK (2024, ECB" in met
    short = refusal(read_rule("any pledge of at least EUR 100m"), FACTS)
    assert short
    assert short.startswith("NOK 40m, about EUR 3.")
    assert short.endswith("is less than EUR 100m")
    assert because(read_rule("any pledge of at least NOK 40m"), FACTS) == "NOK 40m"
    assert because(read_rule("topic:aid"), FACTS) is None
    by = exchanged(read_rule("any pledge to Sudland of at least EUR 3m"), FACTS)
    assert by == met.rstrip(",")
    assert exchanged(read_rule("any pledge of at least NOK 40m"), FACTS) is None
    assert exchanged(read_rule("any pledge of at least EUR 100m"), FACTS) is None


def test_watch_is_read() -> None:
    """Who, to whom, and a sum with its scale and currency."""
    rule = read_rule("any pledge by the UK to Ukraine of at least €1.5bn")
    assert rule == Rule(
        pledge=Watch(by="the UK", to="Ukraine", least=Decimal(1_500_000_000), currency="EUR")
    )
    assert read_rule("any pledge to Ukraine >= USD 100,000").pledge == Watch(
        to="Ukraine", least=Decimal(100_000), currency="USD"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine",
        "colour:blue",
        "any:",
        'any:"--"',
        "feed:x",
        "any:war none:WAR",
        "any pledge of at least EUR 5 apples",
    ],
)
def test_what_cannot_be_read_is_told(text: str) -> None:
    """A rule is checked when it is written, not when it fails to find anything."""
    with pytest.raises(CommandError):
        read_rule(text)
