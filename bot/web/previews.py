"""From a schedule and a wish to the digest that they would give now: nothing is posted."""

import datetime as dt
import zoneinfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.digests import preview
from bot.errors import CommandError
from bot.ports import Clock, News
from bot.rules import read_rule
from bot.schedule import last_run, next_run, read_schedule, read_zone
from bot.web.rendering import render, zone_of
from bot.web.views import card

SHOWN = 10
USUAL = "weekdays 08:30"


class Previews:
    """The page that shows a digest before anybody gets one."""

    def __init__(self, news: News, now: Clock) -> None:
        self._news = news
        self._now = now

    def routes(self) -> list[Route]:
        """List its addresses."""
        return [Route("/digest", self.show)]

    async def show(self, request: Request) -> Response:
        """Show what a digest would tell if it were told now, since it was last due."""
        asked = request.query_params
        when = asked.get("when", USUAL).strip()[:100]
        words = asked.get("what", "").strip()[:300]
        zone = asked.get("zone", "").strip()[:64] or zone_of(request)
        filled = {"when": when, "what": words, "zone": zone}
        now = self._now()
        try:
            zone = read_zone(zone)
            cron, rule = read_schedule(when), read_rule(words)
        except CommandError as error:
            return render(request, "digest.html", filled=filled, wrong=str(error), digest=None)
        since = last_run(cron, zone, now)
        stories = await self._news.told(since, now)
        digest = preview(stories, rule, since=since, until=now, zone=zone, most=SHOWN)
        return render(
            request,
            "digest.html",
            filled=filled,
            wrong=None,
            digest=digest,
            cards=[card(story) for story in digest.stories],
            following=_local(next_run(cron, zone, now), zone),
        )


def _local(when: dt.datetime, zone: str) -> str:
    return f"{when.astimezone(zoneinfo.ZoneInfo(zone)):%a %-d %b %Y, %H:%M}"
