"""Slack as a newsroom uses it: `tests.bot.day.Surface` on the wire fake."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.bot.day import CHANGED, PATIENCE, Sent, Told
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, Args, Fault
from tests.fakes.slack_socket import FakeSlackWithPeople

DESK, PERSON = "C1", "U2"


class SlackNewsroom:
    """The desk is the channel C1, the person U2."""

    def __init__(self, slack: FakeSlackWithPeople) -> None:
        self.slack = slack

    def settings(self) -> Mapping[str, str]:
        """Give the two tokens and the fake's address."""
        return {
            "slack_api_url": self.slack.url,
            "slack_bot_token": BOT_TOKEN,
            "slack_app_token": APP_TOKEN,
        }

    async def connected(self) -> None:
        """Wait for both sockets."""
        await self.until(lambda: len(self.slack.sockets) == 2, PATIENCE)

    def lose_an_answer(self) -> None:
        """Lose the answer to the next post."""
        self.slack.fail("chat.postMessage", Fault(lost=True))

    async def type(self, line: str) -> str:
        """Type `/brief ...`."""
        before = len(self.slack.responses)
        await self.slack.command(line, user=PERSON, channel=DESK)
        return await self._responses(before)

    async def press(self, label: str, post: Told) -> str:
        """Press a button by its label."""
        message = self._message(post.ref)
        before = len(self.slack.responses)
        await self.slack.click(button(message, label), user=PERSON, message=message)
        return await self._responses(before)

    async def ask(self, words: str, post: Told) -> str:
        """Mention the app in a post's thread."""
        before = len(self._below(post.ref))
        await self.slack.mention(words, user=PERSON, thread=post.ref)

        def answers() -> list[str]:
            below = map(words_of, self._below(post.ref)[before:])
            return [words for words in below if CHANGED not in words]

        await self.until(answers, PATIENCE)
        return "\n".join(answers())

    def posts(self) -> Sequence[Told]:
        """List the deliveries that are no notes in threads."""
        return [
            Told(
                ref=post["ts"],
                words=words_of(post),
                story=None if "accessory" in str(post.get("blocks")) else _story(post),
                edited="edited" in post,
                thread=tuple(words_of(each) for each in self._below(post["ts"])),
            )
            for post in self.slack.posts(DESK)
            if _story(post) is not None and "thread_ts" not in post
        ]

    def files(self) -> Sequence[Sent]:
        """List what was uploaded and completed."""
        return [
            Sent(
                name=str(each["name"]),
                content=each.get("content", b""),
                says=str(each.get("alt_txt") or ""),
            )
            for each in self.slack.files.values()
            if each.get("channel")
        ]

    async def until(self, done: Callable[[], object], seconds: float) -> None:
        """Wait; something happens with each call."""
        await self.slack.until(done, within=seconds)

    async def uninstall(self) -> None:
        """Remove the app from the workspace: its token is revoked, and then it is told."""
        self.slack.tokens.pop(BOT_TOKEN)
        sent = await self.slack.happen({"type": "app_uninstalled"})
        await sent.acked.wait()
        # what was under way when the token went is refused

    def taken(self) -> int:
        """Count calls that post."""
        return len(self.slack.called("chat.postMessage")) + len(self.slack.called("chat.update"))

    async def _responses(self, before: int) -> str:
        def told() -> list[str]:
            said = map(words_of, self.slack.responses[before:])
            return [words for words in said if not words.startswith("Threeline is ")]

        await self.until(told, PATIENCE)
        return "\n".join(told())

    def _message(self, ref: str) -> Args:
        return next(post for post in self.slack.posts(DESK) if post["ts"] == ref)

    def _below(self, ref: str) -> list[Args]:
        return [post for post in self.slack.posts(DESK) if post.get("thread_ts") == ref]


def words_of(message: Args) -> str:
    """Give all that a message says, in its text and in its blocks."""
    said: list[str] = [str(message.get("text", ""))]

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            said.extend(str(part["text"]) for _ in "1" if isinstance(part.get("text"), str))
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(message.get("blocks"))
    return "\n".join(said)


def button(message: Args, label: str) -> Args:
    """Find a button by what stands on it."""
    for block in message.get("blocks") or ():
        for element in (*(block.get("elements") or ()), block.get("accessory") or {}):
            text = element.get("text")
            if isinstance(text, dict) and text.get("text") == label:
                found: Args = element
                return found
    raise AssertionError(f"no button {label}: {message}")


def _story(post: Args) -> int | None:
    metadata = post.get("metadata") or {}
    if metadata.get("event_type") != "threeline_delivery":
        return None
    story: int | None = metadata["event_payload"].get("story")
    return story
