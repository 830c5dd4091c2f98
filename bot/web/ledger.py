"""From the filters of a form to the ledger as pages: table, totals, files, each pledge."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.accounts import Account, Life, is_money, side_by_side
from bot.charts import by_pledger, over_time
from bot.commands import Answerer, Reply
from bot.commands.asked import MEDIA, file_of, question_of
from bot.commands.filters import read_pledges
from bot.commands.orders import Correct
from bot.commands.words import STATUS_WORDS, number_words
from bot.errors import CommandError
from bot.export import UNSIGNED
from bot.pictures import Chart, Picture
from bot.ports import LedgerStore
from bot.questions import By, Group, Question
from bot.timelines import timeline
from bot.totals import Total
from bot.web.entry import asker_of, form_of
from bot.web.rendering import number, render, three
from summariser import PledgeKind, Status

SHOWN: Final = 100
"""Rows on one page; totals and files are over all."""
SORTED: Final = 1_000
"""Newest pledges that are sorted by anything but their day."""
FILED: Final = 100_000
BARS: Final = 8
_FIELDS = ("by", "to", "kind", "status", "since", "over")
_CURRENCY = re.compile(r"[A-Z]{3}")


class Drawing(Protocol):
    """Draws pictures: `bot.drawing.Drawings`."""

    async def draw(self, picture: Picture) -> Chart:
        """Draw it; raise `CommandError` where that cannot be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One pledger's total; ``share`` is of the longest bar, 0 to 100."""

    name: str
    amount: str
    share: float


def _amount(account: Account) -> tuple[str, Decimal]:
    return (account.sum[1], -account.sum[0]) if account.sum else ("~", Decimal())


_SORTS: dict[str, Callable[[Account], object]] = {
    "status": lambda account: list(Status).index(account.status),
    "by": lambda account: (account.pledger or "~").casefold(),
    "to": lambda account: (account.recipient or "~").casefold(),
    "amount": _amount,
    "due": lambda account: account.deadline or "9999",
}


