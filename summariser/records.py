"""The nouns of a briefing: what goes in (Article) and what comes out (Briefing).

Offsets are Unicode code points into ``Article.text``, half open. Every name, figure and date
in a record carries the `Evidence` that shows it; ``None`` means "not stated", never "failed".
"""

import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal


class ActorKind(enum.StrEnum):
    """What sort of thing acts."""

    PERSON = "person"
    ORG = "org"
    COUNTRY = "country"
    GROUP = "group"


class Salience(enum.StrEnum):
    """Whether the main event can be told without this actor."""

    KEY = "key"
    MINOR = "minor"


class PledgeKind(enum.StrEnum):
    """What sort of thing is promised."""

    FINANCIAL = "financial"
    MILITARY = "military"
    HUMANITARIAN = "humanitarian"
    CLIMATE = "climate"
    INVESTMENT = "investment"
    TRAINING = "training"
    SANCTIONS = "sanctions"
    POLITICAL = "political"
    OTHER = "other"


class Status(enum.StrEnum):
    """How firm a pledge is, in the article's own reading."""

    PLEDGED = "pledged"
    UNDER_CONSIDERATION = "under_consideration"
    CONDITIONAL = "conditional"
    REITERATED = "reiterated"
    FULFILLED = "fulfilled"
    WITHDRAWN = "withdrawn"


