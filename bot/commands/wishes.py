"""`follow`, `digest`, `quiet`, `watch`, `mute`: words to what a channel is told, when.

The same for every chat. Whether the person may decide for the channel, and whether posts would be
taken there, the surface has checked before; here it is only a place.
"""

import re
from dataclasses import dataclass
from typing import Final

from bot.commands.reply import Cell, Choice, Choices, Part, Reply, Say, Table
from bot.errors import CommandError
from bot.model import Platform, Target
from bot.ports import Channels, Clock, Wishes
from bot.rules import Mode, Rule, Subscription, read_rule
from bot.schedule import read_quiet, read_schedule, read_zone

VERBS: Final = frozenset(
    {"digest", "follow", "following", "mute", "quiet", "settings", "unfollow", "watch"}
)
"""First words that `Wishing.answer` reads."""

GUIDE: Final = (
    ("Post every new briefing in this channel", "follow"),
    ("Only some: a topic, an actor, words", 'follow topic:aid any:"air defence"'),
    ("Pledges, in quiet hours as well", "watch any pledge to Ukraine of at least EUR 100m"),
    ("Several at a time instead of each one", "digest weekdays 08:30 Europe/Kyiv"),
    ("Nothing at night", "quiet 22:00-07:00"),
    ("Not these", "mute any:football"),
    ("What holds here; what else is followed", "settings"),
    ("No more", "unfollow"),
)
"""What may be asked for a channel, with an example of each."""

