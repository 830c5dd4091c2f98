"""From a Command to a Reply: who may ask what and how often, and who answers it."""

import dataclasses
import datetime as dt

from bot.commands.command import Asker, Command, Guess, Role
from bot.commands.consent import Consent
from bot.commands.folk import Folk
from bot.commands.limits import Limits
from bot.commands.orders import Order
from bot.commands.readings import Briefer, Readings, Tell, quietly
from bot.commands.reply import Reply, Say
from bot.commands.rights import needed, refusal
from bot.commands.stewards import Finder, Stewards
from bot.commands.wishes import Wishing
from bot.errors import CommandError
from bot.export import NOBODY, Reporter
from bot.ports import (
    Channels,
    Clock,
    Consents,
    Drawing,
    FeedStore,
    LedgerStore,
    Library,
    People,
    Phrasing,
    Wishes,
)

__all__ = ["Answerer", "Briefer"]


class Answerer:
    """Answers commands, the same for every surface.

    Args:
        library: Everything held; each asker sees what is for them.
        briefer: For addresses that are not held; ``None`` where nothing may be fetched.
        now: The clock.
        channels: Channels that people manage; ``None`` where nothing is posted.
        wishes: What they want; with ``channels`` or not at all.
        feeds: Where feeds are added from a chat; ``None`` where they are not.
        finder: Finds the feed of a site; with ``feeds`` or not at all.
        people: Keeps what readers think, and who may correct; ``None`` where nothing is kept.
        ledger: Every pledge once; ``None`` where none is kept.
        drawing: Draws charts; ``None`` tells them in words.
        limits: How often one may ask.
        phrasing: Words answers better; ``None`` where quotes are the answer.
        reporter: Who publishes IATI files.
        consents: Keeps whether a language model may read private feeds; ``None`` where none may.
        model: Which one that is and where, in words; ``None`` where none is set up.
    """

    def __init__(
        self,
        library: Library,
        briefer: Briefer | None,
        now: Clock,
        *,
        channels: Channels | None = None,
        wishes: Wishes | None = None,
        feeds: FeedStore | None = None,
        finder: Finder | None = None,
        people: People | None = None,
        ledger: LedgerStore | None = None,
        drawing: Drawing | None = None,
        limits: Limits | None = None,
        phrasing: Phrasing | None = None,
        reporter: Reporter = NOBODY,
        consents: Consents | None = None,
        model: str | None = None,
    ) -> None:
        self._library = library
        self._briefer = briefer
        self._now = now
        self._phrasing = phrasing
        self.reporter = reporter
        self._ledger = ledger
        self._drawing = drawing
        self._folk = Folk(people, channels, now) if people else None
        self._limits = limits or Limits()
        wishing = Wishing(channels, wishes, now, library) if channels and wishes else None
        self._stewards = Stewards(
            wishing=wishing,
            folk=self._folk,
            feeds=feeds,
            finder=finder,
            consent=Consent(consents, model) if consents else None,
            now=now,
        )

    async def answer(self, command: Command, asker: Asker, *, tell: Tell = quietly) -> Reply:
        """Answer; what cannot be done is a Reply that says so, never an exception of ours.

        ``tell`` shows whoever waits what is being done, where that takes its time.
        """
        asker = await self._known(command, asker)
        refused = refusal(command, asker) or self._limits.refusal(command, asker, self._now())
        if refused:
            return Reply(title=refused, found=False)
        readings = self._readings(asker, tell)
        try:
            if isinstance(command, Guess):
                reply = await readings.answer(command.command)
                said = Say(text=f"Read as: {command.read_as}")
                return dataclasses.replace(reply, parts=(said, *reply.parts))
            if isinstance(command, Order):
                return await self._stewards.carry_out(command, asker, readings)
            return await readings.answer(command)
        except CommandError as error:
            return Reply(title=str(error), found=False)

    async def _known(self, command: Command, asker: Asker) -> Asker:
        """Let those correct whom an admin has named, where it matters."""
        if self._folk is None or not asker.role < needed(command, asker) <= Role.EDITOR:
            return asker
        may = await self._folk.may_correct(asker)
        return dataclasses.replace(asker, role=Role.EDITOR) if may else asker

    def _readings(self, asker: Asker, tell: Tell) -> Readings:
        return Readings(
            self._library.seen_by(asker.tenant),
            self._briefer,
            self._now,
            asker,
            ledger=self._ledger,
            drawing=self._drawing,
            phrasing=self._phrasing,
            tell=tell,
            reporter=self.reporter,
        )

    def now(self) -> dt.datetime:
        """Read the clock that answers are dated by."""
        return self._now()
