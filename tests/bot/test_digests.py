"""How a digest orders what it tells: what weighs more comes first, topics take turns."""

import dataclasses
import datetime as dt
from decimal import Decimal

from bot.digests import rank
from bot.model import Story
from bot.rules import read_rule
from summariser import Article, Evidence, Money, Status
from tests.bot.making import START, briefing, held

SINCE = START - dt.timedelta(days=1)


def _story(
    key: int,
    *,
    sum_: str | None = None,
    currency: str = "EUR",
    status: Status = Status.PLEDGED,
    outlets: tuple[str, ...] = ("Example Post",),
    credits_: tuple[str | None, ...] = (),
    topic: str = "aid",
    age: float = 1.0,
    pledges: bool = True,
    actor: str = "Norland",
) -> Story:
    """Make a story that differs from the others by what a test is about."""
    article = Article(id=str(key), text=f"{actor} will give Sudland 40 million.", published=START)
    made = briefing(article)
    span = Evidence.of(article, 0, 7)
    money = Money(amount=Decimal(sum_), currency=currency, evidence=span) if sum_ else None
    told = [dataclasses.replace(each, amount=money, status=status) for each in made.pledges]
    last = START - dt.timedelta(hours=age)
    return Story(
        id=key,
        version=1,
        briefing=dataclasses.replace(made, pledges=tuple(told) if pledges else ()),
        article=held(article),
        first=last,
        last=last,
        outlets=outlets,
        credits=credits_,
        topic=topic,
    )


def _order(*stories: Story, rule: str = "") -> list[int]:
    ranked = rank(stories, since=SINCE, until=START, rules=[read_rule(rule)])
    return [story.id for story in ranked]


def test_larger_sum_weighs_more_whatever_its_currency() -> None:
    """EUR 50m comes before NOK 100m, which is less, and before a sum that is none of money."""
    kroner = _story(1, sum_="100000000", currency="NOK")
    euro = _story(2, sum_="50000000")
    people = _story(3, sum_="900000000", currency="personnel")
    assert _order(people, kroner, euro) == [2, 1, 3]


def test_firmer_pledge_weighs_more() -> None:
    """Pledged before conditional before considered, of one sum, before none."""
    stati = (Status.UNDER_CONSIDERATION, Status.CONDITIONAL, Status.PLEDGED)
    stories = [_story(n, sum_="5000000", status=status) for n, status in enumerate(stati, 1)]
    assert _order(*stories, _story(4, pledges=False)) == [3, 2, 1, 4]


def test_publishers_families_count_and_not_their_papers() -> None:
    """Four papers of one house are one voice; two houses are two."""
    one = _story(1, outlets=("BBC", "BBC News"))
    two = _story(2, outlets=("Example Post", "Other Post"))
    assert _order(one, two) == [2, 1]


def test_an_agencys_text_counts_once_however_many_print_it() -> None:
    """Three papers that print Reuters are one voice; two that write themselves are two."""
    copies = _story(1, outlets=("A Post", "B Post", "C Post"), credits_=("Reuters",) * 3)
    own = _story(2, outlets=("A Post", "B Post"), credits_=(None, None))
    assert _order(copies, own) == [2, 1]
    beside = _story(3, outlets=("A Post", "B Post", "C Post"), credits_=("Reuters",))
    assert _order(copies, own, beside) == [3, 2, 1]  # of those two nothing is known


def test_followed_actor_and_fresh_news_come_first() -> None:
    """What the target follows, then what came last."""
    old, new = _story(1, age=20), _story(2, age=1)
    assert _order(old, new) == [2, 1]
    followed = _story(3, age=20, actor="Westlan")
    assert _order(old, new, followed, rule="actor:Westlan") == [3, 2, 1]


def test_topics_take_turns() -> None:
    """A second story of a topic steps back behind the first of another that weighs a bit less."""
    aid = [_story(n, topic="aid", age=n) for n in (1, 2, 3)]
    trade = _story(4, topic="trade", age=5)
    assert _order(*aid, trade) == [1, 4, 2, 3]


def test_each_story_is_there_once() -> None:
    """However many rules want it."""
    stories = [_story(n) for n in range(1, 8)]
    assert sorted(_order(*stories, rule="actor:Norland")) == list(range(1, 8))