class Mark(enum.StrEnum):
    """What a reader must know about the text, or the lines, before trusting them."""

    HEADLINE_ONLY = "headline_only"
    TRUNCATED = "truncated"
    PAYWALLED = "paywalled"
    LISTING = "listing"
    NOT_ENGLISH = "not_english"
    SHORT = "short"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One piece as we hold it.

    Attributes:
        id: Stable key, repeated in each `Evidence`.
        text: Plain text, paragraphs separated by newlines.
        title: The headline, when the source gave one. Evidence never points into it.
        published: Aware UTC time of first publication.
        outlet: Name of the organisation that published it.
        url: Canonical address.
        home: Country (its English short name) whose "the Government" the outlet means, e.g.
            "Australia" for a ``.gov.au`` release; `brief` derives it from ``url`` when absent.
        marks: What was found out while fetching it; `brief` adds what the text itself shows.
    """

    id: str
    text: str
    title: str | None = None
    published: dt.datetime | None = None
    outlet: str | None = None
    url: str | None = None
    home: str | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Evidence:
    """A span of an article; ``text == article.text[start:end]`` always holds."""

    article: str
    start: int
    end: int
    text: str = field(compare=False)

    @classmethod
    def of(cls, article: Article, start: int, end: int) -> "Evidence":
        """Cut the span out of the article, so that the two cannot disagree."""
        return cls(article=article.id, start=start, end=end, text=article.text[start:end])


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An office or part that the text gives an actor.

    Attributes:
        title: As the text words it, e.g. "UK Defence Secretary".
        affiliation: The body or country the actor speaks for, when the text says it.
        as_of: Date of the article that says so.
    """

    title: str
    evidence: Evidence
    affiliation: str | None = None
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, organisation, country or group that acts.

    Attributes:
        name: Fullest form in the text.
        aliases: Other forms used in the text, misspellings included.
        mentions: Each place the actor is named, in text order, never empty.
    """

    name: str
    kind: ActorKind
    mentions: tuple[Evidence, ...]
    aliases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    salience: Salience = Salience.MINOR

    @property
    def role(self) -> str | None:
        """The role to print, or ``None`` where the text gives none."""
        return self.roles[0].title if self.roles else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who gives, gets or says: the actor's name with the words that name it here.

    Attributes:
        name: Canonical name ("United Kingdom", "John Healey").
        evidence: The surface form ("Britain", "he"), inside the article.
    """

    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A sum or a counted quantity, parsed from its own span.

    Attributes:
        amount: Full number: 225_000_000 for "225 million pounds".
        currency: ISO 4217 code, or a plain unit ("personnel", "percent").
        modifier: "up to", "at least", "about", "more than" as the text qualifies the sum.
        per: "year" or "month" for a repeated sum.
    """

    amount: Decimal
    currency: str
    evidence: Evidence
    modifier: str | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """By when; ``date`` is an ISO date, year-month or year, ``None`` if it does not resolve."""

    text: str
    evidence: Evidence
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """An editor's word about one field of a pledge; it stands beside what the article says.

    Attributes:
        field: "pledger", "recipient", "amount", "currency", "per", "what", "kind", "status" or
            "deadline".
        value: The editor's, a sum as a full number; ``None``: nothing is stated.
        said: The article's, in the same form.
        by: What the editor is: "editor", "admin", "operator". Never who.
    """

    field: str
    value: str | None
    said: str | None
    by: str = "editor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """An actor's public commitment, specific enough to check, with evidence.

    Attributes:
        pledger: The body that is bound; ``None`` when the text does not say.
        speaker: Who said it, when that is not the pledger.
        what: The thing promised, in the article's words.
        evidence: The shortest clause that proves the pledge.
        alt_evidence: Other places that restate the same pledge.
        core: Whether a three-line briefing must have it.
        confidence: 0 to 1, an ordering and not a probability.
        reasons: Names of the rules that made or changed the record, in order.
        amended: What editors say instead, in the order of the fields; everything else here stays
            as the article says it, with its evidence.
    """

    pledger: Party | None
    recipient: Party | None
    amount: Money | None
    what: Evidence
    kind: PledgeKind
    status: Status
    evidence: Evidence
    deadline: Deadline | None = None
    speaker: Party | None = None
    alt_evidence: tuple[Evidence, ...] = ()
    core: bool = True
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()
    amended: tuple[Amendment, ...] = ()

    def all_evidence(self) -> Iterator[Evidence]:
        """Walk every span that this record rests on, the proving clause first."""
        yield self.evidence
        yield self.what
        yield from self.alt_evidence
        parts = (self.pledger, self.recipient, self.speaker, self.amount, self.deadline)
        yield from (part.evidence for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of words of a line; without evidence it is ours ("·", "→") or an editor's, marked so."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of the three lines as it is shown.

    Attributes:
        label: "What", "Actors" or "Pledges"; not counted in the length.
        segments: In reading order; their texts joined are the line.
        omitted: How many actors or pledges did not fit and are counted in the line instead.
    """

    label: str
    segments: tuple[Segment, ...]
    omitted: int = 0

    @property
    def text(self) -> str:
        """The line as plain text."""
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """Line 1: one sentence of the article, shortened, with the spans that it keeps.

    Attributes:
        text: At most 35 words; unless ``worded``, each of them in ``evidence`` in the same order,
            the first with a capital.
        evidence: The kept spans, in text order; where ``worded``, the whole sentences it rests on.
        source: Who "I", "we", "the Government" or "the company" is, when the line begins with it;
            ``text`` then begins with the name and a colon, as an editor writes it.
        worded: A language model put it into words; its names, numbers, dates and negations are
            those of ``evidence``, and who did what to whom is as there.
    """

    text: str
    evidence: tuple[Evidence, ...]
    source: Party | None = None
    worded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """Three lines about one article, as of one day.

    Attributes:
        article: Key of the article it was made from.
        what: ``None`` only when the article has no words.
        actors: In the order in which they are shown.
        pledges: Firmest and largest first.
        language: ISO 639-1 code of the text, ``None`` when it cannot be told.
        marks: Warnings about the text, printed with the lines.
        layout: The three lines with the evidence of each run of words.
        as_of: The day that relative dates were resolved against.
    """

    article: str
    what: What | None
    actors: tuple[Actor, ...]
    pledges: tuple[Pledge, ...]
    layout: tuple[Line, Line, Line]
    as_of: dt.date
    language: str | None = None
    marks: tuple[Mark, ...] = ()

    def lines(self) -> tuple[str, str, str]:
        """Give the three lines as plain text, each at most 280 characters."""
        what, actors, pledges = self.layout
        return what.text, actors.text, pledges.text

    def all_evidence(self) -> Iterator[Evidence]:
        """Walk every span that the briefing rests on."""
        if self.what:
            yield from self.what.evidence
            if self.what.source:
                yield self.what.source.evidence
        for actor in self.actors:
            yield from actor.mentions
            yield from (role.evidence for role in actor.roles)
        for pledge in self.pledges:
            yield from pledge.all_evidence()
        for line in self.layout:
            for segment in line.segments:
                yield from segment.evidence
