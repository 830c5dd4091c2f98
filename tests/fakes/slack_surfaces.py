"""The fake's other methods: who is there, views, the assistant, files, installing."""

from tests.fakes.slack_world import BOT_ID, BOT_USER, Answer, Args, SlackRefusal, World, problem_of


class Surfaces(World):
    """Methods of these families."""

    async def do_auth_test(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/auth.test."""
        return {"team_id": args["_team"], "user_id": BOT_USER, "bot_id": BOT_ID, "url": self.base}

    async def do_users_info(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/users.info."""
        if args.get("user") not in self.users:
            raise SlackRefusal("user_not_found")
        return {"user": self.users[str(args["user"])]}

    async def do_users_conversations(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/users.conversations: where the caller is in."""
        ours = [room for room in self.rooms.values() if room.member and room.id[0] in "CG"]
        start, size = int(args.get("cursor") or 0), int(args.get("limit") or 100)
        shown = [
            {"id": room.id, "name": room.name, "is_private": room.private,
             "is_archived": room.archived}
            for room in ours[start : start + size]
        ]  # fmt: skip
        more = str(start + size) if start + size < len(ours) else ""
        return {"channels": shown, "response_metadata": {"next_cursor": more}}

    async def do_views_open(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/views.open."""
        if not args.get("trigger_id"):
            raise SlackRefusal("invalid_arguments")
        return self._view(args)

    async def do_views_update(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/views.update."""
        return self._view(args)

    async def do_views_publish(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/views.publish."""
        made = self._view(args)
        self.homes[str(args["user_id"])] = args["view"]
        return made

    async def do_assistant_threads_setStatus(self, args: Args) -> Answer:  # noqa: N802 # Slack's
        """https://docs.slack.dev/reference/methods/assistant.threads.setStatus."""
        self.room({"channel": args["channel_id"]})
        return {}

    async def do_assistant_threads_setSuggestedPrompts(self, args: Args) -> Answer:  # noqa: N802
        """https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts."""
        if not 1 <= len(args["prompts"]) <= 4:
            raise SlackRefusal("invalid_arguments")
        return {}

    async def do_files_getUploadURLExternal(self, args: Args) -> Answer:  # noqa: N802 # Slack's
        """https://docs.slack.dev/reference/methods/files.getUploadURLExternal."""
        if not args.get("filename") or int(args.get("length") or 0) <= 0:
            raise SlackRefusal("invalid_arguments")
        if len(args.get("alt_txt") or "") > 1_000:
            raise SlackRefusal("alt_txt_too_large")
        key = f"F{next(self._number)}"
        self.files[key] = {
            "id": key,
            "alt_txt": args.get("alt_txt"),
            "length": int(args["length"]),
            "name": args["filename"],
        }
        return {"file_id": key, "upload_url": f"{self.base}/upload/{key}"}

    async def do_files_completeUploadExternal(self, args: Args) -> Answer:  # noqa: N802 # Slack's
        """https://docs.slack.dev/reference/methods/files.completeUploadExternal."""
        done = [self.files.get(each["id"], {}) for each in args["files"]]
        if any("content" not in each for each in done):
            raise SlackRefusal("file_not_found")
        if args.get("channel_id"):
            room = self.room({"channel": args["channel_id"]})
            if room.archived:
                raise SlackRefusal("is_archived")
            more = {"thread_ts": args["thread_ts"]} if args.get("thread_ts") else {}
            shown = [{"id": each["id"], "alt_txt": each["alt_txt"]} for each in done]
            self.say(room, user=BOT_USER, bot_id=BOT_ID, text="", files=shown, **more)
        for each, told in zip(done, args["files"], strict=True):
            each.update(
                channel=args.get("channel_id"),
                thread_ts=args.get("thread_ts"),
                title=told.get("title"),
            )
        return {"files": [{"id": each["id"], "title": each["title"]} for each in done]}

    async def do_oauth_v2_access(self, args: Args) -> Answer:
        """https://docs.slack.dev/reference/methods/oauth.v2.access."""
        if args.get("code") not in self.oauth_codes:
            raise SlackRefusal("invalid_code")
        return self.oauth_codes.pop(str(args["code"]))

    def _view(self, args: Args) -> Answer:
        view = args["view"]
        problem = problem_of(view.get("blocks"), most=100)
        if problem or len(view.get("title", {}).get("text", "")) > 24:
            raise SlackRefusal("invalid_arguments")
        key = f"V{next(self._number)}"
        self.views.append({"id": key, **view})
        return {"view": {"id": key, **view}}
