"""Deliveries in, posts on Discord out; posts whose answer was lost found again.

Three things keep a post from appearing twice. The delivery's key is the message's nonce, with
`enforce_nonce`: for some minutes Discord gives the first post again instead of a second one. The
same key stands in the keys of the post's buttons, where `find` reads it long after, since history
does not show nonces. And a new version is told in the thread first and the post edited last, so
that a post which shows the key shows that all was done.

In a forum each story is a thread of its own, tagged with its topic and with "pledge", in each
version anew; a thread that was archived is opened again by the next version.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final

import discord
import structlog

from bot.changes import only_bettered
from bot.discord import keys, rights
from bot.discord.render import change_sheet, digest_sheets, moved_sheet, name_of, story_sheet
from bot.discord.sheet import Sheet
from bot.discord.tags import retag, tags_of
from bot.discord.views import payload
from bot.discord.wire import FAILURES, GONE, Client, Pace, failure
from bot.errors import DeliveryError
from bot.model import Delivery

SEARCHED: Final = 300
"""Messages that `find` reads, three requests; past them it cannot tell."""

_CHANNELS = 4_096  # channels whose kind is remembered; each costs about 1 kB
_THREAD_EXISTS = 160004
_ARCHIVED = 50083
_BAD_FORM = 400

_log = structlog.get_logger(__name__)

Messages = discord.TextChannel | discord.Thread | discord.DMChannel | discord.VoiceChannel
Place = Messages | discord.ForumChannel


class DiscordChat:
    """The Chat port over Discord's REST interface.

    Args:
        client: Logged in; it needs no gateway.
        embeds: Write embeds instead of layouts, for webhooks and old clients.
        pace: How long a request may take.
    """

    def __init__(self, client: Client, *, embeds: bool = False, pace: Pace | None = None) -> None:
        self._client = client
        self._embeds = embeds
        self._longest = (pace or Pace()).longest
        self._places: OrderedDict[int, Place] = OrderedDict()

    async def send(self, delivery: Delivery) -> str:
        """Post a story, or edit the post of its earlier version; give the message's id."""
        async with self._asking("post"):
            place = await self._place(delivery.target.address)
            self._check(place)
            if delivery.previous:
                try:
                    if delivery.moved:
                        return await self._lead(place, delivery, int(delivery.previous))
                    return await self._update(place, delivery, int(delivery.previous))
                except discord.NotFound as error:
                    if error.code != GONE:
                        raise
                    if delivery.moved:
                        return delivery.previous
            return await self._post(place, delivery)

    async def find(self, delivery: Delivery) -> str | None:
        """Look for the post that shows this delivery's key."""
        async with self._asking("look for the post", writes=False, unknown=True):
            place = await self._place(delivery.target.address)
            self._check(place)
            if isinstance(place, discord.ForumChannel):
                return await self._find_thread(place, delivery)
            if delivery.previous:
                message = await self._shown(place, int(delivery.previous))
                return delivery.previous if message and _has_key(message, delivery.key) else None
            return await self._find_message(place, delivery)

    # --- Posting

    async def _post(self, place: Place, delivery: Delivery) -> str:
        sheet = (
            digest_sheets(delivery.digest, mark=delivery.key, doubtful=delivery.doubtful)[0]
            if delivery.digest
            else _sheet(delivery)
        )
        try:
            return await self._put(place, delivery, self._words(sheet))
        except discord.HTTPException as error:
            if self._embeds or error.status != _BAD_FORM:
                raise
            # Nothing was posted. Something in between does not know layouts; the older form may do.
            _log.warning("discord_layout_refused", channel=place.id, reason=str(error)[:300])
            return await self._put(place, delivery, payload(sheet, embeds=True).arguments())

    async def _put(self, place: Place, delivery: Delivery, words: dict[str, Any]) -> str:
        if isinstance(place, discord.ForumChannel):
            made = await place.create_thread(
                name=_name(delivery),
                applied_tags=[] if delivery.digest else tags_of(place, delivery.story),
                **words,
            )
            return str(made.message.id)
        message = await place.send(nonce=delivery.key, **words)
        return str(message.id)

    async def _update(self, place: Place, delivery: Delivery, previous: int) -> str:
        """Tell the change in the post's thread, then edit the post."""
        change = self._words(change_sheet(delivery.story, delivery.before))
        sheet = _sheet(delivery)
        edited = payload(sheet, embeds=self._embeds).arguments(edit=True)
        before = delivery.before.briefing if delivery.before else None
        quiet = only_bettered(delivery.story.briefing, before)
        if isinstance(place, discord.ForumChannel):
            thread = self._client.get_partial_messageable(previous, guild_id=place.guild.id)
            if not quiet:
                await thread.send(nonce=delivery.key, **change)  # opens an archived thread again
            await retag(self._client, place, previous, delivery.story, delivery.before)
            await self._edit(thread, previous, edited)
            return str(previous)
        message = place.get_partial_message(previous)
        if not await self._shown(place, previous):
            # Asked first: a note about a post that is gone would stand alone in the channel.
            return await self._post(place, delivery)
        if quiet:
            pass  # the post has better words for the same
        elif isinstance(place, discord.TextChannel):
            await self._tell(place, message, delivery, change)
        else:
            await place.send(nonce=delivery.key, reference=message, **change)
        await message.edit(**edited)
        return str(previous)

    async def _lead(self, place: Place, delivery: Delivery, previous: int) -> str:
        """Let a post lead to the one that tells its story now; nothing is said besides."""
        link = _address(place, delivery.instead) if delivery.instead else None
        sheet = moved_sheet(delivery.story, link=link, mark=delivery.key)
        edited = payload(sheet, embeds=self._embeds).arguments(edit=True)
        if isinstance(place, discord.ForumChannel):
            thread = self._client.get_partial_messageable(previous, guild_id=place.guild.id)
            await self._edit(thread, previous, edited)
        else:
            await place.get_partial_message(previous).edit(**edited)
        return str(previous)

    async def _edit(
        self, thread: discord.PartialMessageable, post: int, words: dict[str, Any]
    ) -> None:
        """Edit the first message of a thread, which is opened again where it was archived."""
        try:
            await thread.get_partial_message(post).edit(**words)
        except discord.HTTPException as error:
            if error.code != _ARCHIVED:
                raise
            await self._client.http.edit_channel(thread.id, archived=False)
            await thread.get_partial_message(post).edit(**words)

    async def _tell(
        self,
        place: discord.TextChannel,
        message: discord.PartialMessage,
        delivery: Delivery,
        change: dict[str, Any],
    ) -> None:
        """Say in the thread of a post what changed; without leave for threads, say nothing."""
        try:
            await message.create_thread(name=name_of(delivery.story))
        except discord.Forbidden:
            return
        except discord.HTTPException as error:
            if error.code != _THREAD_EXISTS:
                raise
        # A thread begun at a message has that message's id.
        thread = self._client.get_partial_messageable(message.id, guild_id=place.guild.id)
        await thread.send(nonce=delivery.key, **change)

    def _words(self, sheet: Sheet) -> dict[str, Any]:
        return payload(sheet, embeds=self._embeds).arguments()

    # --- Finding

    async def _shown(self, place: Messages, message: int) -> discord.Message | None:
        try:
            return await place.fetch_message(message)
        except discord.NotFound as error:
            if error.code != GONE:
                raise
            return None

    async def _find_message(self, place: Messages, delivery: Delivery) -> str | None:
        """Read back to before the article was held: its post cannot be older."""
        number = 0
        async for message in place.history(limit=SEARCHED):
            number += 1
            if _has_key(message, delivery.key):
                return str(message.id)
            if message.created_at < delivery.story.article.fetched:
                return None
        if number == SEARCHED:
            raise DeliveryError("The channel has moved on too far to tell.", unknown=True)
        if number == 0 and await self._hides_its_past(place):
            raise DeliveryError(
                f"The permission {rights.NAMES['read_message_history']} is missing.", unknown=True
            )
        return None

    async def _hides_its_past(self, place: Messages) -> bool:
        """Tell an empty channel from one whose history we may not read: both list nothing."""
        fresh = await self._client.fetch_channel(place.id)
        return getattr(fresh, "last_message_id", None) is not None

    async def _find_thread(self, place: discord.ForumChannel, delivery: Delivery) -> str | None:
        """Look at the first messages of the forum's threads, open ones and archived ones."""
        wanted = _name(delivery)
        known = int(delivery.previous) if delivery.previous else None
        async for thread in _threads(place):
            if thread.id != known and (known or thread.name != wanted):
                continue
            message = await self._shown(thread, thread.id)
            if message and _has_key(message, delivery.key):
                return str(message.id)
        return None

    # --- Where

    async def _place(self, address: str) -> Place:
        """Give the channel: from the gateway's cache, from ours, or asked for once."""
        key = int(address)
        found = self._client.get_channel(key) or self._places.get(key)
        if found is None:
            found = await self._client.fetch_channel(key)
        if not isinstance(found, Place):
            raise DeliveryError("This kind of channel takes no posts.", forbidden=True)
        self._places[key] = found
        self._places.move_to_end(key)
        if len(self._places) > _CHANNELS:
            self._places.popitem(last=False)
        return found

    def _check(self, place: Place) -> None:
        """Refuse before asking where the gateway has told us that we may not post."""
        if isinstance(place, discord.DMChannel) or self._client.get_channel(place.id) is None:
            return
        lacking = rights.missing(
            place.permissions_for(place.guild.me),
            rights.needed(place.type, embeds=self._embeds),
        )
        if lacking:
            raise DeliveryError(
                f"#{place.name} lacks the permission {rights.spoken(lacking)}.", forbidden=True
            )

    @asynccontextmanager
    async def _asking(
        self, doing: str, *, writes: bool = True, unknown: bool = False
    ) -> AsyncIterator[None]:
        """Bound the time that requests take and put their errors into ours."""
        try:
            async with asyncio.timeout(self._longest):
                yield
        except FAILURES as error:
            failed = failure(error, doing, writes=writes)
            failed.unknown = failed.unknown or unknown
            raise failed from error
        except DeliveryError as error:
            error.unknown = error.unknown or unknown
            raise


