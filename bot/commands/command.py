"""What was asked, parsed: one noun for each command, and who asks.

A command holds what the words say and nothing that only a store or a clock could tell: a story is
named (`About`), not looked up, and "last week" stays a `When` until it is answered.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum

from bot.accounts import Life
from bot.commands.about import THIS, About
from bot.commands.dates import When
from bot.commands.orders import Order
from bot.model import NOWHERE, Place, Platform
from bot.ports import EVERYBODY, OPERATOR
from summariser import PledgeKind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The newest briefings; ``count`` is between 1 and 20, ``page`` is counted from 1."""

    topic: str | None = None
    count: int = 5
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefLink:
    """Three lines of any address, held or not."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """Everything that a briefing rests on, in about ten lines with quotes."""

    about: About = THIS


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowEvidence:
    """The quotes behind the lines; ``line`` is "What", "Actors" or "Pledges"."""

    about: About = THIS
    line: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Who reports a story, when and where."""

    about: About = THIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """An actor: roles with dates, other names, recent stories, pledges made and received.

    Attributes:
        question: The words, when they are a question that the articles may answer instead.
    """

    name: str
    question: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledges:
    """Pledges that match everything stated, with totals.

    Attributes:
        about: Only those of this story.
        lives: Where they stand, beyond what was said: overdue, stalled, allocated.
        over: The least amount; pledges with no amount never match it.
        currency: ISO code that ``over`` names; ``None`` compares plain numbers.
        unread: Words that were not understood and were left out.
        chart: Draw them, too.
        export: Give them as a file: "csv", "json" or "iati".
        page: Which part of a long list, from 1.
        question: The words, when they are a question that the articles may answer instead.
    """

    by: str | None = None
    to: str | None = None
    kinds: tuple[PledgeKind, ...] = ()
    statuses: tuple[Status, ...] = ()
    lives: tuple[Life, ...] = ()
    since: When | None = None
    until: When | None = None
    over: Decimal | None = None
    currency: str | None = None
    about: About | None = None
    unread: tuple[str, ...] = ()
    chart: bool = False
    export: str | None = None
    page: int = 1
    question: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPledge:
    """One pledge of the ledger: its life, history, parts and quotes.

    Attributes:
        key: As lists show it.
        chart: Draw what was said of it over time.
    """

    key: str
    chart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What has all these words: stories first; ``page`` is counted from 1.

    Attributes:
        best: The best match first, instead of the newest.
    """

    words: str
    page: int = 1
    best: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What became of an address or story: posted or not, and why."""

    about: About = THIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What the versions of a story say differently."""

    about: About = THIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The stories about a topic or actor in the order of their days; ``page`` is from 1."""

    about: str
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question, answered with quotes from the articles held or not at all."""

    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """How each feed is doing; ``page`` is counted from 1."""

    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What can be asked; ``topic`` names one command."""

    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Words that are no command.

    Attributes:
        nearest: The command word that is most like the first word, if any is.
    """

    text: str
    nearest: str | None = None


Plain = (
    Latest
    | BriefLink
    | More
    | ShowEvidence
    | Sources
    | Changed
    | Who
    | Pledges
    | ShowPledge
    | Timeline
    | Ask
    | Search
    | Why
    | Feeds
    | Help
    | Unknown
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A command with a misspelt word, read as the nearest one.

    Only commands that read are guessed; a surface shows ``read_as`` above the answer.
    """

    read_as: str
    command: Plain


Command = Plain | Order | Guess

PAGED = (Feeds, Latest, Pledges, Search, Timeline)
"""Commands whose answers may be long and come in parts."""


class Role(IntEnum):
    """What somebody may do; each includes those before it. Surfaces map their own roles to it."""

    READER = 1
    """Reads, asks, says what is wrong, follows for themselves."""
    EDITOR = 2
    """Corrects pledges."""
    ADMIN = 3
    """Decides about feeds, about what a channel follows, about stories, and who is an editor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The channel that is decided about.

    Attributes:
        name: As people there call it.
        zone: IANA zone of whoever follows first there; later the channel keeps its own.
        own: A direct message with who asks, about which they decide themselves.
    """

    platform: Platform
    workspace: str
    address: str
    name: str
    zone: str = "UTC"
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and from where.

    Attributes:
        story: The story in whose thread, page or reply it is asked.
        place: The channel; posts in other channels are not named. ``None`` is the operator.
        person: As the platform numbers them; ``None`` where nobody is known.
        role: What they may do there.
        zone: IANA zone in which they read times and mean days.
        spot: The channel that `follow` and its like decide about, most often where they are
            given; ``None`` where nothing can be posted (a terminal, the page).
    """

    story: int | None = None
    place: Place | None = NOWHERE
    person: str | None = None
    role: Role = Role.READER
    zone: str = "UTC"
    spot: Spot | None = None

    @property
    def tenant(self) -> str:
        """Whose own feeds they see besides everybody's, as `Library.seen_by` takes it."""
        if self.place is None:
            return OPERATOR
        if self.place.platform in {None, Platform.PAGE} or not self.place.workspace:
            return EVERYBODY
        return f"{self.place.platform}:{self.place.workspace}"

    @property
    def circle(self) -> str:
        """Whose editors and allowance count: a workspace, or the page with the terminal."""
        tenant = self.tenant
        return "page" if tenant in {EVERYBODY, OPERATOR} else tenant

    @property
    def home(self) -> str:
        """Where they have one number: a Slack workspace, all of Discord, the page, the terminal."""
        platform = self.place.platform if self.place else None
        if platform is Platform.SLACK and self.place:
            return f"{platform}:{self.place.workspace}"
        if platform is Platform.DISCORD:
            return str(platform)
        return "page" if self.place or self.person else "terminal"
