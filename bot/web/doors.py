"""From a request to who makes it: a signed-in person with a role, or anybody.

Two doors: a password (argon2id) that opens a session kept in our database, or a header that a
reverse proxy sets, taken only from the proxies that the settings name. What somebody may do is
looked up in the settings at each request, so a login that is taken out there is out at once.

A form is taken when the browser says that it was sent from our own page, and, for those who are
signed in, with a token that another site cannot know
(https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html).
"""

import asyncio
import datetime as dt
import functools
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import argon2
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.commands import Role
from bot.errors import ConfigError
from bot.ports import Clock, Notes

STAY = dt.timedelta(days=14)
"""A session ends after this long, used or not."""
LONGEST_PASSWORD = 200
MOST_SESSIONS = 20
"""Sessions of one person; the oldest ends when another begins."""
_SESSION = "login."
_HASHER = argon2.PasswordHasher()


# Somebody who has no login takes as long to refuse as somebody with a wrong password.
@functools.cache
def _nobody() -> str:
    """Make it when it is first needed: a hash costs half a second and 64 MB, as it should."""
    return _HASHER.hash("nobody has this login")


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One person who may sign in.

    Attributes:
        digest: Their password's argon2 hash; ``None`` where only the proxy may name them.
    """

    name: str
    role: Role
    digest: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who makes a request.

    Attributes:
        name: ``None`` for anybody.
        token: Goes into every form of theirs; "" for anybody.
        session: Names the session, for its end; ``None`` where a proxy vouches.
    """

    name: str | None = None
    role: Role = Role.READER
    token: str = field(default="", repr=False)
    session: str | None = field(default=None, repr=False)

    @property
    def editor(self) -> bool:
        """Whether they may correct."""
        return self.role >= Role.EDITOR

    @property
    def admin(self) -> bool:
        """Whether they may decide about feeds, targets and stories."""
        return self.role >= Role.ADMIN


ANYBODY = Visitor()


def read_logins(entries: Sequence[str]) -> Mapping[str, Login]:
    """Read "name:role:hash" or "name:role" entries.

    Raises:
        ConfigError: One of them is of another form; the hash is not repeated.
    """
    logins = {}
    for place, entry in enumerate(entries, 1):
        name, _, rest = entry.partition(":")
        word, _, digest = rest.partition(":")
        try:
            role = Role[word.upper()]
            if digest:
                argon2.extract_parameters(digest)
        except KeyError:
            raise ConfigError(
                f"PAGE_LOGINS, entry {place}: the role must be reader, editor or admin"
            ) from None
        except argon2.exceptions.InvalidHashError:
            raise ConfigError(
                f"PAGE_LOGINS, entry {place}: not a hash that `threeline login` printed"
                " (in a shell, put it in single quotes)"
            ) from None
        if not name.isprintable() or not 0 < len(name) <= 64:  # noqa: PLR2004 # fits every page and log
            raise ConfigError(f"PAGE_LOGINS, entry {place}: a name has 1 to 64 characters")
        logins[name] = Login(name=name, role=role, digest=digest or None)
    return logins


def hash_password(password: str) -> str:
    """Give the argon2id hash of a password, with its parameters and salt."""
    return _HASHER.hash(password)


