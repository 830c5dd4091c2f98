"""Responses worded a little otherwise in, responses as discord.py reads them out.

discord.py takes a body as JSON only where its content type is exactly ``application/json``, and
waits after a 429 only where it has a ``Via`` header (it takes all others for Cloudflare's ban). A
proxy in between may add a charset or drop the header; neither changes what Discord said. Pages
that are no JSON, and a 429 that states no limit of Discord's, stay as they are.
"""

import types

import aiohttp

_JSON = "application/json"
_TOO_MANY = 429
_LIMITS = ("X-RateLimit-Scope", "X-RateLimit-Global", "X-RateLimit-Bucket", "X-RateLimit-Limit")


def mending(trace: aiohttp.TraceConfig) -> aiohttp.TraceConfig:
    """Let an aiohttp session mend the headers of each response, too."""
    trace.on_request_end.append(_end)
    return trace


async def _end(
    session: aiohttp.ClientSession,
    context: types.SimpleNamespace,
    answered: aiohttp.TraceRequestEndParams,
) -> None:
    del session, context
    response = answered.response
    headers = response.headers.copy()
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() != _JSON:
        return
    headers["Content-Type"] = _JSON
    if response.status == _TOO_MANY and any(name in headers for name in _LIMITS):
        headers.setdefault("Via", "1.1 threeline")
    # It has no other door; what was read of it already is kept in its cache.
    response._headers = type(response.headers)(headers)  # noqa: SLF001 # see above
    response._cache.pop("headers", None)  # noqa: SLF001 # see above
