"""The fake's chat.* and conversations.*: what is said, edited, streamed and read again."""

from tests.fakes.slack_world import (
    BOT_ID,
    BOT_USER,
    Answer,
    Args,
    Room,
    SlackRefusal,
    World,
    problem_of,
)


class Messages(World):
    """Methods of these two families."""

    def __init__(self) -> None:
        super().__init__()
        self.streaming: set[str] = set()
        self.history_limited = False

    async def do_chat_postMessage(self, args: Args) -> Answer:  # noqa: N802 # Slack's name
        """https://docs.slack.dev/reference/methods/chat.postMessage."""
        room = self.room(args)
        self.check(args, room)
        kept = {
            key: args[key]
            for key in ("text", "blocks", "metadata", "thread_ts", "unfurl_links", "unfurl_media")
            if args.get(key) is not None
        }
        message = self.say(room, user=BOT_USER, bot_id=BOT_ID, **kept)
        return {"channel": room.id, "ts": message["ts"], "message": message}

    async def do_chat_update(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/chat.update."""
        room = self.room(args)
        self.check(args, room)
        if len(args.get("text", "")) > 4_000:
            raise SlackRefusal("msg_too_long")
        for message in room.messages:
            if message["ts"] == args.get("ts"):
                for key in ("text", "blocks", "metadata"):
                    if key in args:
                        message[key] = args[key]
                message["edited"] = {"user": BOT_USER, "ts": self.ts()}
                return {"channel": room.id, "ts": message["ts"], "text": message.get("text")}
        raise SlackRefusal("message_not_found")

    async def do_chat_postEphemeral(self, args: Args) -> Answer:  # noqa: N802 # Slack's name
        """https://docs.slack.dev/reference/methods/chat.postEphemeral."""
        room = self.room(args)
        self.check(args, room)
        if args.get("user") not in room.members:
            raise SlackRefusal("user_not_in_channel")
        room.ephemeral.append(args)
        return {"message_ts": self.ts()}

    async def do_chat_startStream(self, args: Args) -> Answer:  # noqa: N802 # Slack's name
        """https://docs.slack.dev/reference/methods/chat.startStream."""
        room = self.room(args)
        if not args.get("thread_ts"):
            raise SlackRefusal("invalid_thread_ts")
        message = self.say(
            room, user=BOT_USER, bot_id=BOT_ID, text="", blocks=[], thread_ts=args["thread_ts"]
        )
        self.streaming.add(message["ts"])
        self._streamed(room, message["ts"], args)
        return {"channel": room.id, "ts": message["ts"]}

    async def do_chat_appendStream(self, args: Args) -> Answer:  # noqa: N802 # Slack's name
        """https://docs.slack.dev/reference/methods/chat.appendStream."""
        room = self.room(args)
        self._streamed(room, str(args.get("ts")), args)
        return {"channel": room.id, "ts": args["ts"]}

    async def do_chat_stopStream(self, args: Args) -> Answer:  # noqa: N802 # Slack's name
        """https://docs.slack.dev/reference/methods/chat.stopStream."""
        room = self.room(args)
        message = self._streamed(room, str(args.get("ts")), args)
        if problem_of(args.get("blocks")):
            raise SlackRefusal("invalid_blocks")
        message["blocks"] += args.get("blocks") or []
        if args.get("metadata"):
            message["metadata"] = args["metadata"]
        self.streaming.discard(message["ts"])
        return {"channel": room.id, "ts": message["ts"], "message": message}

    def _streamed(self, room: Room, ts: str, args: Args) -> Args:
        """Add chunks to a message that is still growing."""
        if ts not in self.streaming:
            raise SlackRefusal("message_not_in_streaming_state")
        message = next(each for each in room.messages if each["ts"] == ts)
        for chunk in args.get("chunks") or ():
            if chunk["type"] != "blocks" or problem_of(chunk["blocks"]):
                raise SlackRefusal("invalid_chunks")
            message["blocks"] = [*message["blocks"], *chunk["blocks"]]
        return message

    async def do_chat_getPermalink(self, args: Args) -> Answer:  # noqa: N802 # Slack's name
        """https://docs.slack.dev/reference/methods/chat.getPermalink."""
        room = self.room(args)
        ts = str(args["message_ts"]).replace(".", "")
        return {"permalink": f"https://team.slack.example/archives/{room.id}/p{ts}"}

    async def do_conversations_history(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/conversations.history: newest first."""
        if self.history_limited:
            raise SlackRefusal("ratelimited")
        room = self.room(args)
        found = [each for each in room.messages if "thread_ts" not in each]
        return self._pages(list(reversed(found)), args)

    async def do_conversations_replies(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/conversations.replies: oldest first."""
        if self.history_limited:
            raise SlackRefusal("ratelimited")
        room = self.room(args)
        root = args.get("ts")
        found = [each for each in room.messages if root in {each["ts"], each.get("thread_ts")}]
        if not found:
            raise SlackRefusal("thread_not_found")
        return self._pages(found, args)

    async def do_conversations_info(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/conversations.info."""
        room = self.rooms.get(str(args.get("channel")))
        if room is None or (room.private and not room.member):
            raise SlackRefusal("channel_not_found")
        shown = {
            "id": room.id,
            "name": room.name,
            "is_private": room.private,
            "is_archived": room.archived,
            "is_member": room.member,
            "is_im": room.id.startswith("D"),
        }
        return {"channel": shown}

    async def do_conversations_members(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/conversations.members."""
        return {"members": sorted(self.room(args).members), "response_metadata": {}}

    async def do_conversations_open(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/conversations.open."""
        user = str(args.get("users"))
        if user not in self.users:
            raise SlackRefusal("user_not_found")
        room = self.direct(user)
        return {"channel": {"id": room.id}}

    def _pages(self, found: list[Args], args: Args) -> Answer:
        oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
        found = [each for each in found if oldest <= float(each["ts"]) <= latest]
        start, size = int(args.get("cursor") or 0), int(args.get("limit") or 100)
        page = [dict(each) for each in found[start : start + size]]
        if str(args.get("include_all_metadata")).lower() not in {"1", "true"}:
            for each in page:
                each.pop("metadata", None)
        more = start + size < len(found)
        return {
            "messages": page,
            "has_more": more,
            "response_metadata": {"next_cursor": str(start + size) if more else ""},
        }