class Doors:
    """Lets people in, knows them again, lets them out."""

    def __init__(
        self,
        *,
        logins: Mapping[str, Login],
        notes: Notes,
        now: Clock,
        secret: str,
        header: str | None = None,
        proxies: frozenset[str] = frozenset(),
        home: str | None = None,
    ) -> None:
        """Set up.

        Args:
            logins: Who may sign in, by name.
            notes: Where sessions are kept.
            now: The time.
            secret: Kept by the database; forms' tokens are made from it.
            header: Names the person, where a reverse proxy checked who they are.
            proxies: Addresses that the header is taken from.
            home: Public address of the page; with https, cookies travel by https only.
        """
        self._logins = logins
        self._notes = notes
        self._now = now
        self._secret = secret.encode()
        self._header = header
        self._proxies = proxies
        self.secure = bool(home and home.startswith("https://"))
        self.cookie = "__Host-threeline" if self.secure else "threeline"
        self._home = urlsplit(home).netloc if home else None

    @property
    def by_password(self) -> bool:
        """Whether anybody has a password to sign in with."""
        return any(login.digest for login in self._logins.values())

    async def visitor(self, request: Request) -> Visitor:
        """Tell who makes a request; nothing is read for those who bring no sign of themselves."""
        if self._header and (name := request.headers.get(self._header)):
            login = self._logins.get(name)
            if login and request.scope.get("threeline.peer") in self._proxies:
                return Visitor(name=name, role=login.role, token=self._token(f"proxy {name}"))
        brought = request.cookies.get(self.cookie)
        if not brought or len(brought) > 100:  # noqa: PLR2004 # ours has 43
            return ANYBODY
        key = _key(brought)
        kept = await self._notes.recall(key)
        if kept is None:
            return ANYBODY
        session = json.loads(kept)
        login = self._logins.get(session["name"])
        if login is None or dt.datetime.fromisoformat(session["until"]) <= self._now():
            return ANYBODY
        # A password that was changed ends the sessions that the old one opened.
        if session["by"] != _mark(login):
            return ANYBODY
        return Visitor(name=login.name, role=login.role, token=self._token(brought), session=key)

    async def enter(self, name: str, password: str) -> str | None:
        """Open a session and give its cookie; ``None`` for a wrong name or password."""
        login = self._logins.get(name)
        nobody = await asyncio.to_thread(_nobody)
        digest = login.digest if login and login.digest else nobody
        right = await asyncio.to_thread(_fits, digest, password[:LONGEST_PASSWORD])
        if login is None or login.digest is None or not right:
            return None
        await self._make_room(name)
        brought = secrets.token_urlsafe(32)
        until = (self._now() + STAY).isoformat()
        session = {"name": name, "until": until, "by": _mark(login)}
        await self._notes.note(_key(brought), json.dumps(session))
        return brought

    async def leave(self, visitor: Visitor) -> None:
        """End a session."""
        if visitor.session:
            await self._notes.erase(visitor.session)

    async def _make_room(self, name: str) -> None:
        """End sessions that are past their time, and the oldest of somebody who has many."""
        now, own = self._now(), []
        for key, kept in await self._notes.noted(_SESSION):
            session = json.loads(kept)
            if dt.datetime.fromisoformat(session["until"]) <= now:
                await self._notes.erase(key)
            elif session["name"] == name:
                own.append((session["until"], key))
        for _, key in sorted(own)[: max(0, len(own) - MOST_SESSIONS + 1)]:
            await self._notes.erase(key)

    def _token(self, of: str) -> str:
        return hmac.new(self._secret, of.encode(), hashlib.sha256).hexdigest()[:43]

    def check(self, request: Request, visitor: Visitor, token: str) -> None:
        """Take a form only from our own page.

        Raises:
            HTTPException: 403, with words for the reader.
        """
        site = request.headers.get("sec-fetch-site")
        if site is None:  # an old browser, or plain http that is not loopback
            origin = urlsplit(request.headers.get("origin") or "").netloc
            ours = bool(origin) and origin in {request.headers.get("host"), self._home}
        else:
            ours = site in {"same-origin", "none"}
        if not ours or not hmac.compare_digest(token.encode(), visitor.token.encode()):
            raise HTTPException(
                403, "This form is out of date. Please go back, reload and try again."
            )


class Doorway:
    """Puts the visitor into every request's state, and remembers who is at the other end."""

    def __init__(self, app: ASGIApp, doors: Doors | None) -> None:
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http":
            state = scope.setdefault("state", {})
            state["visitor"] = await self._doors.visitor(Request(scope)) if self._doors else ANYBODY
            state["doors"] = self._doors
        await self._app(scope, receive, send)


class Peer:
    """Notes whose connection it is before a proxy's word about its client is taken."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http" and scope.get("client"):
            scope["threeline.peer"] = scope["client"][0]
        await self._app(scope, receive, send)


def _key(brought: str) -> str:
    """Name a session by a digest: who reads the database cannot sign in with what is there."""
    return _SESSION + hashlib.sha256(brought.encode()).hexdigest()[:26]


def _mark(login: Login) -> str:
    return hashlib.sha256((login.digest or "").encode()).hexdigest()[:16]


def _fits(digest: str, password: str) -> bool:
    try:
        return _HASHER.verify(digest, password)
    except argon2.exceptions.VerificationError:
        return False
