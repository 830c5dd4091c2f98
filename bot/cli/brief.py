"""`threeline brief`: a file, an address or standard input in, three lines out."""

import asyncio
import datetime as dt
import json
import os
import pathlib
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import IO, Any

import click
import pydantic
from rich.console import Console
from rich.progress import track

from bot.cli.about import about
from bot.clock import now
from bot.commands.text import briefing_lines
from bot.commands.words import MARK_WORDS, pledge_words
from bot.errors import CommandError, ConfigError, ModelError
from bot.settings import load
from summariser import Article, Briefing, Evidence, as_row
from summariser import brief as make_briefing

MAX_BYTES = 1_000_000  # what the summariser promises to read in linear time
_FIRST_PRINTABLE = " "


@click.command()
@click.argument("source", required=False)
@click.option("--evidence", is_flag=True, help="Show the quote behind each part.")
@click.option(
    "--llm", is_flag=True, help="Let the language model of LLM_MODEL propose; show what is proved."
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole record as JSON.")
@click.option(
    "--jsonl",
    nargs=2,
    type=click.Path(dir_okay=False, allow_dash=True),
    metavar="IN OUT",
    help="Brief a batch: a row {id, title, published, text} a line.",
)
@click.option("--title", help="The headline.")
@click.option("--outlet", help="Who published it.")
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%z"]),
    help="When it was published; an ISO date in the file's name is taken otherwise.",
)
def brief(
    source: str | None,
    *,
    evidence: bool,
    llm: bool,
    as_json: bool,
    jsonl: tuple[str, str] | None,
    title: str | None,
    outlet: str | None,
    published: dt.datetime | None,
) -> None:
    """Brief SOURCE: a text or HTML file, a web address, or - for standard input."""
    if jsonl and source is None:
        _batch(*jsonl)
        return
    if source is None or jsonl:
        raise ConfigError("give either a file, an address or -, or --jsonl IN OUT")
    if source.startswith(("http://", "https://")):
        from bot import app  # noqa: PLC0415 # the network and the store: only where they are needed

        with about(source):
            article = asyncio.run(app.read_address(source, load()))
    else:
        article = _read(source)
    article = replace(
        article,
        title=title or article.title,
        outlet=outlet or article.outlet,
        published=_utc(published) if published else article.published,
    )
    as_of = (article.published or now()).date()
    briefing = make_briefing(article, as_of=as_of)
    if llm:
        briefing = _proposed(article, as_of) or briefing
    if as_json:
        click.echo(pydantic.TypeAdapter(Briefing).dump_json(briefing, indent=2).decode())
        return
    click.echo(briefing_lines(briefing))
    for mark in briefing.marks:
        click.echo(f"{'Note':<8} {MARK_WORDS[mark]}")
    if evidence:
        click.echo("\n" + "\n".join(_quotes(briefing)))


def _proposed(article: Article, as_of: dt.date) -> Briefing | None:
    """Ask the model, and say on standard error what of its answer is not shown and why."""
    from bot.cli.model import better  # noqa: PLC0415 # the store: only where it is needed

    try:
        made = better(article, as_of=as_of)
    except ModelError as error:
        click.echo(f"The offline briefing stands: {error}", err=True)
        return None
    for one in made.dropped:
        click.echo(f"Not shown: {one.field or 'answer'}: {one.why} ({one.words})", err=True)
    if made.briefing is None:
        click.echo("The offline briefing stands: nothing better was proved.", err=True)
    return made.briefing


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _read(source: str) -> Article:
    """Read a file or standard input; raise `CommandError` for what is no text."""
    name = "standard input" if source == "-" else source
    try:
        if source == "-":
            raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with pathlib.Path(source).open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"cannot read {name}: {error.strerror}") from error
    if len(raw) > MAX_BYTES:
        raise CommandError(f"{name} is longer than 1 MB, which no article is")
    text = _decoded(raw, name)
    if not text.strip():
        raise CommandError(f"{name} is empty")
    if re.match(r"\s*(<!doctype html|<html)", text, re.IGNORECASE):
        from bot import app  # noqa: PLC0415 # reading pages costs a second to import

        with about(name):
            return replace(app.read_html(raw), id=name)
    return Article(id=name, text=text, published=_date_in(name))


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if any(char < _FIRST_PRINTABLE and char not in "\t\n\r\f" for char in text[:4096]):
        raise CommandError(f"{name} is not a text file")
    return text


def _date_in(name: str) -> dt.datetime | None:
    found = re.search(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)", pathlib.PurePath(name).name)
    return _row_date(found[0]) if found else None


def _quotes(briefing: Briefing) -> Iterator[str]:
    """Give each part of the three lines with the words that prove it and where they stand."""
    if briefing.what:
        source = briefing.what.source
        named = (source.evidence,) if source else ()
        yield from _quoted("What", *named, *briefing.what.evidence)
    for actor in briefing.actors:
        roles = [role.evidence for role in actor.roles[:1]]
        yield from _quoted(f"Actor: {actor.name}", actor.mentions[0], *roles)
    for pledge in briefing.pledges:
        yield from _quoted(f"Pledge: {pledge_words(pledge)}", pledge.evidence, *pledge.alt_evidence)


def _quoted(label: str, *spans: Evidence) -> Iterator[str]:
    yield label
    for span in spans:
        yield f"  {span.start}-{span.end}  “{' '.join(span.text.split())}”"


def _batch(source: str, into: str) -> None:
    """Brief a row a line on all cores, answers in the order of the questions."""
    try:
        with click.open_file(source, encoding="utf-8") as lines:
            rows = [line for line in lines if line.strip()]
    except UnicodeDecodeError as error:
        raise CommandError(f"{source} is not a text file") from error
    except OSError as error:
        raise CommandError(f"cannot read {source}: {error.strerror}") from error
    try:
        out = click.open_file(into, "w", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {into}: {error.strerror}") from error
    workers = min(os.cpu_count() or 1, len(rows) // 8 + 1)
    faults = 0
    with (
        out,
        ProcessPoolExecutor(max_workers=workers) as pool,
    ):
        answers = track(
            pool.map(_row, rows, chunksize=4),
            "Briefing",
            total=len(rows),
            console=Console(stderr=True),
        )
        for number, answer in enumerate(answers, start=1):
            faults += _write(out, number, answer)
    if faults:
        raise CommandError(f"{faults} of {len(rows)} rows could not be briefed (see above)")


def _write(out: IO[str], number: int, answer: dict[str, Any] | str) -> int:
    if isinstance(answer, str):
        click.echo(f"row {number}: {answer}", err=True)
        return 1
    out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


def _row(line: str) -> dict[str, Any] | str:
    """Brief one row of a batch; a fault is an answer too, so that the others go on."""
    try:
        row = json.loads(line)
        key, text = str(row["id"]), row["text"]
    except (ValueError, KeyError, TypeError):
        return "not a JSON object with id and text"
    if not isinstance(text, str):
        return "its text is not text"
    published = _row_date(row.get("published"))
    article = Article(
        id=key,
        text=text,
        title=row.get("title"),
        published=published,
        outlet=row.get("outlet") or row.get("source"),
        url=row.get("url"),
    )
    return as_row(make_briefing(article, as_of=(published or now()).date()))


def _row_date(given: str | None) -> dt.datetime | None:
    """Read an ISO date or time; a month or a year alone is not one."""
    try:
        return _utc(dt.datetime.fromisoformat(given)) if given else None
    except (ValueError, TypeError):
        return None
