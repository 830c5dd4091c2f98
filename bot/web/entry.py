"""From a name and a password to a session, and out again: the sign-in page."""

from typing import Final

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.commands import Asker, Spot
from bot.model import Place, Platform
from bot.pace import SIGN_INS, Pace
from bot.ports import Clock
from bot.web.doors import ANYBODY, STAY, Doors, Visitor
from bot.web.rendering import render, zone_of

WRONG: Final = "This name and password do not belong together."

log = structlog.get_logger()


def doors_of(request: Request) -> Doors:
    """Give the doors; raise 404 where nobody can sign in."""
    doors: Doors | None = request.state.doors
    if doors is None:
        raise HTTPException(404, "Nobody can sign in here: PAGE_LOGINS names no one.")
    return doors


def visitor_of(request: Request) -> Visitor:
    """Give who makes the request."""
    visitor: Visitor = request.state.visitor
    return visitor


def asker_of(request: Request, story: int | None = None) -> Asker:
    """Say to the commands who asks: anybody, or a person with a page of their own.

    An admin of the page runs the installation, so every place is theirs to know of.
    """
    visitor = visitor_of(request)
    zone = zone_of(request)
    if visitor.name is None:
        return Asker(story=story, zone=zone)
    spot = spot_of(visitor.name, zone)
    place = Place(platform=spot.platform, address=spot.address)
    return Asker(
        story=story,
        place=None if visitor.admin else place,
        person=visitor.name,
        role=visitor.role,
        zone=zone,
        spot=spot,
    )


def spot_of(name: str, zone: str = "UTC") -> Spot:
    """Give the page of a person as a place to post in."""
    return Spot(
        platform=Platform.PAGE,
        workspace="",
        address=f"~{name}",  # the front is a target too, and no name begins so
        name=f"{name}'s page",
        zone=zone,
        own=True,
    )


async def form_of(request: Request) -> dict[str, str]:
    """Read a form of ours, checked to come from our own page and its reader.

    Raises:
        HTTPException: 403 for a form from elsewhere.
    """
    given, _ = await upload_of(request)
    return given


async def upload_of(request: Request) -> tuple[dict[str, str], bytes]:
    """Read a form of ours that brings a file, "file"; raises as `form_of`."""
    given, data = {}, b""
    async with request.form(max_files=1, max_fields=30) as form:
        for name, value in form.items():
            if isinstance(value, str):
                given[name] = value
            elif name == "file":
                data = await value.read()
    doors: Doors | None = request.state.doors
    if doors is not None:
        doors.check(request, visitor_of(request), given.pop("token", ""))
    return given, data


class Entry:
    """Signing in and out."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._pace = Pace(SIGN_INS)

    def routes(self) -> list[Route]:
        """List its addresses."""
        return [
            Route("/login", self.show),
            Route("/login", self.enter, methods=["POST"]),
            Route("/logout", self.leave, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the form."""
        doors = doors_of(request)
        next_ = _inside(request.query_params.get("next"))
        if visitor_of(request) is not ANYBODY:
            return RedirectResponse(next_, 303)
        if not doors.by_password:
            raise HTTPException(404, "People are signed in by the proxy before this page.")
        return render(request, "login.html", next=next_, wrong=None)

    async def enter(self, request: Request) -> Response:
        """Open a session and go on to where the reader came from."""
        doors = doors_of(request)
        given = await form_of(request)
        name, next_ = given.get("name", "").strip(), _inside(given.get("next"))
        asker = request.client.host if request.client else ""
        wait = self._pace.take(asker, self._now()) or self._pace.take(f"name {name}", self._now())
        if wait is not None:
            seconds = str(max(1, round(wait.total_seconds())))
            words = f"Too many tries. Please try again in {seconds} s."
            raise HTTPException(429, words, headers={"Retry-After": seconds})
        brought = await doors.enter(name, given.get("password", ""))
        if brought is None:
            log.warning("sign_in_refused", name=name[:64], address=asker)
            return render(request, "login.html", 403, next=next_, wrong=WRONG)
        log.info("signed_in", name=name, address=asker)
        response = RedirectResponse(next_, 303)
        response.set_cookie(
            doors.cookie,
            brought,
            max_age=int(STAY.total_seconds()),
            secure=doors.secure,
            httponly=True,
            samesite="lax",
        )
        return response

    async def leave(self, request: Request) -> Response:
        """End the session."""
        doors = doors_of(request)
        await form_of(request)
        await doors.leave(visitor_of(request))
        response = RedirectResponse("/", 303)
        response.delete_cookie(doors.cookie, secure=doors.secure, httponly=True, samesite="lax")
        return response


def _inside(address: str | None) -> str:
    """Give an address of our own page; another site's would make us its accomplice."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return "/"
    return address if address.isprintable() and "\\" not in address else "/"