class LedgerPages:
    """The ledger's pages, pictures and files."""

    def __init__(self, held: LedgerStore, answerer: Answerer, drawing: Drawing | None) -> None:
        self._held = held
        self._answerer = answerer
        self._now = answerer.now
        self._drawing = drawing

    def routes(self) -> list[Route]:
        """List its addresses."""
        return [
            Route("/pledges", self.page),
            Route("/pledges.png", self.picture),
            Route("/pledges.{form}", self.file),
            Route("/due", self.due),
            Route("/pledge.png", self.life),
            Route("/pledge/{key:path}", self.pledge),
            Route("/pledge/{key:path}", self.correct, methods=["POST"]),
        ]

    @property
    def _today(self) -> dt.date:
        return self._now().date()

    def _asked(self, request: Request) -> tuple[dict[str, str], Question, tuple[str, ...]]:
        """Read the form: what was filled in, what is asked, and what was not understood."""
        filled = {name: request.query_params.get(name, "").strip()[:100] for name in _FIELDS}
        command = read_pledges(_words(filled))
        return filled, question_of(command, self._today), command.unread

    async def page(self, request: Request) -> Response:
        """Show the pledges that match the form."""
        filled, question, unread = self._asked(request)
        sort = request.query_params.get("sort", "day")
        turn = max(number(request.query_params.get("page")) or 1, 1)
        compare = request.query_params.get("in", "").strip().upper()
        compare = compare if _CURRENCY.fullmatch(compare) else ""
        today = self._today
        count = await self._held.count_accounts(question, today=today)
        rows = await self._rows(question, sort if sort in _SORTS else None, (turn - 1) * SHOWN)
        sums = await self._held.totals(question, today=today, currency=compare or None)
        given = {name: value for name, value in filled.items() if value}
        given |= {"in": compare} if compare else {}
        return render(
            request,
            "pledges.html",
            filled=filled,
            compare=compare,
            sort=sort,
            query=urlencode(given),
            rows=rows,
            life=lambda account: account.life(today).value,
            count=count,
            total=sums[0].total if sums else None,
            bars=await self._bars(question, sums[0].total if sums else None),
            turn=turn,
            pages=-(-(min(count, SORTED) if sort in _SORTS else count) // SHOWN),
            sorted_only=SORTED if sort in _SORTS and count > SORTED else None,
            unread=unread,
            least=question.least,
            kinds=[kind.value for kind in PledgeKind],
            statuses=[(status.value, STATUS_WORDS[status]) for status in Status],
            forms=list(MEDIA),
            unsigned=None if self._answerer.reporter.ref else UNSIGNED,
        )

    async def _rows(self, question: Question, sort: str | None, offset: int) -> Sequence[Account]:
        if sort is None:
            return await self._held.accounts(
                question, today=self._today, limit=SHOWN, offset=min(offset, FILED)
            )
        held = await self._held.accounts(question, today=self._today, limit=SORTED)
        return sorted(held, key=_SORTS[sort])[offset : offset + SHOWN]  # type: ignore[arg-type] # keys of one sort compare

    async def _bars(self, question: Question, total: Total | None) -> tuple[str, list[Bar]] | None:
        """Compare the pledgers in the currency that most money was said in.

        Returns:
            The currency and its bars, longest first; ``None`` with fewer than two pledgers.
        """
        money = {c: a for c, a in (total.binding if total else {}).items() if is_money(c)}
        if not money:
            return None
        currency = max(sorted(money), key=lambda each: money[each])
        groups = await self._held.totals(
            question, today=self._today, by=By.PLEDGER, currency=currency
        )
        sums = {group.name: _compared(group) for group in groups if group.name}
        largest = sorted(((n, a) for n, a in sums.items() if a), key=lambda pair: -pair[1])[:BARS]
        if len(largest) < 2:  # noqa: PLR2004 # one bar compares nothing
            return None
        most = largest[0][1]
        return currency, [
            Bar(
                name=name,
                amount=number_words(three(amount)),
                share=float(round(100 * amount / most, 1)),
            )
            for name, amount in largest
        ]

    async def file(self, request: Request) -> Response:
        """Give the same pledges as a file."""
        form = request.path_params["form"]
        if form not in MEDIA:
            raise HTTPException(404)
        _, question, _ = self._asked(request)
        held = await self._held.accounts(question, today=self._today, limit=FILED)
        made = file_of(
            form,
            held,
            now=self._now(),
            today=self._today,
            reporter=self._answerer.reporter,
        )
        return Response(
            made.data,
            media_type=made.media,
            headers={
                "Content-Disposition": f'attachment; filename="{made.name}"',
                "Cache-Control": "no-store",
            },
        )

    async def picture(self, request: Request) -> Response:
        """Draw the same pledges: by pledger, or with ``over=time`` announced against delivered."""
        _, question, _ = self._asked(request)
        held = await self._held.accounts(question, today=self._today, limit=SORTED)
        name = question.recipient or question.pledger or "everybody"
        drawn: Picture | None
        if request.query_params.get("chart") == "time":
            drawn = over_time(held, about=name, today=self._today)
        else:
            drawn = by_pledger(held, recipient=name, today=self._today)
        return await self._draw(drawn)

    async def life(self, request: Request) -> Response:
        """Draw one pledge's timeline."""
        account, parts = await self._one(request.query_params.get("key", ""))
        return await self._draw(timeline(account, today=self._today, parts=parts))

    async def _draw(self, picture: Picture | None) -> Response:
        if picture is None or self._drawing is None:
            raise HTTPException(404, "There is nothing here that can be drawn.")
        try:
            chart = await self._drawing.draw(picture)
        except CommandError as error:
            raise HTTPException(404, str(error)) from error
        return Response(
            chart.png,
            media_type="image/png",
            headers={
                "Content-Disposition": f'inline; filename="{chart.name}"',
                "Cache-Control": "private, max-age=60",
            },
        )

    async def due(self, request: Request) -> Response:
        """Show what is due soon or overdue."""
        days = min(number(request.query_params.get("days")) or 30, 3650)
        today = self._today
        held = await self._held.due_accounts(today + dt.timedelta(days=days), limit=SHOWN)
        return render(
            request,
            "due.html",
            rows=held,
            days=days,
            today=today,
            life=lambda account: account.life(today).value,
        )

    async def _one(self, key: str) -> tuple[Account, list[Account]]:
        account = await self._held.account(key[:300])
        if account is None:
            raise HTTPException(404, "There is no such pledge in the ledger.")
        parts = [part for each in account.parts if (part := await self._held.account(each))]
        return account, parts

    async def pledge(self, request: Request) -> Response:
        """Show one pledge: where it stands, its parts, and everything that was said of it."""
        return await self._pledge(request, None)

    async def correct(self, request: Request) -> Response:
        """Correct one field, as the command does, and show the pledge as it is now."""
        given = await form_of(request)
        order = Correct(
            pledge=request.path_params["key"],
            changes=((given.get("field", "")[:40], given.get("value", "").strip()[:200]),),
            reason=given.get("reason", "").strip()[:300],
        )
        return await self._pledge(request, await self._answerer.answer(order, asker_of(request)))

    async def _pledge(self, request: Request, done: Reply | None) -> Response:
        account, parts = await self._one(request.path_params["key"])
        whole = await self._held.account(account.whole) if account.whole else None
        decisions = [
            (said, stands)
            for claim in dict.fromkeys(said.claim.key for said in account.history)
            for said, stands in await self._held.decisions(claim)
            if said.by
        ]
        return render(
            request,
            "pledge.html",
            done=done,
            account=account,
            life=account.life(self._today),
            binding=account.life(self._today) not in {Life.CONSIDERED, Life.CONDITIONAL},
            parts=parts,
            whole=whole,
            figures=side_by_side(account),
            decisions=decisions,
            drawn=self._drawing is not None,
        )


def _compared(group: Group) -> Decimal:
    return group.total.compared[0] if group.total.compared else Decimal(0)


def _words(filled: dict[str, str]) -> str:
    """Put the form into the words of the command, so that both are one grammar."""
    loose = f"{filled['kind']} {filled['status'].replace('_', ' ')}"
    named = (f"{name} {filled[name]}" for name in ("by", "to", "since", "over") if filled[name])
    return " ".join([loose, *named])
