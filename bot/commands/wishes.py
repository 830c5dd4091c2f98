"""`follow`, `digest`, `quiet`, `watch`, `mute`: what a channel is told, and when.

The same for every chat. Whether the person may decide for the channel `rights` has said before,
and whether posts would be taken there the surface has; here it is only a place.
"""

import re
from collections.abc import Sequence
from typing import Final, assert_never

from bot.commands.command import Asker, Spot
from bot.commands.naming import Named, feed_at, named, of_feed
from bot.commands.orders import (
    DigestWhen,
    Follow,
    Following,
    Mute,
    QuietHours,
    Settings,
    Unfollow,
    WatchPledges,
)
from bot.commands.reply import Cell, Choice, Choices, Part, Reply, Say, Table
from bot.errors import CommandError
from bot.model import Place, Target
from bot.ports import Channels, Clock, Library, Wishes
from bot.rules import Mode, Rule, Subscription, fold, read_rule
from bot.schedule import read_quiet, read_schedule, read_zone

GUIDE: Final = (
    ("Post every new briefing in this channel", "follow"),
    ("Only a topic, an actor, a feed", "follow topic aid"),
    ("Only some: a topic, an actor, words", 'follow topic:aid any:"air defence"'),
    ("Pledges, in quiet hours as well", "watch any pledge to Ukraine of at least EUR 100m"),
    ("Several at a time instead of each one", "digest weekdays 08:30 Europe/Kyiv"),
    ("Nothing at night", "quiet 22:00-07:00"),
    ("Not these", "mute any:football"),
    ("What holds here; what else is followed", "settings"),
    ("No more", "unfollow"),
)
"""What may be asked for a channel, with an example of each."""

Wish = Follow | Unfollow | Following | DigestWhen | QuietHours | WatchPledges | Mute | Settings
"""What `Wishing` carries out."""

_ZONE = re.compile(r"(?:^|\s)((?:[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+-]+)+)|UTC)$")
_NUMBER = re.compile(r"#?(\d{1,4})$")
_WRITTEN = re.compile(r"\w+:\S")
_PLEDGES = re.compile(r"(?:any |all |every )?pledges?\b", re.IGNORECASE)
_MODES = {Mode.LIVE: "as it breaks", Mode.DIGEST: "in the digest", Mode.MUTED: "never"}


