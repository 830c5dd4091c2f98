"""Installations in many workspaces: OAuth in, tokens kept sealed, forgotten when removed.

Tokens are sealed with Fernet (AES-128-CBC and HMAC-SHA256) before they reach the database. Several
keys may be set, newest first: the first seals, all open, and `ManyInstalls.renew` seals anew what
an older one sealed, after which that one can be taken away.

The OAuth state is signed, ends after ten minutes and is bound to the browser by a cookie
(RFC 6749, 10.12), so that it needs no table and any process may finish what another began.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlencode, urljoin

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import ConfigError
from bot.ports import Clock, Notes
from bot.slack.http import HttpAnswer
from bot.slack.manifest import CALLBACK_PATH, SCOPES
from bot.slack.wire import FAILURES, Install, Wire, translate

COOKIE = "threeline_slack"
STATE_SECONDS = 600
# A process that did not see an uninstallation goes on with the old token for this long at most.
FRESH_SECONDS = 60.0

# Sealed tokens by workspace or organisation; workspaces by the organisation that they are in.
_NOTE, _ORG = "slack:", "slack-org:"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """What installing in many workspaces needs.

    Attributes:
        address: Public https address of the web role.
    """

    client_id: str
    client_secret: str = field(repr=False)
    address: str
    now: Clock


class Seal:
    """Closes and opens what must not be readable in the database."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._keys = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise ConfigError(
                "SLACK_KEYS holds no usable key: `threeline slack key` makes one."
            ) from error

    @staticmethod
    def new_key() -> str:
        """Make a key."""
        return Fernet.generate_key().decode()

    def close(self, text: str) -> str:
        """Seal with the newest key."""
        return self._keys.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """Open with any key; ``None`` when none fits."""
        try:
            return self._keys.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def renew(self, sealed: str) -> str | None:
        """Seal anew with the newest key; ``None`` when no key opens it."""
        try:
            return self._keys.rotate(sealed.encode()).decode()
        except InvalidToken:
            return None


class ManyInstalls:
    """`Installs` in the database, sealed."""

    def __init__(self, notes: Notes, seal: Seal, now: Clock) -> None:
        self._notes = notes
        self._seal = seal
        self._now = now
        self._known: dict[str, tuple[float, Install | None]] = {}

    async def of(self, workspace: str) -> Install | None:
        """Give the installation; ``None`` where there is none, or no key opens it."""
        moment = self._now().timestamp()
        read, install = self._known.get(workspace, (0.0, None))
        if moment - read < FRESH_SECONDS:
            return install
        sealed = await self._notes.recall(_NOTE + workspace)
        if sealed is None and (owner := await self._notes.recall(_ORG + workspace)):
            sealed = await self._notes.recall(_NOTE + owner)
        install = self._opened(workspace, sealed) if sealed else None
        self._known[workspace] = moment, install
        return install

    async def keep(self, install: Install) -> None:
        """Keep an installation, in place of an earlier one."""
        value = {"token": install.token, "bot_user": install.bot_user, "bot_id": install.bot_id}
        await self._notes.note(_NOTE + install.workspace, self._seal.close(json.dumps(value)))
        self._known.pop(install.workspace, None)

    async def forget(self, workspace: str) -> None:
        """Erase the token; an organisation's stays for its other workspaces."""
        await self._notes.erase(_NOTE + workspace)
        await self._notes.erase(_ORG + workspace)
        self._known.pop(workspace, None)

    async def belongs(self, workspace: str, enterprise: str) -> None:
        """Use the organisation's token in its workspace from now on, where there is one."""
        if await self._notes.recall(_NOTE + enterprise):
            await self._notes.note(_ORG + workspace, enterprise)
            self._known.pop(workspace, None)

    async def workspaces(self) -> Sequence[str]:
        """List those with a token of their own, and those of organisations that asked already."""
        kept = [(_NOTE, await self._notes.noted(_NOTE)), (_ORG, await self._notes.noted(_ORG))]
        return [name.removeprefix(prefix) for prefix, rows in kept for name, _ in rows]

    async def renew(self) -> tuple[int, int]:
        """Seal every token with the newest key; give how many were, and how many no key opens."""
        done = lost = 0
        for name, sealed in await self._notes.noted(_NOTE):
            renewed = self._seal.renew(sealed)
            if renewed is None:
                lost += 1
            else:
                await self._notes.note(name, renewed)
                done += 1
        return done, lost

    def _opened(self, workspace: str, sealed: str) -> Install | None:
        text = self._seal.open(sealed)
        if text is None:
            _log.error("slack_install_not_opened", workspace=workspace)
            return None
        value = json.loads(text)
        return Install(
            workspace=workspace,
            token=value["token"],
            bot_user=value["bot_user"],
            bot_id=value["bot_id"],
        )


