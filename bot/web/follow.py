"""From what a reader wants to where they hear it: feeds of our own, or their own page."""

from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.commands import Answerer, Reply, parse
from bot.commands.orders import Following, Order
from bot.model import Place
from bot.ports import Library
from bot.web.entry import asker_of, form_of, spot_of, visitor_of
from bot.web.rendering import render
from bot.web.syndication import VIEWS
from bot.web.views import card

TOLD: Final = 30
_VERBS: Final = ("follow", "watch", "digest", "quiet", "mute", "unfollow")


class FollowPages:
    """Where readers choose; for those who are signed in, what they were told."""

    def __init__(self, library: Library, answerer: Answerer) -> None:
        self._library = library
        self._answerer = answerer

    def routes(self) -> list[Route]:
        """List its addresses."""
        return [
            Route("/follow", self.show),
            Route("/follow", self.act, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the choices."""
        return await self._page(request, None)

    async def act(self, request: Request) -> Response:
        """Do what one form says: a verb of the grammar and its words."""
        given = await form_of(request)
        verb, words = given.get("verb", ""), given.get("words", "").strip()[:300]
        if verb not in _VERBS:
            raise HTTPException(404)
        if visitor_of(request).name is None:
            raise HTTPException(403, "Sign in to follow on a page of your own.")
        command = parse(f"{verb} {words}")
        if not isinstance(command, Order):
            return await self._page(request, Reply(title=f"I cannot read “{words}”", found=False))
        return await self._page(request, await self._answerer.answer(command, asker_of(request)))

    async def _page(self, request: Request, done: Reply | None) -> Response:
        asked = request.query_params
        view = {name: asked.get(name, "").strip()[:100] for name in VIEWS}
        chosen = {name: value for name, value in view.items() if value}
        visitor = visitor_of(request)
        told, follows = [], None
        if visitor.name is not None:
            spot = spot_of(visitor.name)
            place = Place(platform=spot.platform, address=spot.address)
            told = [card(post.story) for post in await self._library.posted_to(place, limit=TOLD)]
            follows = await self._answerer.answer(Following(), asker_of(request))
        return render(
            request,
            "follow.html",
            done=done,
            view=view,
            query=f"?{urlencode(chosen)}" if chosen else "",
            told=told,
            follows=follows,
        )
