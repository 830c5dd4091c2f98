"""What was asked to be done, parsed: commands that change something or are personal.

They hold what the words say. Whether a name is a topic, a feed or an actor is looked up when they
are carried out, and who may give them is decided in `rights`.
"""

from dataclasses import dataclass

from bot.commands.about import THIS, About


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """Post here from now on.

    Attributes:
        words: What, as it was written: a rule, or the name of a topic, actor or feed; "" is
            every new briefing.
        url: The address of a feed or of its site.
    """

    words: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfollow:
    """Post no more: everything, or one wish by its number, name or address."""

    words: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What is followed here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWhen:
    """Several at a time: a schedule with or without a zone, "off", "now", or "" to show them."""

    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Nothing in some hours: "22:00-07:00" with or without a zone, or "off"."""

    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPledges:
    """Pledges that match, in quiet hours as well."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Never what matches, whatever else is followed."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds here and for who asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """Whether a briefing is right, and in which words not."""

    right: bool
    words: str = ""
    about: About = THIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """An editor's correction of one pledge.

    Attributes:
        pledge: Its key.
        changes: Fields with their new values, as written.
        reason: Why, kept with it.
    """

    pledge: str
    changes: tuple[tuple[str, str], ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetMe:
    """Delete what the person who asks has left here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFeed:
    """Read one more feed, found at its own address or its site's.

    Attributes:
        private: For this workspace alone, with all that comes from it.
    """

    url: str
    topic: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFeed:
    """Read a feed no more; it is named by its number, address or title."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Editors:
    """Who may correct pledges: list them, add one, or remove one.

    Attributes:
        add: Make ``who`` an editor; ``False`` takes it back; ``None`` lists them.
        who: As the platform names them ("U012AB3CD", "@ida").
    """

    add: bool | None = None
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetModel:
    """Whether a language model may be sent the text of this workspace's private feeds.

    Attributes:
        allow: It may from now on; ``False`` takes it back; ``None`` says what holds.
    """

    allow: bool | None = None


Order = (
    Follow
    | Unfollow
    | Following
    | DigestWhen
    | QuietHours
    | WatchPledges
    | Mute
    | Settings
    | Feedback
    | Correct
    | ForgetMe
    | AddFeed
    | RemoveFeed
    | Editors
    | LetModel
)

JOINING = (Follow, DigestWhen, WatchPledges)
"""These begin to post somewhere, so a surface looks first whether a post is possible there."""

PLACING = (Follow, Unfollow, Following, DigestWhen, QuietHours, WatchPledges, Mute)
"""These are about one channel, `Asker.spot`."""
