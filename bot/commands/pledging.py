"""From a question about pledges to the ledger's answer: lists, totals, files, charts.

Lists and totals are the ledger's, over everything that matches; rows are shown a part at a time.
"""

import dataclasses
import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from bot.accounts import Account, side_by_side
from bot.charts import by_pledger, over_time
from bot.commands.account_words import facts, history, sum_of
from bot.commands.asked import file_of, question_of
from bot.commands.command import Asker, Pledges, ShowPledge
from bot.commands.ledger import describe
from bot.commands.orders import Correct
from bot.commands.paging import turn
from bot.commands.reply import (
    Attached,
    Cell,
    Choice,
    Choices,
    Part,
    Reply,
    Say,
    StoryLink,
    Table,
)
from bot.commands.words import sum_words
from bot.corrections import corrections
from bot.disagreements import disagreements
from bot.errors import CommandError
from bot.export import NOBODY, Reporter
from bot.model import Story
from bot.pictures import Picture
from bot.ports import Clock, Drawing, LedgerStore
from bot.questions import By, Question, group_key
from bot.rules import fold
from bot.timelines import timeline
from bot.totals import Total, total

ROWS: Final = 15
"""Pledges shown at a time: a screenful; the totals are over all that match."""
IN_FILE: Final = 20_000
IN_CHART: Final = 2_000
"""Pledges in one file, and behind one chart, the newest."""
OFFERED: Final = 12
"""Names that a choice offers, those with most pledges; a longer list is no choice."""
OF_ACTOR: Final = 8
"""Pledges of each side on an actor's card: it is read at a glance, and lists give the rest."""