_ZONE = re.compile(r"(?:^|\s)((?:[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+-]+)+)|UTC)$")
_NUMBER = re.compile(r"#?(\d{1,4})$")
_MODES = {Mode.LIVE: "as it breaks", Mode.DIGEST: "in the digest", Mode.MUTED: "never"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The channel that is decided about.

    Attributes:
        name: As people there call it.
        zone: IANA zone of whoever follows first there; later the channel keeps its own.
    """

    platform: Platform
    workspace: str
    address: str
    name: str
    zone: str = "UTC"


class Wishing:
    """Reads wishes, keeps them, and says what holds now."""

    def __init__(self, channels: Channels, wishes: Wishes, now: Clock) -> None:
        self._channels = channels
        self._wishes = wishes
        self._now = now

    async def answer(self, words: str, spot: Spot) -> Reply:
        """Do what one line says; what cannot be read is a Reply that says how to write it."""
        verb, _, rest = words.strip().partition(" ")
        rest = rest.strip()
        try:
            return await self._answer(verb.casefold(), rest, spot)
        except CommandError as error:
            return Reply(title=str(error), found=False)

    async def _answer(self, verb: str, rest: str, spot: Spot) -> Reply:
        does = {
            "digest": self._digest,
            "follow": self._follow,
            "mute": self._mute,
            "quiet": self._quiet,
            "unfollow": self._unfollow,
            "watch": self._watch,
        }
        return await does[verb](rest, spot) if verb in does else await self._show(spot)

    async def target(self, spot: Spot) -> Target | None:
        """Find what is followed in a place; ``None`` for nothing."""
        found = await self._channels.targets(spot.platform, spot.workspace)
        return next((each for each in found if each.address == spot.address), None)

    async def _needed(self, spot: Spot) -> Target:
        target = await self.target(spot)
        if target is None:
            raise CommandError("Nothing is followed here yet. To begin: follow")
        return target

    async def _follow(self, rest: str, spot: Spot) -> Reply:
        if rest:
            return await self._add(spot, read_rule(rest), rest, urgent=False)
        was = await self.target(spot)
        target = await self._join(spot)
        if was is not None and not was.paused:
            wishes = await self._wishes.subscriptions(target.id)
            if not any(each.rule == Rule() and each.mode is Mode.LIVE for each in wishes):
                await self._wishes.subscribe(target.id, Rule(), mode=Mode.LIVE)
        return Reply(
            title="Every new briefing is posted here from now on",
            parts=(
                Say(text="To stop: unfollow. What is followed: following."),
                Choices(
                    prompt="Or less often:",
                    options=(
                        Choice(label="A digest on weekdays", command="digest weekdays 08:30"),
                        Choice(label="Quiet at night", command="quiet 22:00-07:00"),
                    ),
                ),
            ),
        )

    async def _join(self, spot: Spot) -> Target:
        """Join; a place that is new takes the zone of whoever follows first."""
        new = await self.target(spot) is None
        target = await self._channels.join(
            spot.platform, spot.workspace, spot.address, name=spot.name
        )
        return await self._tune(target, zone=read_zone(spot.zone)) if new else target

    async def _tune(
        self, target: Target, *, zone: str | None = None, quiet: str | None = "as it is"
    ) -> Target:
        return await self._wishes.tune(
            target.id,
            zone=zone or target.zone,
            quiet=target.quiet if quiet == "as it is" else quiet,
            cap=target.cap,
            outlet_cap=target.outlet_cap,
            resend=target.resend,
        )

    async def _add(self, spot: Spot, rule: Rule, words: str, *, urgent: bool) -> Reply:
        """Add a wish; the first one of a place is its only one, not one beside everything."""
        new = await self.target(spot) is None
        target = await self._join(spot)
        made = await self._wishes.subscribe(target.id, rule, words=words, urgent=urgent)
        wishes = await self._wishes.subscriptions(target.id)
        everything = [each for each in wishes if each.rule == Rule() and each.id != made.id]
        if new:
            for each in everything:
                await self._wishes.unsubscribe(each.id)
        beside: list[Part] = []
        if everything and not new:
            number = wishes.index(everything[0]) + 1
            beside.append(
                Say(
                    text="Every new briefing is posted here anyway; to get only what you name: "
                    f"unfollow {number}"
                )
            )
        how = ", in quiet hours as well" if urgent else ""
        return Reply(title=f"Posted here as it breaks{how}: {words}", parts=tuple(beside))

    async def _watch(self, words: str, spot: Spot) -> Reply:
        rule = read_rule(words if "pledge" in words.casefold() else f"any pledge {words}")
        return await self._add(spot, rule, words, urgent=True)

    async def _mute(self, words: str, spot: Spot) -> Reply:
        if not words:
            raise CommandError("Say what to mute, such as: mute any:football")
        target = await self._needed(spot)
        await self._wishes.subscribe(
            target.id, read_rule(words), mode=Mode.MUTED, words=words, reason="muted here"
        )
        return Reply(title=f"Not posted here from now on: {words}")

    async def _unfollow(self, rest: str, spot: Spot) -> Reply:
        number = _NUMBER.fullmatch(rest)
        if number is None:
            left = await self._channels.leave(spot.platform, spot.workspace, spot.address)
            title = "Nothing new is posted here any more" if left else "Nothing was posted here"
            return Reply(title=title, parts=(Say(text="To begin again: follow"),))
        target = await self._needed(spot)
        wishes = await self._wishes.subscriptions(target.id)
        if not 1 <= int(number[1]) <= len(wishes):
            raise CommandError(f"There is no {number[1]} here: following lists what there is.")
        if len(wishes) == 1:
            return await self._unfollow("", spot)
        gone = wishes[int(number[1]) - 1]
        await self._wishes.unsubscribe(gone.id)
        return Reply(title=f"Not followed here any more: {_named(gone)}")

    async def _digest(self, rest: str, spot: Spot) -> Reply:
        if not rest:
            return await self._show(spot)
        if rest.casefold() in {"off", "stop", "none"}:
            target = await self._needed(spot)
            for plan in await self._wishes.digests(target.id):
                await self._wishes.remove_digest(plan.id)
            await self._all(target, Mode.DIGEST, Mode.LIVE)
            return Reply(title="No digests here any more: stories are posted as they break")
        zone = _ZONE.search(rest)
        words = rest[: zone.start()].strip() if zone else rest
        cron = read_schedule(words)
        named = read_zone(zone[1]) if zone else None
        target = await self._join(spot)
        if named:
            target = await self._tune(target, zone=named)
        plan = await self._wishes.add_digest(target.id, cron, words=words, now=self._now())
        await self._all(target, Mode.LIVE, Mode.DIGEST)
        return Reply(
            title=f"A digest is posted here {words} ({target.zone}), instead of each story",
            parts=(
                Table(columns=("The next one",), rows=((plan.scheduled,),)),
                Say(text="To end it: digest off. Another zone: digest WHEN Europe/Kyiv"),
            ),
        )

    async def _all(self, target: Target, old: Mode, new: Mode) -> None:
        """Move what is not urgent from one way of telling to another."""
        for each in await self._wishes.subscriptions(target.id):
            if each.mode is old and not each.urgent:
                await self._wishes.subscribe(target.id, each.rule, mode=new, words=each.words)

    async def _quiet(self, rest: str, spot: Spot) -> Reply:
        target = await self._needed(spot)
        if rest.casefold() in {"off", "none"}:
            await self._tune(target, quiet=None)
            return Reply(title="No quiet hours here")
        zone = _ZONE.search(rest)
        words = rest[: zone.start()].strip() if zone else rest
        name = read_zone(zone[1]) if zone else target.zone
        if not words:
            return await self._show(spot)
        quiet = read_quiet(words, name)
        shown = f"{quiet.start:%H:%M}-{quiet.end:%H:%M}"
        await self._tune(target, zone=name, quiet=shown)
        return Reply(
            title=f"Nothing is posted here {shown} ({name}); it waits for the next digest",
            parts=(Say(text="A watch is posted all the same. To end this: quiet off"),),
        )

    async def _show(self, spot: Spot) -> Reply:
        """List what holds in this place."""
        target = await self._needed(spot)
        wishes = await self._wishes.subscriptions(target.id)
        rows: list[tuple[Cell, ...]] = [
            (f"{number}", _named(each), _told(each)) for number, each in enumerate(wishes, 1)
        ]
        parts: list[Part] = [Table(columns=("", "What", "When"), rows=tuple(rows))]
        plans = await self._wishes.digests(target.id)
        if plans:
            when = tuple((plan.words or plan.cron or "once", plan.scheduled) for plan in plans)
            parts.append(Table(columns=("Digest", "Next"), rows=when, caption="Digests"))
        parts.append(Say(text=f"Zone: {target.zone}. Quiet hours: {target.quiet or 'none'}."))
        if target.paused:
            parts.append(Say(text=f"Paused: {target.paused}. To go on: follow"))
        return Reply(title=f"Followed here: {len(wishes)}", parts=tuple(parts))


def _named(wish: Subscription) -> str:
    return wish.words or ("every new briefing" if wish.rule == Rule() else "a rule")


def _told(wish: Subscription) -> str:
    return _MODES[wish.mode] + (", in quiet hours as well" if wish.urgent else "")
