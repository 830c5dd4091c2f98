"""From an admin's forms to feeds, targets and posts set right: the page behind the door."""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.commands import Answerer, Reply
from bot.commands.orders import LetModel
from bot.errors import CommandError
from bot.model import Platform, Rearranged
from bot.modelled import OWN
from bot.ports import OPERATOR, Care, Channels, Consents, Library, Rearranging
from bot.rearrange import merge, split, undo
from bot.web.entry import asker_of, form_of, upload_of, visitor_of
from bot.web.rendering import number, render
from bot.web.views import health

LETTERS: Final = 100
MOVES: Final = 20
_PAUSED: Final = "paused by an admin on the page"


class FeedDesk(Protocol):
    """Adds, removes and carries feeds: `bot.feeds.FeedDesk`."""

    async def add(self, url: str, topic: str | None) -> Reply:
        """Find and add the feed of an address."""

    async def remove(self, feed: int) -> Reply:
        """Stop reading a feed."""

    async def take(self, opml: bytes) -> Reply:
        """Add the feeds of an OPML file."""

    async def give(self) -> bytes:
        """Write all feeds as OPML."""


class Held(Channels, Care, Consents, Rearranging, Protocol):
    """Targets, undelivered posts, stories and feeds: `bot.ports.Store`."""

    def seen_by(self, tenant: str) -> Library:
        """Read as a workspace does, or the operator."""


class Office:
    """What only admins see and do."""

    def __init__(self, held: Held, desk: FeedDesk, answerer: Answerer) -> None:
        self._held = held
        self._desk = desk
        self._answerer = answerer
        self._does: dict[str, Callable[[dict[str, str]], Awaitable[Reply]]] = {
            "feed": self._add,
            "unfeed": self._remove,
            "pause": self._pause,
            "resume": self._resume,
            "redrive": self._redrive,
        }

    def routes(self) -> list[Route]:
        """List its addresses."""
        return [
            Route("/admin", self.show),
            Route("/admin", self.act, methods=["POST"]),
            Route("/admin/opml", self.take, methods=["POST"]),
            Route("/admin/stories", self.rearrange, methods=["POST"]),
            Route("/feeds.opml", self.give),
        ]

    async def show(self, request: Request) -> Response:
        """Show everything that can be set right."""
        if visitor_of(request).name is None and request.state.doors:
            return RedirectResponse("/login?next=/admin", 303)
        _admin(request)
        return await self._page(request, None)

    async def act(self, request: Request) -> Response:
        """Do what one form says, and say what came of it above the page as it is now."""
        _admin(request)
        given = await form_of(request)
        if given.get("do") == "model":
            order = LetModel(allow=given.get("may") == "allow")
            return await self._page(request, await self._answerer.answer(order, asker_of(request)))
        do = self._does.get(given.get("do", ""))
        if do is None:
            raise HTTPException(404)
        return await self._page(request, await do(given))

    async def take(self, request: Request) -> Response:
        """Add the feeds of a file."""
        _admin(request)
        _, data = await upload_of(request)
        return await self._page(request, await self._desk.take(data))

    async def rearrange(self, request: Request) -> Response:
        """Split a story, merge it into another, or take such a move back; lead to the story."""
        _admin(request)
        given = await form_of(request)
        if given.get("do") not in {"split", "merge", "undo"}:
            raise HTTPException(404)
        try:
            made = await self._rearranged(given, visitor_of(request).name or "")
        except CommandError as error:
            return await self._page(request, Reply(title=f"Not done: {error}", found=False))
        return RedirectResponse(f"/s/{made.target}", 303)

    async def _rearranged(self, given: dict[str, str], by: str) -> Rearranged:
        reason = given.get("reason", "").strip()[:300]
        if not reason:
            raise CommandError("a reason is needed; it is kept")
        story = number(given.get("story")) or 0
        if given["do"] == "merge":
            into = number(given.get("into", "").lstrip("# ")) or 0
            return await merge(self._held, story, into=into, by=by, reason=reason)
        if given["do"] == "undo":
            move = number(given.get("move")) or 0
            return await undo(self._held, move, by=by, reason=reason)
        chosen = [number(name.removeprefix("article-")) for name in given if "article-" in name]
        return await split(self._held, story, [key for key in chosen if key], by=by, reason=reason)

    async def give(self, request: Request) -> Response:
        """Give the feeds as a file that any reader imports; what is read is no secret."""
        del request
        return Response(
            await self._desk.give(),
            media_type="text/x-opml",
            headers={
                "Content-Disposition": 'attachment; filename="threeline.opml"',
                "Cache-Control": "no-store",
            },
        )

    async def _page(self, request: Request, done: Reply | None) -> Response:
        feeds = tuple(await self._held.seen_by(OPERATOR).feeds())
        return render(
            request,
            "admin.html",
            done=done,
            feeds=feeds,
            health=health(feeds),
            targets=await self._held.everywhere(),
            moves=await self._held.rearrangements(limit=MOVES),
            letters=await self._held.undelivered(limit=LETTERS),
            model=await self._answerer.answer(LetModel(), asker_of(request)),
            allowed=await self._held.allows_model(OWN),
        )

    async def _add(self, given: dict[str, str]) -> Reply:
        url = given.get("url", "").strip()[:2000]
        return await self._desk.add(url, given.get("topic", "").strip()[:100] or None)

    async def _remove(self, given: dict[str, str]) -> Reply:
        return await self._desk.remove(number(given.get("feed")) or 0)

    async def _pause(self, given: dict[str, str]) -> Reply:
        platform, workspace, address = _target(given)
        paused = await self._held.pause(platform, workspace, address, _PAUSED)
        title = f"Nothing is posted in {address} until it is resumed; what waits is kept"
        return Reply(title=title if paused else f"There is no target {address}", found=paused)

    async def _resume(self, given: dict[str, str]) -> Reply:
        platform, workspace, address = _target(given)
        known = await self._held.targets(platform, workspace)
        target = next((each for each in known if each.address == address), None)
        if target is None:
            return Reply(title=f"There is no target {address}", found=False)
        await self._held.join(platform, workspace, address, name=target.name or address)
        return Reply(title=f"{target.name or address} goes on, with what was held")

    async def _redrive(self, given: dict[str, str]) -> Reply:
        chosen = number(given.get("delivery"))
        again = await self._held.redrive([chosen] if chosen else [])
        title = "It waits to be posted again" if again else "It can no longer be posted"
        return Reply(title=title, found=bool(again))


def _admin(request: Request) -> None:
    if not visitor_of(request).admin:
        raise HTTPException(403, "Only admins may do this.")


def _target(given: dict[str, str]) -> tuple[Platform, str, str]:
    try:
        return Platform(given.get("platform", "")), given.get("workspace", ""), given["address"]
    except (ValueError, KeyError):
        raise HTTPException(404) from None
