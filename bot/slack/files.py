"""Files that come with an answer, to where only those see them who see the answer.

Slack has no file for one person's eyes in a channel: what is answered to one person alone is sent
to them as a direct message, and the answer says so. A file that Slack does not take leaves its
words behind. https://docs.slack.dev/messaging/working-with-files#upload
"""

from dataclasses import replace

import structlog

from bot.commands import Attached, Part, Reply, Say
from bot.errors import DeliveryError
from bot.slack import text as mrkdwn
from bot.slack.asked import Asked
from bot.slack.patience import patiently
from bot.slack.people import People
from bot.slack.wire import TROUBLE, Wire, translate

# What a screen reader is told of a picture; Slack refuses more.
MAX_ALT = 1_000
MAX_TITLE = 150

_log = structlog.get_logger(__name__)


class Files:
    """Uploads what is attached to answers."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._people = People(wire)

    async def send(self, asked: Asked, reply: Reply, *, public: bool) -> Reply:
        """Upload every file of an answer and give the answer with words in their place.

        Args:
            asked: Who asked, and where.
            reply: What is answered.
            public: Everybody there sees the answer.
        """
        if not any(isinstance(part, Attached) for part in reply.parts):
            return reply
        parts: list[Part] = [  # one after the other: in the order in which they are told
            await self._sent(asked, part, title=reply.title, public=public)
            if isinstance(part, Attached)
            else part
            for part in reply.parts
        ]
        return replace(reply, parts=tuple(parts))

    async def _sent(self, asked: Asked, file: Attached, *, title: str, public: bool) -> Say:
        here = public or asked.direct
        words = f"{file.name}: {file.description}"
        try:
            channel = (
                asked.channel if here else await self._people.direct(asked.workspace, asked.user)
            )
            await self._upload(asked, file, title, channel, thread=asked.thread if here else None)
        except TROUBLE as error:
            failed = error if isinstance(error, DeliveryError) else translate(error)
            _log.warning("slack_file_not_sent", name=file.name, reason=str(failed))
            return Say(text=f"{words}\nThe file could not be sent: {failed}.")
        return Say(text=words if here else f"{words}\nIt is in your direct message with me.")

    async def _upload(
        self, asked: Asked, file: Attached, title: str, channel: str, *, thread: str | None
    ) -> None:
        client = await self._wire.of(asked.workspace)
        shown = file.media.startswith("image/")
        await patiently(
            lambda: client.files_upload_v2(
                filename=file.name,
                content=file.data,
                title=mrkdwn.cut(mrkdwn.one_line(title), MAX_TITLE) if shown else file.name,
                alt_txt=mrkdwn.cut(file.description, MAX_ALT) if shown else None,
                channel=channel,
                thread_ts=thread,
            )
        )