class Door:
    """OAuth: https://docs.slack.dev/authentication/installing-with-oauth.

    Attributes:
        installed: Told where, once an installation is kept.
    """

    def __init__(
        self,
        *,
        wire: Wire,
        installs: ManyInstalls,
        client_id: str,
        client_secret: str,
        address: str,
        now: Clock,
    ) -> None:
        self._wire = wire
        self._installs = installs
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect = address.rstrip("/") + CALLBACK_PATH
        self.installed: Callable[[str], Awaitable[None]] | None = None
        self._secure = address.startswith("https://")
        self._now = now

    def begin(self) -> HttpAnswer:
        """Send the browser to Slack, with a state that only it can bring back."""
        nonce = secrets.token_urlsafe(24)
        asked = {
            "client_id": self._client_id,
            "scope": ",".join(sorted(SCOPES)),
            "state": self._signed(nonce, int(self._now().timestamp()) + STATE_SECONDS),
            "redirect_uri": self._redirect,
        }
        where = urljoin(self._wire.base_url, "/oauth/v2/authorize")
        return HttpAnswer(
            status=302,
            headers={
                "location": f"{where}?{urlencode(asked)}",
                "set-cookie": self._cookie(nonce, STATE_SECONDS),
                "cache-control": "no-store",
            },
        )

    async def finish(self, *, query: str, headers: Mapping[str, str]) -> HttpAnswer:
        """Take the code that Slack's answer brings and keep the installation."""
        given = {name: values[0] for name, values in parse_qs(query).items()}
        if not self._ours(given.get("state", ""), headers.get("cookie", "")):
            return _page(400, "This link is too old or was not begun here. Begin again.")
        if "code" not in given:
            return _page(200, "Threeline was not installed.")
        try:
            answer = await self._wire.client().api_call(
                "oauth.v2.access",
                data={"code": given["code"], "redirect_uri": self._redirect},
                headers={"Authorization": self._basic()},
            )
        except FAILURES as error:
            _log.warning("slack_install_refused", reason=str(translate(error)))
            return _page(502, "Slack did not confirm the installation. Begin again.")
        whole = bool(answer.get("is_enterprise_install"))
        place = answer.get("enterprise" if whole else "team") or {}
        if not place.get("id") or not answer.get("access_token"):
            return _page(502, "Slack did not say where it was installed. Begin again.")
        workspace = str(place["id"])
        await self._installs.keep(
            Install(
                workspace=workspace,
                token=str(answer["access_token"]),
                bot_user=str(answer.get("bot_user_id") or ""),
            )
        )
        _log.info("slack_installed", workspace=workspace, organisation=whole)
        if self.installed:
            await self.installed(workspace)
        done = _page(200, "Threeline is installed. In a channel: /invite @Threeline, /brief follow")
        return HttpAnswer(
            status=done.status,
            headers={**done.headers, "set-cookie": self._cookie("", 0)},
            body=done.body,
        )

    def _basic(self) -> str:
        """Name ourselves by RFC 7617; slack_sdk's own way warns with aiohttp 3.14."""
        named = f"{self._client_id}:{self._client_secret}"
        return f"Basic {base64.b64encode(named.encode()).decode()}"

    def _signed(self, nonce: str, until: int) -> str:
        key, text = self._client_secret.encode(), f"{nonce}.{until}"
        return f"{text}.{hmac.new(key, text.encode(), hashlib.sha256).hexdigest()}"

    def _ours(self, state: str, cookies: str) -> bool:
        nonce, _, rest = state.partition(".")
        until, _, _ = rest.partition(".")
        if not until.isdecimal() or int(until) < self._now().timestamp():
            return False
        try:
            cookie = SimpleCookie(cookies).get(COOKIE)
        except CookieError:
            return False
        signed = self._signed(nonce, int(until))
        return (
            cookie is not None
            and hmac.compare_digest(signed.encode(), state.encode())
            and hmac.compare_digest(cookie.value.encode(), nonce.encode())
        )

    def _cookie(self, value: str, seconds: int) -> str:
        secure = "; Secure" if self._secure else ""
        rest = f"Path=/slack; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
        return f"{COOKIE}={value}; {rest}"


def _page(status: int, words: str) -> HttpAnswer:
    return HttpAnswer(
        status=status,
        headers={"content-type": "text/plain; charset=utf-8", "cache-control": "no-store"},
        body=words,
    )