class Wishing:
    """Carries out wishes, keeps them, and says what holds now.

    Args:
        channels: Targets.
        wishes: What they want.
        now: The clock.
        library: Where names are looked up; without it only rules are read.
    """

    def __init__(
        self, channels: Channels, wishes: Wishes, now: Clock, library: Library | None = None
    ) -> None:
        self._channels = channels
        self._wishes = wishes
        self._now = now
        self._library = library

    def _seen(self, spot: Spot) -> Library | None:
        """Look names up as people there may."""
        place = Place(platform=spot.platform, workspace=spot.workspace, address=spot.address)
        return self._library.seen_by(Asker(place=place).tenant) if self._library else None

    async def carry_out(self, wish: Wish, spot: Spot) -> Reply:  # noqa: PLR0911 # one case a wish
        """Do what is wished.

        Raises:
            CommandError: It cannot be done; the text says how to write what can.
        """
        match wish:
            case Follow():
                return await self._follow(wish, spot)
            case Unfollow():
                return await self._unfollow(wish, spot)
            case DigestWhen():
                return await self._digest(wish.words, spot)
            case QuietHours():
                return await self._quiet(wish.words, spot)
            case WatchPledges():
                return await self._watch(wish.words, spot)
            case Mute():
                return await self._mute(wish.words, spot)
            case Following() | Settings():
                return await self._show(spot)
            case _:
                assert_never(wish)

    async def target(self, spot: Spot) -> Target | None:
        """Find what is followed in a place; ``None`` for nothing."""
        found = await self._channels.targets(spot.platform, spot.workspace)
        return next((each for each in found if each.address == spot.address), None)

    async def _needed(self, spot: Spot) -> Target:
        target = await self.target(spot)
        if target is None:
            raise CommandError("Nothing is followed here yet. To begin: follow")
        return target

    # --- Follow

    async def _follow(self, wish: Follow, spot: Spot) -> Reply:
        if wish.url:
            return await self._follow_feed(wish.url, spot)
        if wish.words:
            found = await self._meant(wish.words, "follow", spot)
            if isinstance(found, Reply):
                return found
            return await self._add(spot, found.rule, found.words, label=found.label)
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

    async def _follow_feed(self, url: str, spot: Spot) -> Reply:
        library = self._seen(spot)
        feeds = list(await library.feeds()) if library else []
        feed = feed_at(url, feeds)
        if feed is None:
            raise CommandError(f"No feed of {url} is read. To have it read, as an admin: add {url}")
        found = of_feed(feed)
        return await self._add(spot, found.rule, found.words, label=found.label)

    async def _meant(self, words: str, verb: str, spot: Spot) -> Named | Reply:
        """Find what is meant: a rule as it is written, or the one thing of this name.

        Raises:
            CommandError: The rule cannot be read.
        """
        library = self._seen(spot)
        if library is None or _WRITTEN.search(words) or _PLEDGES.match(words):
            return Named(label=words, words=words, rule=read_rule(words))
        found = await named(words, library)
        if len(found) == 1:
            return found[0]
        if found:
            return Reply(
                title=f"{len(found)} things are called {words}",
                parts=(
                    Choices(
                        prompt="Which one?",
                        options=tuple(
                            Choice(label=each.label, command=f"{verb} {each.words}")
                            for each in found
                        ),
                    ),
                ),
                found=False,
            )
        options = [
            Choice(label=f"The words {words}", command=f"{verb} words {words}"),
            Choice(label=f"The actor {words}", command=f"{verb} actor {words}"),
            Choice(label=f"The topic {words}", command=f"{verb} topic {words}"),
        ]
        return Reply(
            title=f"No topic, feed or actor held is called {words}",
            parts=(Choices(prompt="What is it?", options=tuple(options)),),
            found=False,
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

    async def _add(
        self, spot: Spot, rule: Rule, words: str, *, label: str = "", urgent: bool = False
    ) -> Reply:
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
        return Reply(title=f"Posted here as it breaks{how}: {label or words}", parts=tuple(beside))

    async def _watch(self, words: str, spot: Spot) -> Reply:
        rule = read_rule(words if "pledge" in words.casefold() else f"any pledge {words}")
        return await self._add(spot, rule, words, urgent=True)

    async def _mute(self, words: str, spot: Spot) -> Reply:
        if not words:
            raise CommandError("Say what to mute, such as: mute any:football")
        target = await self._needed(spot)
        found = await self._meant(words, "mute", spot)
        if isinstance(found, Reply):
            return found
        await self._wishes.subscribe(
            target.id, found.rule, mode=Mode.MUTED, words=found.words, reason="muted here"
        )
        return Reply(title=f"Not posted here from now on: {found.label}")

    # --- Follow no more

    async def _unfollow(self, wish: Unfollow, spot: Spot) -> Reply:
        if not (wish.words or wish.url):
            left = await self._channels.leave(spot.platform, spot.workspace, spot.address)
            title = "Nothing new is posted here any more" if left else "Nothing was posted here"
            return Reply(title=title, parts=(Say(text="To begin again: follow"),))
        target = await self._needed(spot)
        wishes = await self._wishes.subscriptions(target.id)
        meant = await self._held(wish, wishes, self._seen(spot))
        if len(meant) > 1:
            options = tuple(
                Choice(label=_named(each), command=f"unfollow {wishes.index(each) + 1}")
                for each in meant
            )
            return Reply(
                title=f"{len(meant)} wishes have the words {wish.words}",
                parts=(Choices(prompt="Which one?", options=options),),
                found=False,
            )
        if len(wishes) == 1:
            return await self._unfollow(Unfollow(), spot)
        await self._wishes.unsubscribe(meant[0].id)
        return Reply(title=f"Not followed here any more: {_named(meant[0])}")

    async def _held(
        self, wish: Unfollow, wishes: Sequence[Subscription], library: Library | None
    ) -> list[Subscription]:
        """Find the wishes that are meant by a number, an address or words, at least one."""
        if number := _NUMBER.fullmatch(wish.words):
            if not 1 <= int(number[1]) <= len(wishes):
                raise CommandError(f"There is no {number[1]} here: following lists what there is.")
            return [wishes[int(number[1]) - 1]]
        rules: set[Rule] = set()
        if wish.url and library:
            feed = feed_at(wish.url, list(await library.feeds()))
            rules = {of_feed(feed).rule} if feed else set()
        elif library and not _WRITTEN.search(wish.words):
            rules = {each.rule for each in await named(wish.words, library)}
        words = fold(wish.words)
        found = [each for each in wishes if each.rule in rules]
        found = found or [each for each in wishes if fold(each.words) == words]
        found = found or [each for each in wishes if words.strip() and words in fold(each.words)]
        if not found:
            name = wish.words or wish.url
            raise CommandError(f"{name} is not followed here: following lists what there is.")
        return found

    # --- When

    async def _digest(self, rest: str, spot: Spot) -> Reply:
        if not rest:
            return await self._show(spot)
        if rest == "off":
            target = await self._needed(spot)
            for plan in await self._wishes.digests(target.id):
                await self._wishes.remove_digest(plan.id)
            await self._all(target, Mode.DIGEST, Mode.LIVE)
            return Reply(title="No digests here any more: stories are posted as they break")
        if rest == "now":
            return await self._digest_now(spot)
        zone = _ZONE.search(rest)
        words = rest[: zone.start()].strip() if zone else rest
        cron = read_schedule(words)
        tz = read_zone(zone[1]) if zone else None
        target = await self._join(spot)
        if tz:
            target = await self._tune(target, zone=tz)
        plan = await self._wishes.add_digest(target.id, cron, words=words, now=self._now())
        await self._all(target, Mode.LIVE, Mode.DIGEST)
        return Reply(
            title=f"A digest is posted here {words} ({target.zone}), instead of each story",
            parts=(
                Table(columns=("The next one",), rows=((plan.scheduled,),)),
                Say(text="To end it: digest off. Another zone: digest WHEN Europe/Kyiv"),
            ),
        )

    async def _digest_now(self, spot: Spot) -> Reply:
        """Bring the next digest forward; what it tells is not told again at its own time."""
        target = await self._needed(spot)
        if target.paused:
            raise CommandError(f"Nothing is posted here now: {target.paused}. To go on: follow")
        if not await self._wishes.digest_now(target.id, now=self._now()):
            raise CommandError(
                "No digest is planned here. To have one: digest weekdays 08:30. "
                "For the newest briefings at once: latest"
            )
        return Reply(
            title="The digest is posted here now, with what came since the last one",
            parts=(Say(text="If nothing came, nothing is posted. The next one keeps its time."),),
        )

    async def _all(self, target: Target, old: Mode, new: Mode) -> None:
        """Move what is not urgent from one way of telling to another."""
        for each in await self._wishes.subscriptions(target.id):
            if each.mode is old and not each.urgent:
                await self._wishes.subscribe(target.id, each.rule, mode=new, words=each.words)

    async def _quiet(self, rest: str, spot: Spot) -> Reply:
        target = await self._needed(spot)
        if rest == "off":
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