def _sheet(delivery: Delivery) -> Sheet:
    doubtful = delivery.doubtful and not delivery.previous
    return story_sheet(delivery.story, mark=delivery.key, doubtful=doubtful, note=delivery.note)


def _has_key(message: discord.Message, key: str) -> bool:
    """Tell whether a post's buttons carry a delivery's key."""
    for part in discord.ui.LayoutView.from_message(message).walk_children():
        found = keys.read(getattr(part, "custom_id", None) or "")
        if isinstance(found, keys.OnStory) and found.mark == key:
            return True
    return False


def _address(place: Place, post: str) -> str:
    """Give the address of a post; in a forum each is a thread of its own."""
    guild = "@me" if isinstance(place, discord.DMChannel) else place.guild.id
    room = post if isinstance(place, discord.ForumChannel) else place.id
    return f"https://discord.com/channels/{guild}/{room}/{post}"


def _name(delivery: Delivery) -> str:
    """Name the forum thread of a story, or of a digest."""
    return delivery.digest.title if delivery.digest else name_of(delivery.story)


async def _threads(place: discord.ForumChannel) -> AsyncIterator[discord.Thread]:
    """Go through a forum's threads, newest first, as far back as `SEARCHED`."""
    active = await place.guild.active_threads()
    here: Iterable[discord.Thread] = (each for each in active if each.parent_id == place.id)
    for thread in here:
        yield thread
    async for thread in place.archived_threads(limit=SEARCHED):
        yield thread