class Pledging:
    """Answers from the ledger.

    Args:
        ledger: Every pledge once.
        drawing: Draws charts; ``None`` tells them in words.
        now: The clock.
        asker: In whose zone days begin.
        reporter: Who publishes IATI files.
    """

    def __init__(
        self,
        ledger: LedgerStore,
        drawing: Drawing | None,
        now: Clock,
        asker: Asker,
        reporter: Reporter = NOBODY,
    ) -> None:
        self._ledger = ledger
        self._drawing = drawing
        self._now = now
        self._zone = zoneinfo.ZoneInfo(asker.zone)
        self._reporter = reporter

    @property
    def _today(self) -> dt.date:
        return self._now().astimezone(self._zone).date()

    # --- Several

    async def several(self, command: Pledges) -> Reply:
        """List what matches everything stated, with totals, and as a file or chart if asked."""
        question, notes = self._question(command), _notes(command)
        many = await self._ledger.count_accounts(question, today=self._today)
        asked = describe(command, self._today)
        if not many:
            return _none(asked, "the ledger", notes)
        skip = (command.page - 1) * ROWS
        found = await self._ledger.accounts(question, today=self._today, limit=ROWS, offset=skip)
        totals = await self._ledger.totals(question, today=self._today)
        parts: list[Part] = [*notes, *(await self._which(command, question))]
        if command.export:
            parts.append(await self._file(command.export, question))
        if command.chart:
            parts.append(await self._chart(command, question))
        parts += [self._table(found), *turn(command, rows=ROWS, more=skip + ROWS < many, many=many)]
        if totals:
            parts += _totals(totals[0].total)
        said = "1 pledge" if many == 1 else f"{many} pledges"
        return Reply(title=f"{said} {asked}in the ledger", parts=tuple(parts))

    async def of_story(self, command: Pledges, story: Story) -> Reply | None:
        """List what a story says, each pledge once; ``None`` before the ledger has heard it."""
        today = self._today
        mine = await self._ledger.story_accounts(story.id)
        if not mine:
            return None
        many = "1 pledge" if len(mine) == 1 else f"{len(mine)} pledges"
        parts: list[Part] = [self._table(mine), *_totals(total(mine))]
        if command.chart and (picture := over_time(mine, about=f"story #{story.id}", today=today)):
            parts.insert(0, await self._drawn(picture))
        if command.export:
            parts.insert(0, self._written(command.export, mine))
        return Reply(title=f"{many} in story #{story.id}", parts=tuple(parts))

    async def names(self, command: Pledges) -> bool:
        """Tell whether the ledger has pledges of exactly whom a question names, by any form.

        "Ghana's health minister" is a description: the pledges of Ghana would answer another.
        """
        for side, asked in (("pledger", command.by), ("recipient", command.to)):
            if asked is None:
                continue
            wanted = Question(pledger=asked) if side == "pledger" else Question(recipient=asked)
            found = await self._ledger.accounts(wanted, today=self._today, limit=ROWS)
            known = {group_key(getattr(each, side)) for each in found}
            if group_key(asked) not in known:
                return False
        return True

    async def _which(self, command: Pledges, question: Question) -> list[Part]:
        """Offer every name that a short one stands for, where it stands for several."""
        parts: list[Part] = []
        for side, asked, by in (("by", command.by, By.PLEDGER), ("to", command.to, By.RECIPIENT)):
            if asked is None or command.page > 1:
                continue
            groups = await self._ledger.totals(question, today=self._today, by=by)
            named = [(group.name, group.count) for group in groups if group.name]
            if len(named) < 2 or fold(asked) in {fold(name) for name, _ in named}:  # noqa: PLR2004 # a choice
                continue
            offered = tuple(
                Choice(label=f"{name} ({count})", command=f"pledges {side} {name}")
                for name, count in sorted(named[:OFFERED])
            )
            left = len(named) - len(offered)
            more = f" (and {left} more)" if left else ""
            parts.append(Choices(prompt=f"Of one alone{more}:", options=offered))
        return parts

    def _question(self, command: Pledges) -> Question:
        return question_of(command, self._today, self._zone)

    def _table(self, found: Sequence[Account]) -> Table:
        rows = tuple(self._row(account) for account in found)
        columns = ("State", "By", "To", "Amount", "What", "By when", "Story", "Pledge")
        return Table(columns=columns, rows=rows)

    def _row(self, account: Account) -> tuple[Cell, ...]:
        latest = next((s.claim for s in reversed(account.history) if s.claim.story), None)
        story: Cell = ""
        if latest and latest.story:
            story = StoryLink(label=latest.title or f"Story {latest.story}", story=latest.story)
        state = account.life(self._today).value
        return (
            f"{state}, part of {account.whole}" if account.whole else state,
            account.pledger or "not stated",
            account.recipient or "",
            sum_of(account),
            " ".join(account.purpose.split()),
            account.deadline or "",
            story,
            account.key,
        )

    async def _file(self, form: str, question: Question) -> Attached:
        found = await self._ledger.accounts(question, today=self._today, limit=IN_FILE)
        return self._written(form, found)

    def _written(self, form: str, found: Sequence[Account]) -> Attached:
        return file_of(form, found, now=self._now(), today=self._today, reporter=self._reporter)

    async def _chart(self, command: Pledges, question: Question) -> Part:
        found = await self._ledger.accounts(question, today=self._today, limit=IN_CHART)
        picture: Picture | None
        if command.to and not command.by:
            picture = by_pledger(found, recipient=command.to, today=self._today)
        else:
            about = f"pledges {describe(command, self._today)}".strip()
            picture = over_time(found, about=about, today=self._today)
        return await self._drawn(picture) if picture else Say(text="No sums to draw.")

    async def _drawn(self, picture: Picture) -> Part:
        """Draw it; where that cannot be done, say what it would show."""
        if self._drawing is None:
            return Say(text=picture.alt)
        try:
            chart = await self._drawing.draw(picture)
        except CommandError as error:
            return Say(text=f"{picture.alt} (Not drawn: {error}.)")
        return Attached(name=chart.name, media="image/png", data=chart.png, description=chart.alt)

    async def differing(self, story: Story) -> Mapping[str, Sequence[tuple[str, str]]]:
        """List what outlets tell differently of a story's pledges: who says what."""
        held = await self._ledger.story_accounts(story.id)
        return {
            f"{each.about}, {each.field}": [
                (", ".join(side.outlets), f"{side.said}{side.note and f', {side.note}'}")
                for side in each.sides
            ]
            for each in disagreements(held, story.id)
        }

    async def of_actor(self, name: str) -> tuple[Sequence[Account], Sequence[Account]]:
        """Give the newest pledges that an actor made, and those that were made to them."""
        made, received = [
            await self._ledger.accounts(question, today=self._today, limit=OF_ACTOR)
            for question in (Question(pledger=name), Question(recipient=name))
        ]
        return made, received

    # --- One

    async def correct(self, order: Correct, asker: Asker) -> Reply:
        """Let a pledge be read otherwise from now on; what was said of it stays beside it."""
        before = await self._ledger.account(order.pledge)
        if before is None:
            raise CommandError(f"There is no pledge {order.pledge}.")
        made = corrections(
            before,
            order.changes,
            by=f"{asker.home}:{asker.person or 'the operator'}",
            at=self._now(),
            reason=order.reason,
            role="operator" if asker.place is None else asker.role.name.lower(),
        )
        if not await self._ledger.correct(*made):
            raise CommandError("What it rests on has been read anew meanwhile. Ask again.")
        told = Say(text=", ".join(f"{field}: {value}" for field, value in order.changes))
        after = await self._ledger.account(order.pledge)
        if after is None:
            title = "Corrected: it is counted with another pledge now"
            return Reply(title=title, parts=(told,))
        reply = await self.one(ShowPledge(key=after.key))
        return dataclasses.replace(
            reply, title=f"Corrected: {reply.title}", parts=(told, *reply.parts)
        )

    async def one(self, command: ShowPledge) -> Reply:
        """Tell a pledge's life: where it stands, what was said of it and when, its parts."""
        account = await self._ledger.account(command.key)
        if account is None:
            raise CommandError(
                f"There is no pledge {command.key}. The last column of `pledges` names each."
            )
        parts_of = [await self._ledger.account(key) for key in account.parts]
        parts = [part for part in parts_of if part is not None]
        to = f" → {account.recipient}" if account.recipient else ""
        much = f": {sum_of(account)}" if account.sum else ""
        shown: list[Part] = [facts(account, self._today)]
        if command.chart:
            picture = timeline(account, today=self._today, parts=parts)
            shown.append(await self._drawn(picture))
        if differ := side_by_side(account):
            rows = tuple((line,) for line in differ)
            shown.append(Table(columns=("Figure",), rows=rows, caption="Outlets differ"))
        if parts:
            shown.append(dataclasses.replace(self._table(parts), caption="Its parts"))
        shown += history(account.history)
        options = [Choice(label="As a timeline", command=f"pledge {account.key} chart")]
        if account.whole:
            options.append(Choice(label="The whole", command=f"pledge {account.whole}"))
        shown.append(Choices(prompt="", options=tuple(options)))
        title = f"{account.pledger or 'Pledger not stated'}{to}{much}"
        return Reply(title=title, parts=tuple(shown))


