"""`threeline ledger`: each pledge once, with its life, its history and its totals."""

import asyncio
import datetime as dt
import pathlib
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import TypeVar

import click

from bot.accounts import Account, Life, side_by_side
from bot.charts import by_pledger, over_time
from bot.clock import now
from bot.commands.account_words import sum_of
from bot.commands.text import plain, stamp
from bot.corrections import corrections
from bot.disagreements import disagreements
from bot.drawing import Drawings
from bot.errors import CommandError
from bot.export import UNSIGNED, as_csv, as_iati, as_json
from bot.ledger import Correction, Relation
from bot.parts import reporter_of, use_rates
from bot.pictures import Picture
from bot.questions import Group, Question
from bot.settings import load
from bot.store import SqlStore, open_store
from bot.timelines import timeline
from bot.totals import Total
from summariser import PledgeKind

T = TypeVar("T")

MOST = 100_000
"""Pledges of one export."""

SHOWN = 500
"""Pledges that are listed in a terminal."""


def _with_store(work: Callable[[SqlStore], Awaitable[T]]) -> T:
    settings = load()
    use_rates(settings)

    async def opened() -> T:
        async with open_store(settings.database_url, now=now) as store:
            while await store.tell_next():
                pass
            return await work(store)

    return asyncio.run(opened())


def _question(by: str | None, to: str | None, kind: str | None, state: str | None) -> Question:
    return Question(
        pledger=by,
        recipient=to,
        kinds=(PledgeKind(kind),) if kind else (),
        lives=(Life(state),) if state else (),
    )


def _today() -> dt.date:
    return now().date()


_BY = click.option("--by", help="Who pledges, whole words of the name.")
_TO = click.option("--to", help="Whom it is for.")
_KIND = click.option("--kind", type=click.Choice([kind.value for kind in PledgeKind]))
_STATE = click.option("--state", type=click.Choice([life.value for life in Life]))


@click.group()
def ledger() -> None:
    """Count each pledge once, however many outlets tell it."""


@ledger.command()
@_BY
@_TO
@_KIND
@_STATE
@click.option("--in", "currency", help="Compare the total in this currency, e.g. EUR.")
def show(
    by: str | None, to: str | None, kind: str | None, state: str | None, currency: str | None
) -> None:
    """List pledges, newest first, with totals that say what they leave out."""
    question = _question(by, to, kind, state)

    async def ask(store: SqlStore) -> tuple[Sequence[Account], int, Sequence[Group]]:
        return (
            await store.accounts(question, today=_today(), limit=SHOWN),
            await store.count_accounts(question, today=_today()),
            await store.totals(question, today=_today(), currency=currency),
        )

    found, count, sums = _with_store(ask)
    if not found:
        click.echo("No pledges: nothing that is held says so.")
        return
    for account in found:
        click.echo(_line(account))
        for figure in side_by_side(account):
            click.echo(f"    {plain(figure)}")
    if count > len(found):
        click.echo(f"The {len(found)} newest of {count}; sums are over all.")
    for group in sums:
        for line in _totals(group.total):
            click.echo(line)


@ledger.command()
@click.option("--days", default=30, show_default=True, help="How far ahead to look.")
def due(days: int) -> None:
    """List open pledges whose day has passed or comes soon, earliest first."""
    until = _today() + dt.timedelta(days=days)
    found = _with_store(lambda store: store.due_accounts(until))
    for account in found:
        click.echo(_line(account))
    if not found:
        click.echo(f"Nothing is due until {until:%d %b %Y}.")


@ledger.command()
@click.argument("key")
def history(key: str) -> None:
    """Tell what was said of one pledge, by whom and when, and what each was taken to mean."""
    account = _with_store(lambda store: store.account(key))
    if account is None:
        raise CommandError(f"no pledge {key} (threeline ledger show prints the keys)")
    click.echo(_line(account))
    for said in account.history:
        outlet = plain(said.claim.outlet or "outlet not named")
        click.echo(f"{stamp(said.claim.published)}  {said.relation.value}  {outlet}")
        click.echo(f'    "{plain(said.claim.evidence)}"')
        click.echo(f"    {plain('; '.join(said.reasons))} ({said.rule}, claim {said.claim.key})")


@ledger.command()
@_BY
@_TO
@_KIND
@_STATE
@click.option("--as", "form", type=click.Choice(["csv", "json", "iati"]), default="csv")
@click.option("--reporter", help="Your IATI identifier, instead of IATI_REPORTER.")
@click.option("--reporter-name", help="Its name, instead of IATI_REPORTER_NAME.")
def export(
    *,
    by: str | None,
    to: str | None,
    kind: str | None,
    state: str | None,
    form: str,
    reporter: str | None,
    reporter_name: str | None,
) -> None:
    """Print pledges as CSV, JSON or an IATI 2.03 activity file."""
    question = _question(by, to, kind, state)
    found = _with_store(lambda store: store.accounts(question, today=_today(), limit=MOST))
    if form == "iati":
        kept = load()
        given = load(
            iati_reporter=reporter or kept.iati_reporter,
            iati_reporter_name=reporter_name or kept.iati_reporter_name,
        )
        whose = reporter_of(given)
        text = as_iati(found, now=now(), reporter=whose)
        if not whose.ref:
            click.echo(f"This is {UNSIGNED}, or give --reporter.", err=True)
    else:
        text = (as_csv if form == "csv" else as_json)(found, today=_today())
    click.echo(text, nl=False)


