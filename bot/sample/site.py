"""Sample articles to the web: a feed and article pages for each outlet, as time passes.

The outlets behave as good ones do (ETag, Last-Modified, 304, canonical addresses), because what
the first start shows should be what real feeds show. Half of them speak RSS 2.0, half Atom
(RFC 4287). Entry ids are tag URIs (RFC 4151): the same whatever port is bound.
"""

import datetime as dt
import hashlib
import pathlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime

import jinja2
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sample.articles import SampleArticle

# The page is not empty when it is first looked at, and there is more than one to compare.
FIRST_AT_ONCE = 2

_TEMPLATES = pathlib.Path(__file__).parent / "templates"
_KINDS = (("feed.rss.xml", "application/rss+xml"), ("feed.atom.xml", "application/atom+xml"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """An article with its times.

    Attributes:
        article: With weekdays and years written out.
        published: What its byline says, before the start.
        appears: When the sample lets it out.
    """

    article: SampleArticle
    published: dt.datetime
    appears: dt.datetime

    @property
    def guid(self) -> str:
        """The entry's id, the same at every start."""
        return f"tag:sample.invalid,2025:{self.article.outlet_slug}/{self.article.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One invented outlet and all that it will publish, oldest first."""

    slug: str
    name: str
    template: str
    media_type: str
    releases: tuple[Release, ...]


def schedule(
    articles: Iterable[SampleArticle], *, started: dt.datetime, every: dt.timedelta
) -> tuple[Release, ...]:
    """Set when each article appears: two at once, then one every ``every``, oldest first."""
    ordered = sorted(articles, key=lambda article: (-article.age, article.slug))
    start = started.astimezone(dt.UTC)
    return tuple(
        Release(
            article=article.dated(start),
            published=article.published(start),
            appears=start + max(0, index + 1 - FIRST_AT_ONCE) * every,
        )
        for index, article in enumerate(ordered)
    )


def outlets(releases: Iterable[Release]) -> tuple[Outlet, ...]:
    """Sort releases by outlet; the outlets' order and the kind of their feeds follow the names."""
    by_slug: dict[str, list[Release]] = {}
    for release in releases:
        by_slug.setdefault(release.article.outlet_slug, []).append(release)
    return tuple(
        Outlet(
            slug=slug,
            name=own[0].article.outlet,
            template=_KINDS[index % len(_KINDS)][0],
            media_type=_KINDS[index % len(_KINDS)][1],
            releases=tuple(own),
        )
        for index, (slug, own) in enumerate(sorted(by_slug.items()))
    )


def sample_outlet(
    articles: Iterable[SampleArticle],
    *,
    started: dt.datetime,
    now: Callable[[], dt.datetime],
    every: dt.timedelta,
) -> Starlette:
    """Make the site: ``/<outlet>/feed.xml``, ``/<outlet>/`` and ``/<outlet>/<slug>``.

    Args:
        articles: What will be published, in any order.
        started: Aware time of the start; publication dates are counted back from it.
        now: The clock, aware.
        every: Time between two appearances, over all outlets together.
    """
    return _Site(outlets(schedule(articles, started=started, every=every)), now, every).app()


class _Site:
    """The endpoints. Templates are compiled here, so that no request reads a file."""

    def __init__(
        self, stand: tuple[Outlet, ...], now: Callable[[], dt.datetime], every: dt.timedelta
    ) -> None:
        self._outlets = {outlet.slug: outlet for outlet in stand}
        self._now = now
        self._every = every
        env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        env.filters["rfc822"] = lambda when: format_datetime(when, usegmt=True)
        env.filters["rfc3339"] = lambda when: when.isoformat(timespec="seconds")
        names = {outlet.template for outlet in stand} | {"article.html", "front.html"}
        self._templates = {name: env.get_template(name) for name in names}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/{outlet}/feed.xml", self.feed, name="feed"),
                Route("/{outlet}/", self.front, name="front"),
                Route("/{outlet}/{slug}", self.article, name="article"),
            ]
        )

    async def feed(self, request: Request) -> Response:
        outlet, shown = self._shown(request)
        # An outlet that has published nothing yet has a valid feed without entries.
        changed = max((release.appears for release in shown), default=outlet.releases[0].appears)
        return self._answer(
            request, outlet.template, outlet.media_type, outlet, shown=shown, changed=changed
        )

    async def front(self, request: Request) -> Response:
        outlet, shown = self._shown(request)
        changed = max((release.appears for release in shown), default=outlet.releases[0].appears)
        return self._answer(
            request, "front.html", "text/html", outlet, shown=shown, changed=changed
        )

    async def article(self, request: Request) -> Response:
        outlet, shown = self._shown(request)
        slug = request.path_params["slug"]
        release = next((one for one in shown if one.article.slug == slug), None)
        if release is None:
            raise HTTPException(404)
        # What else the outlet had to say when this came out: the page does not change later.
        others = [one for one in shown if one.appears <= release.appears and one is not release]
        return self._answer(
            request,
            "article.html",
            "text/html",
            outlet,
            shown=others[:3],
            changed=release.appears,
            release=release,
        )

    def _shown(self, request: Request) -> tuple[Outlet, list[Release]]:
        outlet = self._outlets.get(request.path_params["outlet"])
        if outlet is None:
            raise HTTPException(404)
        now = self._now()
        return outlet, [one for one in reversed(outlet.releases) if one.appears <= now]

    def _answer(
        self,
        request: Request,
        template: str,
        media_type: str,
        outlet: Outlet,
        *,
        changed: dt.datetime,
        shown: list[Release],
        release: Release | None = None,
    ) -> Response:
        def address(slug: str) -> str:
            return str(request.url_for("article", outlet=outlet.slug, slug=slug))

        changed = changed.replace(microsecond=0)
        body = (
            self._templates[template]
            .render(
                address=address,
                changed=changed,
                feed=str(request.url_for("feed", outlet=outlet.slug)),
                front=str(request.url_for("front", outlet=outlet.slug)),
                media_type=outlet.media_type,
                outlet=outlet,
                release=release,
                shown=shown,
            )
            .encode()
        )
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {
            "Cache-Control": f"max-age={int(self._every.total_seconds())}",
            "ETag": etag,
            "Last-Modified": format_datetime(changed, usegmt=True),
        }
        if _unchanged(request, etag, changed):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=f"{media_type}; charset=utf-8", headers=headers)


def _unchanged(request: Request, etag: str, changed: dt.datetime) -> bool:
    """Tell whether the reader's copy is current (RFC 9110, 13.2.2: the ETag goes first)."""
    if (known := request.headers.get("if-none-match")) is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return etag in tags or known.strip() == "*"
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and changed <= since
