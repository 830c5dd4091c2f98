"""How the fake words its answers: JSON, error objects, limits, Cloudflare's page."""

import json
from typing import Any

from aiohttp import web

BODY: web.RequestKey[Any] = web.RequestKey("body", object)
"""The JSON of a request, whether it came alone or with files."""

FILES: web.RequestKey[list[tuple[str, bytes]]] = web.RequestKey("files", list)
"""Names and contents of the files that came with it."""


def answer(data: Any, status: int = 200) -> web.Response:
    """Write JSON as Discord does: its content type has no charset."""
    return web.Response(
        body=json.dumps(data).encode(), status=status, headers={"Content-Type": "application/json"}
    )


def nothing() -> web.Response:
    """Write 204."""
    return web.Response(status=204)


def refuse(status: int, code: int, message: str, errors: object = None) -> web.Response:
    """Write an error object."""
    told: dict[str, Any] = {"code": code, "message": message}
    return answer(told | ({"errors": errors} if errors else {}), status)


def invalid(faults: list[str]) -> web.Response:
    """Write what a payload that breaks limits is answered with."""
    return refuse(400, 50035, "Invalid Form Body", {"_errors": faults})


def slow_down(seconds: float, *, everywhere: bool) -> web.Response:
    """Write 429 for one bucket, or for the whole bot."""
    response = answer(
        {
            "message": "You are being rate limited.",
            "retry_after": round(seconds, 3),
            "global": everywhere,
        },
        429,
    )
    response.headers["Via"] = "1.1 google"
    response.headers["Retry-After"] = str(int(seconds) + 1)
    response.headers["X-RateLimit-Scope"] = "global" if everywhere else "user"
    return response


def page(status: int) -> web.Response:
    """Write the page that stands before Discord when it does not want us."""
    return web.Response(
        text="<html><title>Access denied | Cloudflare</title></html>",
        status=status,
        content_type="text/html",
    )
