"""Discord as a newsroom uses it: `tests.bot.day.Surface` on the wire fake."""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.discord import keys
from tests.bot.day import CHANGED, PATIENCE, Sent, Told
from tests.bot.discord.rig import buttons, words
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Json, Kind

_DIGEST = re.compile(r"digest (?P<when>\S+ \d\d:\d\d) (?P<zone>\S+)")


class DiscordNewsroom:
    """The desk is a text channel beside a forum; the person may manage the server."""

    def __init__(self, discord: FakeDiscord) -> None:
        self.discord = discord
        world = discord.world
        self.guild = world.guild()
        self.desk = world.channel(self.guild, "desk")
        self.forum = world.channel(self.guild, "stories", kind=Kind.FORUM, tags={7: "pledge"})
        self.ada = world.person()

    def settings(self) -> Mapping[str, str]:
        """Give the token and the fake's addresses."""
        return {
            "discord_token": self.discord.token,
            "discord_api_url": self.discord.api_url,
            "discord_gateway_url": self.discord.gateway_url,
        }

    async def connected(self) -> None:
        """Wait for the gateway's session."""
        await self.until(lambda: self.discord.gateway.live, PATIENCE)

    def lose_an_answer(self) -> None:
        """Lose the answer to the next post in the desk's channel."""
        self.discord.fail(rf"POST /channels/{self.desk.id}/messages", lost=True)

    async def type(self, line: str) -> str:
        """Choose the command and its options, as Discord's client offers them."""
        root, chosen = _chosen(line)
        # Who only reads may be anybody, and one person may not ask as often as a test does.
        of_ada = root == "briefadmin" or line.startswith("correct")
        who = self.ada if of_ada else self.discord.world.person()
        asked = await self.discord.interactions.slash(root, chosen, who, self.desk)
        return shown(await asked.shown(seconds=PATIENCE))

    async def press(self, label: str, post: Told) -> str:
        """Press a button by its label."""
        message = self._message(post.ref)
        who = self.discord.world.person()
        key = buttons(message)[label]
        asked = await self.discord.interactions.press(key, message, who, self.desk)
        return shown(await asked.shown(seconds=PATIENCE))

    async def ask(self, words: str, post: Told) -> str:
        """Mention the app in a post's thread, which is begun where there is none."""
        world = self.discord.world
        thread = world.channels.get(int(post.ref))
        thread = thread or world.thread(self.desk, "questions", id=int(post.ref))
        await self.discord.says(self.ada, thread, words, mentions=True)
        before = len(thread.messages)

        def answers() -> list[str]:
            below = map(shown, thread.messages[before:])
            return [words for words in below if CHANGED not in words]

        await self.until(answers, PATIENCE)
        return "\n".join(answers())

    def posts(self) -> Sequence[Told]:
        """List the deliveries in the desk's channel."""
        return [
            Told(
                ref=message["id"],
                words=shown(message),
                story=mark.story if mark.verb == "evidence" else None,
                edited=message["edited_timestamp"] is not None,
                thread=tuple(map(shown, self._below(message["id"]))),
            )
            for message in self.desk.messages
            if (mark := mark_of(message))
        ]

    def files(self) -> Sequence[Sent]:
        """List what came with answers."""
        return [
            Sent(name=file["filename"], content=asked.files[file["filename"]], says=_says(file))
            for asked in self.discord.interactions.asked.values()
            for file in (asked.message or {}).get("attachments") or ()
        ]

    async def until(self, done: Callable[[], object], seconds: float) -> None:
        """Look again every few milliseconds."""
        await self.discord.until(done, seconds=seconds)

    async def uninstall(self) -> None:
        """Throw the app out of the server."""
        await self.discord.remove(self.guild)
        # What was under way meanwhile is refused; then it is quiet.
        before = -1
        while before != (before := self.taken()):  # noqa: ASYNC110 # for as long as it is not
            await asyncio.sleep(0.7)

    def taken(self) -> int:
        """Count calls that post or edit in channels."""
        return len(self.discord.requests(r"(POST|PATCH) /channels/.*"))

    def _message(self, ref: str) -> Json:
        return next(each for each in self.desk.messages if each["id"] == ref)

    def _below(self, ref: str) -> list[Json]:
        thread = self.discord.world.channels.get(int(ref))
        own = str(self.discord.world.BOT)
        return [each for each in thread.messages if each["author"]["id"] == own] if thread else []


def _chosen(line: str) -> tuple[str, str]:
    """Turn a line into a command with typed options."""
    if match := _DIGEST.fullmatch(line):
        return "briefadmin", f"digest when='{match['when']}' zone={match['zone']}"
    verb, _, rest = line.partition(" ")
    if verb == "feedback":
        verdict, story, words = rest.split(" ", 2)
        return "brief", f"feedback verdict={verdict} story='{story}' words='{words}'"
    if verb == "correct":
        pledge, _, changes = rest.partition(" ")
        return "brief", f"correct pledge='{pledge}' changes='{changes}'"
    named = {"quiet": "hours", "latest": "count", "follow": "rule", "export": "format"}
    options = f" {named[verb]}='{rest}'" if rest else ""
    if verb == "chart":
        return "brief", "pledges format=chart"
    return ("brief" if verb in {"export", "latest"} else "briefadmin"), f"{verb}{options}"


def _says(file: Json) -> str:
    return str(file.get("description") or "")


def mark_of(message: Json) -> keys.OnStory | None:
    """Read which delivery of which story a post is; of a digest, the first story's."""
    found = [keys.read(key) for key in buttons(message).values()]
    marked = [each for each in found if isinstance(each, keys.OnStory) and each.mark]
    return marked[0] if marked else None


def shown(message: Any) -> str:
    """Give what a message says; a line's label stands before a colon."""
    return re.sub(r"`(\w+) *` ", r"\1: ", words(message)).replace("\\", "")