def _notes(command: Pledges) -> list[Part]:
    notes: list[Part] = []
    if command.unread:
        notes.append(Say(text=f"Not understood, so not used: {'; '.join(command.unread)}"))
    if command.over is not None and command.currency is None:
        notes.append(Say(text="No currency was named: sums are compared in EUR."))
    return notes


def _none(asked: str, where: str, notes: Iterable[Part]) -> Reply:
    options = (
        Choice(label="All pledges", command="pledges"),
        Choice(label="Examples", command="help pledges"),
    )
    return Reply(
        title=f"No pledges {asked}in {where}",
        parts=(*notes, Choices(prompt="Try", options=options)),
        found=False,
    )


def _totals(added: Total) -> list[Part]:
    parts: list[Part] = []
    rows = [("binding", sum_words(amount, said)) for said, amount in _largest(added.binding)]
    rows += [
        ("not binding", sum_words(amount, said)) for said, amount in _largest(added.not_binding)
    ]
    if rows:
        parts.append(Table(columns=("", "Total"), rows=tuple(rows), caption="Totals"))
    left_out = [f"{count} {why}" for why, count in added.left_out.items()]
    if left_out:
        parts.append(Say(text=f"Not added: {', '.join(left_out)}."))
    return parts


def _largest(sums: Mapping[str, Decimal]) -> list[tuple[str, Decimal]]:
    return sorted(sums.items(), key=lambda one: (-one[1], one[0]))
