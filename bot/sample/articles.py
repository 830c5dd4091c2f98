"""Seed files to sample articles: a header that a person can edit, then paragraphs.

    title: Norway sends field hospital
    outlet: Nordhavn Dispatch
    author: Ingrid Lunde
    published: 3h20m
    slug: norway-field-hospital
    topic: humanitarian

    First paragraph, on one line or several.

    Second paragraph.

``published`` is how long before the start the article came out, so that the sample always looks
like today. For the same reason the text may say ``{today}``, ``{yesterday}`` or ``{tomorrow}``
(a weekday) and ``{year}``, ``{year+2}`` or ``{year-1}``, counted from the day of publication.
"""

import dataclasses
import datetime as dt
import pathlib
import re
from dataclasses import dataclass

FIELDS = ("title", "outlet", "author", "published", "slug", "topic")

_AGE = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLACE = re.compile(r"\{(?:(today|yesterday|tomorrow)|year([+-]\d+)?)\}")
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
# English whatever the locale of the machine is, because the articles are.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class SeedError(ValueError):
    """A seed file that cannot be used; the message names the file and how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """One article of the sample, written for this project.

    Attributes:
        outlet: The invented outlet's name, as printed.
        age: How long before the start it was published.
        paragraphs: Plain text without line breaks inside, never empty.
    """

    title: str
    outlet: str
    author: str
    age: dt.timedelta
    slug: str
    topic: str
    paragraphs: tuple[str, ...]

    @property
    def outlet_slug(self) -> str:
        """The outlet's name as a path segment: "Nordhavn Dispatch" is ``nordhavn-dispatch``."""
        return re.sub(r"[^a-z0-9]+", "-", self.outlet.lower()).strip("-")

    @property
    def text(self) -> str:
        """The paragraphs separated by an empty line, the headline not included."""
        return "\n\n".join(self.paragraphs)

    def published(self, started: dt.datetime) -> dt.datetime:
        """Give the aware UTC time of publication, to the second, for a start at ``started``."""
        return started.astimezone(dt.UTC).replace(microsecond=0) - self.age

    def dated(self, started: dt.datetime) -> "SampleArticle":
        """Write weekdays and years out, as its readers see them after a start at ``started``."""
        day = self.published(started).date()
        return dataclasses.replace(
            self,
            title=_write_out(self.title, day),
            paragraphs=tuple(_write_out(paragraph, day) for paragraph in self.paragraphs),
        )


def seeds_folder() -> pathlib.Path:
    """Find the seeds: inside an installed wheel, or at the root of a checkout."""
    here = pathlib.Path(__file__).parent
    packaged = here / "seeds"
    return packaged if packaged.is_dir() else here.parents[1] / "seeds"


def load_sample(folder: pathlib.Path | None = None) -> tuple[SampleArticle, ...]:
    """Read every ``*.txt`` of the folder (``seeds/sample`` by default), oldest article first.

    Raises:
        SeedError: a file is malformed, two share an address, or there is none.
    """
    folder = seeds_folder() / "sample" if folder is None else folder
    found: dict[tuple[str, str], pathlib.Path] = {}
    articles = []
    for path in sorted(folder.glob("*.txt")):
        article = parse_seed(path.read_text(encoding="utf-8"), name=path.name)
        address = article.outlet_slug, article.slug
        if address in found:
            raise SeedError(f"{path.name}: same outlet and slug as {found[address].name}")
        found[address] = path
        articles.append(article)
    if not articles:
        raise SeedError(f"{folder}: no *.txt files; a sample needs at least one article")
    return tuple(sorted(articles, key=lambda article: (-article.age, article.slug)))


def parse_seed(raw: str, *, name: str) -> SampleArticle:
    """Read one seed file.

    Args:
        raw: The file's text.
        name: What messages call the file.

    Raises:
        SeedError: it is malformed.
    """
    head, _, body = raw.replace("\r\n", "\n").partition("\n\n")
    fields: dict[str, str] = {}
    for number, line in enumerate(head.splitlines(), start=1):
        key, colon, value = line.partition(":")
        if not colon or key not in FIELDS or key in fields or not value.strip():
            raise SeedError(f"{name}:{number}: expected one each of {', '.join(FIELDS)}: {line!r}")
        fields[key] = value.strip()
    if missing := [field for field in FIELDS if field not in fields]:
        raise SeedError(f"{name}: the header lacks {', '.join(missing)}")
    if not _SLUG.fullmatch(fields["slug"]):
        raise SeedError(f"{name}: slug must be lower-case words joined by hyphens")
    paragraphs = tuple(" ".join(part.split()) for part in body.split("\n\n") if part.strip())
    if not paragraphs:
        raise SeedError(f"{name}: no text after the header and an empty line")
    if stray := re.search(r"\{[^}]*\}?", _PLACE.sub("", "\n".join((fields["title"], *paragraphs)))):
        raise SeedError(f"{name}: unknown {stray.group()!r}; known are {{today}}, {{year+1}} ...")
    return SampleArticle(
        title=fields["title"],
        outlet=fields["outlet"],
        author=fields["author"],
        age=_age(fields["published"], name=name),
        slug=fields["slug"],
        topic=fields["topic"],
        paragraphs=paragraphs,
    )


def _age(text: str, *, name: str) -> dt.timedelta:
    match = _AGE.fullmatch(text)
    if not match or not any(match.groups()):
        raise SeedError(f"{name}: published must be a time before the start such as 1d2h or 45m")
    days, hours, minutes = (int(group or 0) for group in match.groups())
    return dt.timedelta(days=days, hours=hours, minutes=minutes)


def _write_out(text: str, day: dt.date) -> str:
    def word(match: re.Match[str]) -> str:
        if match[1]:
            return _WEEKDAYS[(day.weekday() + _DAYS[match[1]]) % 7]
        return str(day.year + int(match[2] or 0))

    return _PLACE.sub(word, text)
