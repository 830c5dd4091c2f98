"""From the filters of a form to the ledger as a page: table, totals, chart, files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.commands import Answerer
from bot.commands.export import FORMATS, export
from bot.commands.filters import read_pledges
from bot.commands.totals import add_up
from bot.commands.words import STATUS_WORDS, is_currency, money_words, number_words, sum_words
from bot.model import Story
from bot.web.rendering import render
from summariser import Pledge, PledgeKind, Status

SHOWN = 100
"""Rows on one page; totals and files are over all."""
BARS = 8
_FIELDS = ("by", "to", "kind", "status", "since", "over")

Held = tuple[Story, Pledge]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A pledge as the table shows it."""

    status: str
    by: str
    to: str
    amount: str
    what: str
    deadline: str
    story: Story
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One pledger's total in a chart; ``share`` is of the longest bar, 0 to 100."""

    name: str
    amount: str
    share: float


def _amount(held: Held) -> tuple[str, Decimal]:
    money = held[1].amount
    return (money.currency, -money.amount) if money else ("~", Decimal())


_SORTS: dict[str, Callable[[Held], object]] = {
    "day": lambda held: -held[0].last.timestamp(),
    "status": lambda held: list(Status).index(held[1].status),
    "by": lambda held: held[1].pledger.name.casefold() if held[1].pledger else "~",
    "to": lambda held: held[1].recipient.name.casefold() if held[1].recipient else "~",
    "amount": _amount,
}


class PledgePages:
    """The ledger's page and its files."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def routes(self) -> list[Route]:
        """List its addresses."""
        return [
            Route("/pledges", self.page),
            Route("/pledges.{form}", self.file),
        ]

    async def page(self, request: Request) -> Response:
        """Show the pledges that match the form."""
        filled = {name: request.query_params.get(name, "").strip()[:100] for name in _FIELDS}
        sort = request.query_params.get("sort", "day")
        sort = sort if sort in _SORTS else "day"
        command = read_pledges(_words(filled))
        found = sorted(await self._answerer.ledger(command), key=_SORTS[sort])  # type: ignore[arg-type] # keys of one sort compare
        query = urlencode({name: value for name, value in filled.items() if value})
        totals = add_up(found)
        return render(
            request,
            "pledges.html",
            filled=filled,
            sort=sort,
            query=query,
            rows=[_row(held) for held in found[:SHOWN]],
            count=len(found),
            totals=[
                (
                    STATUS_WORDS[total.status],
                    " ".join(
                        filter(
                            None,
                            (
                                total.modifier,
                                sum_words(total.amount, total.currency),
                                f"a {total.per}" if total.per else "",
                            ),
                        )
                    ),
                    total.pledges,
                )
                for total in totals.totals
            ],
            left_out=(len(totals.parts), len(totals.repeats), totals.without_sum),
            chart=chart(found),
            unread=command.unread,
            kinds=[kind.value for kind in PledgeKind],
            statuses=[(status.value, STATUS_WORDS[status]) for status in Status],
            forms=list(FORMATS),
        )

    async def file(self, request: Request) -> Response:
        """Give the same pledges as a file."""
        form = request.path_params["form"]
        if form not in FORMATS:
            raise HTTPException(404)
        filled = {name: request.query_params.get(name, "").strip()[:100] for name in _FIELDS}
        found = await self._answerer.ledger(read_pledges(_words(filled)))
        name = "pledges.xml" if form == "iati" else f"pledges.{form}"
        return Response(
            export(found, form, made=self._answerer.now()),
            media_type=FORMATS[form],
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
            },
        )


def _words(filled: dict[str, str]) -> str:
    """Put the form into the words of the command, so that both are one grammar."""
    loose = f"{filled['kind']} {filled['status'].replace('_', ' ')}"
    named = (f"{name} {filled[name]}" for name in ("by", "to", "since", "over") if filled[name])
    return " ".join([loose, *named])


def _row(held: Held) -> Row:
    story, pledge = held
    span = pledge.evidence
    return Row(
        status=STATUS_WORDS[pledge.status],
        by=pledge.pledger.name if pledge.pledger else "",
        to=pledge.recipient.name if pledge.recipient else "",
        amount=money_words(pledge.amount) if pledge.amount else "",
        what=" ".join(pledge.what.text.split()),
        deadline=pledge.deadline.text if pledge.deadline else "",
        story=story,
        quote=f"/s/{story.id}#e-{span.start}-{span.end}",
    )


def chart(found: Sequence[Held]) -> tuple[str, list[Bar]] | None:
    """Draw who pledges most, in the currency that most firm pledges have.

    Returns:
        The currency and its bars, longest first; ``None`` with fewer than two pledgers.
    """
    firm = [
        held
        for held in found
        if held[1].status is Status.PLEDGED
        and held[1].pledger
        and held[1].amount
        and is_currency(held[1].amount.currency)
    ]
    currencies = [held[1].amount.currency for held in firm if held[1].amount]
    if not currencies:
        return None
    currency = max(sorted(set(currencies)), key=currencies.count)
    sums: dict[str, Decimal] = {}
    for name in {held[1].pledger.name for held in firm if held[1].pledger}:
        own = [held for held in firm if held[1].pledger and held[1].pledger.name == name]
        totals = add_up(own).totals
        plain = [
            t.amount for t in totals if (t.currency, t.modifier, t.per) == (currency, None, None)
        ]
        if plain:
            sums[name] = plain[0]
    largest = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:BARS]
    if len(largest) < 2:  # noqa: PLR2004 # one bar compares nothing
        return None
    most = largest[0][1]
    return currency, [
        Bar(name=name, amount=number_words(amount), share=float(round(100 * amount / most, 1)))
        for name, amount in largest
    ]