@ledger.command()
@click.argument("claim")
@click.argument("relation", type=click.Choice([relation.value for relation in Relation]))
@click.option("--to", "joins", help="Claim of the pledge that it is about; itself when absent.")
@click.option("--by", required=True, help="Who says so.")
@click.option("--reason", default="", help="Why, kept with it.")
def correct(claim: str, relation: str, joins: str | None, by: str, reason: str) -> None:
    """Say what a claim means, against the rule; it holds whenever the ledger is told again."""
    made = Correction(
        claim=claim,
        joins=joins or claim,
        relation=Relation(relation),
        by=by,
        at=now(),
        reason=reason,
    )
    if not _with_store(lambda store: store.correct(made)):
        raise CommandError(
            f"no claim {claim} or {made.joins} (threeline ledger history prints them)"
        )
    click.echo(f"{claim} is {relation}, says {plain(by)}")


@ledger.command()
@click.argument("key")
@click.argument("changes", nargs=-1, required=True)
@click.option("--by", required=True, help="Who says so.")
@click.option("--reason", default="", help="Why, kept with it.")
def amend(key: str, changes: tuple[str, ...], by: str, reason: str) -> None:
    """Correct fields of a pledge: amount="GBP 225m", deadline=2026-05, status=withdrawn ..."""
    given = [(name, value) for name, _, value in (each.partition("=") for each in changes)]

    async def ask(store: SqlStore) -> Account | None:
        account = await store.account(key)
        if account is None:
            raise CommandError(f"no pledge {key} (threeline ledger show prints the keys)")
        made = corrections(account, given, by=by, at=now(), reason=reason, role="operator")
        await store.correct(*made)
        return await store.account(key)

    account = _with_store(ask)
    click.echo(_line(account) if account else f"{key} is now counted with another pledge")


@ledger.command()
def retell() -> None:
    """Decide every claim anew, after a change of RATES_FILE or of the rules; corrections stand."""

    async def ask(store: SqlStore) -> tuple[int, int]:
        seen, changed, at = 0, 0, 0
        while done := await store.retell(at):
            at, some = done
            seen, changed = seen + 1, changed + some
        return seen, changed

    seen, changed = _with_store(ask)
    if not seen:
        click.echo("No pledges: nothing that is held says so.")
    elif changed:
        click.echo(f"Decided anew; {changed} decisions are others now. The old ones are kept.")
    else:
        click.echo("Decided anew; nothing changed.")


@ledger.command()
@click.argument("story", type=int)
def differ(story: int) -> None:
    """Put side by side what a story's outlets say differently of its pledges."""
    found = disagreements(_with_store(lambda store: store.story_accounts(story)), story)
    for each in found:
        click.echo(f"{plain(each.about)}, {each.field}\n    {plain(each.words())}")
    if not found:
        click.echo(f"The outlets of story #{story} do not contradict each other.")


_CHARTS = ("by-pledger", "over-time", "timeline")


@ledger.command()
@click.argument("shape", type=click.Choice(_CHARTS))
@click.argument("about")
@click.option("--in", "currency", help="Compare in this currency, e.g. EUR.")
@click.option("--out", type=click.Path(path_type=pathlib.Path), help="File to write.")
def chart(shape: str, about: str, currency: str | None, out: pathlib.Path | None) -> None:
    """Draw a PNG about a recipient (by-pledger, over-time) or a pledge's key (timeline)."""
    picture = _with_store(lambda store: _picture(store, shape, about, currency))
    if picture is None:
        raise CommandError(f"no sums are held about {plain(about)}")
    drawn = asyncio.run(Drawings().draw(picture))
    path = out or pathlib.Path(drawn.name)
    try:
        path.write_bytes(drawn.png)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    click.echo(f"{path}\n{plain(drawn.alt)}")


async def _picture(store: SqlStore, shape: str, about: str, currency: str | None) -> Picture | None:
    if shape == "timeline":
        account = await store.account(about)
        if account is None:
            return None
        parts = [part for key in account.parts if (part := await store.account(key))]
        return timeline(account, today=_today(), parts=parts)
    found = await store.accounts(Question(recipient=about), today=_today(), limit=MOST)
    if shape == "by-pledger":
        return by_pledger(found, recipient=about, today=_today(), currency=currency)
    return over_time(found, about=about, today=_today(), currency=currency)


def _line(account: Account) -> str:
    to = f" → {plain(account.recipient)}" if account.recipient else ""
    much = f"  {plain(sum_of(account))}" if account.sum else ""
    part = "  part of a larger pledge" if account.whole else ""
    until = f", by {account.deadline}" if account.deadline else ""
    families = len(account.families)
    voices = "1 publisher" if families == 1 else f"{families} publishers"
    who = plain(account.pledger or "pledger not named")
    return (
        f"{account.life(_today()).value:<18} {who}{to}{much}  {plain(account.purpose)}{until}"
        f"{part}  [{voices}, {account.key}]"
    )


def _money(said: tuple[Decimal, str]) -> str:
    return f"{said[1]} {said[0].normalize():,f}"


def _totals(added: Total) -> list[str]:
    lines = [f"total  {_money((amount, said))}" for said, amount in added.binding.items()]
    lines += [
        f"besides, not binding  {_money((amount, said))}"
        for said, amount in added.not_binding.items()
    ]
    lines += [f"not counted: {count}, {why}" for why, count in added.left_out.items()]
    if added.compared:
        amount, said = added.compared
        lines.append(f"for comparison  {said} {amount:,.0f}")
        lines += [f"    {rate}" for rate in added.rates]
    return lines
