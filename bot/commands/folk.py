"""What people think, may do and leave: said in words, kept, and deleted when they ask."""

from typing import Final

from bot.commands.command import Asker, Role
from bot.commands.orders import Editors, Feedback
from bot.commands.quotes import evidence
from bot.commands.reply import Choice, Choices, Part, Reply, Say, Table
from bot.errors import CommandError
from bot.model import Opinion, Story
from bot.ports import Channels, Clock, People

NOT_HERE: Final = "That is not set up in this installation."

MAY: Final = {
    Role.READER: "read, ask, say what is wrong, follow for yourself",
    Role.EDITOR: "also correct pledges",
    Role.ADMIN: "also decide about feeds, channels, stories and editors",
}


class Folk:
    """Carries out what is about people.

    Args:
        people: Where it is kept.
        channels: Direct messages that are posted to are among what people leave.
        now: The clock.
    """

    def __init__(self, people: People, channels: Channels | None, now: Clock) -> None:
        self._people = people
        self._channels = channels
        self._now = now

    async def opinion(self, order: Feedback, asker: Asker, story: Story) -> Reply:
        """Keep what somebody thinks of a story, and show what a doubtful one rests on."""
        await self._people.opine(
            Opinion(
                at=self._now(),
                story=story.id,
                version=story.version,
                right=order.right,
                words=order.words,
                home=asker.home,
                person=asker.person,
            )
        )
        which = f"story #{story.id}, version {story.version}"
        if order.right:
            return Reply(title=f"Thank you. It is noted that {which}, is right.")
        sources = Choice(label="Sources", command=f"sources {story.id}")
        how = f"To say what is wrong: feedback wrong #{story.id} WORDS"
        said = f"In your words: {order.words}" if order.words else how
        return Reply(
            title=f"Thank you. It is noted for the people who run this: {which}.",
            parts=(
                Say(text=said),
                Say(text="These are the words that the briefing rests on:"),
                *evidence(story, None).parts,
                Choices(prompt="", options=(sources,)),
            ),
        )

    async def forget(self, asker: Asker) -> Reply:
        """Delete what somebody has left, and say what it was."""
        if asker.person is None:
            raise CommandError("Nobody is known here by name, so there is nothing to forget.")
        were = await self._people.forget_person(asker.home, asker.person)
        own = asker.spot if asker.spot and asker.spot.own else None
        left = False
        if own and self._channels:
            left = await self._channels.leave(own.platform, own.workspace, own.address)
        rows = (
            (were.opinions, "opinions of stories: deleted"),
            (int(were.editor), "right to correct pledges: taken back"),
            (were.corrections, "corrections of pledges: they stay, and no longer say by whom"),
            (were.notes, "notes of who set a channel up: deleted"),
            (int(left), "what was posted to you here: ended"),
        )
        told = tuple((str(count), what) for count, what in rows if count)
        notes: list[Part] = [Say(text="What you ask is never kept.")]
        if own is None:
            elsewhere = "To end what is posted to you in a direct message, say there: forget me"
            notes.append(Say(text=elsewhere))
        if not told:
            return Reply(title="Nothing of you was kept", parts=tuple(notes))
        table = Table(columns=("", "What there was"), rows=told)
        return Reply(title="You are forgotten", parts=(table, *notes))

    async def kept(self, asker: Asker) -> str:
        """Say in a line what is kept of somebody."""
        kept = await self._people.traces(asker.home, asker.person or "")
        many = f"{kept.opinions} opinions, {kept.corrections} corrections, {kept.notes} notes"
        return f"{many}; to delete it: forget me"

    async def may_correct(self, asker: Asker) -> bool:
        """Tell whether an admin has made them an editor."""
        known = await self._people.editors(asker.circle)
        return asker.person is not None and asker.person in known

    async def editors(self, order: Editors, asker: Asker) -> Reply:
        """List editors, name one, or take it back."""
        circle, who = asker.circle, order.who.strip("<@!> ")
        if order.add is not None and not who:
            raise CommandError("Say who, such as: editors add @ida")
        if order.add:
            new = await self._people.appoint(circle, who, by=asker.person, at=self._now())
            return Reply(title=f"{who} may correct pledges {'now' if new else 'already'}")
        if order.add is False:
            gone = await self._people.dismiss(circle, who)
            told = f"{who} corrects no more" if gone else f"{who} was no editor"
            return Reply(title=told, found=gone)
        known = await self._people.editors(circle)
        table = Table(columns=("Editor",), rows=tuple((each,) for each in known))
        say = Say(text="Admins are editors, too. To name one: editors add @NAME")
        return Reply(title=f"Editors here: {len(known)}", parts=(table, say) if known else (say,))
