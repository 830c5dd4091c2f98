"""The grammar as a table: what people type, and the command that it is."""

import datetime as dt
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.about import About
from bot.commands.command import (
    Ask,
    BriefLink,
    Changed,
    Command,
    Feeds,
    Guess,
    Help,
    Latest,
    More,
    Pledges,
    Search,
    ShowEvidence,
    Sources,
    Timeline,
    Unknown,
    Who,
    Why,
)
from bot.commands.dates import read_when
from bot.commands.grammar import HEADS, parse
from bot.commands.guide import GUIDE
from summariser import PledgeKind, Status

LINK = "https://example.org/news/1?a=b&c=d"
HERE = About()
THAT = About(url=LINK)
TOTAL = Pledges(about=HERE)

PHRASINGS: tuple[tuple[str, Command], ...] = (
    # latest
    ("latest", Latest()),
    ("/brief latest", Latest()),
    ("/brief  LATEST ", Latest()),
    ("@threeline latest", Latest()),
    ("threeline: latest", Latest()),
    ("Latest!", Latest()),
    ("news", Latest()),
    ("headlines", Latest()),
    ("latest news", Latest()),
    ("latest stories", Latest()),
    ("show me the latest", Latest()),
    ("please show me the latest news", Latest()),
    ("give us the latest, please", Latest()),
    ("what's new?", Latest()),
    ("What\u2019s new?", Latest()),
    ("what is the latest?", Latest()),
    ("anything new", Latest()),
    ("any news?", Latest()),
    ("latest climate", Latest(topic="climate")),
    ("latest on climate", Latest(topic="climate")),
    ("latest about the climate talks", Latest(topic="climate talks")),
    ("latest news on climate", Latest(topic="climate")),
    ("latest climate 3", Latest(topic="climate", count=3)),
    ("latest 3 climate", Latest(topic="climate", count=3)),
    ("latest 3", Latest(count=3)),
    ("latest 0", Latest(count=1)),
    ("latest 500", Latest(count=20)),
    ("what's new in climate?", Latest(topic="climate")),
    ("what's the latest on climate policy", Latest(topic="climate policy")),
    ("any news on climate?", Latest(topic="climate")),
    ("5 latest", Latest(count=5)),
    ("top 10", Latest(count=10)),
    ("ten latest briefings", Latest(count=10)),
    ("3 latest on climate", Latest(topic="climate", count=3)),
    ("the last three stories about climate", Latest(topic="climate", count=3)),
    # a link
    (LINK, BriefLink(url=LINK)),
    (f"<{LINK}>", BriefLink(url=LINK)),
    (f"<{LINK}|the story>", BriefLink(url=LINK)),
    (f"brief {LINK}", BriefLink(url=LINK)),
    (f"/brief {LINK}", BriefLink(url=LINK)),
    (f"/brief brief {LINK}", BriefLink(url=LINK)),
    (f"brief {LINK}.", BriefLink(url=LINK)),
    (f"can you brief {LINK}?", BriefLink(url=LINK)),
    (f"please summarise {LINK}", BriefLink(url=LINK)),
    (f"tldr {LINK}", BriefLink(url=LINK)),
    (f"have a look at {LINK}", BriefLink(url=LINK)),
    ("example.org/news/1", BriefLink(url="https://example.org/news/1")),
    ("brief www.example.org/news", BriefLink(url="https://www.example.org/news")),
    ("HTTPS://Example.org/A", BriefLink(url="HTTPS://Example.org/A")),
    (f"why {LINK}", Why(about=THAT)),
    (f"why not {LINK}", Why(about=THAT)),
    (f"{LINK} why?", Why(about=THAT)),
    (f"why was {LINK} not posted?", Why(about=THAT)),
    (f"sources {LINK}", Sources(about=THAT)),
    (f"sources of {LINK}", Sources(about=THAT)),
    (f"who else reported {LINK}", Sources(about=THAT)),
    (f"more {LINK}", More(about=THAT)),
    (f"more on {LINK}", More(about=THAT)),
    (f"evidence for {LINK}", ShowEvidence(about=THAT)),
    (f"quotes {LINK}", ShowEvidence(about=THAT)),
    (f"pledges in {LINK}", Pledges(about=THAT)),
    # more
    ("more", More()),
    ("tell me more", More()),
    ("more please", More()),
    ("more details", More()),
    ("details", More()),
    ("more on this", More()),
    ("more about this story", More()),
    ("more about it", More()),
    ("show me the rest", More()),
    ("more 12", More(about=About(story=12))),
    ("more #12", More(about=About(story=12))),
    ("more on story 12", More(about=About(story=12))),
    ("more on the harbour", More(about=About(words="harbour"))),
    ("tell me more about harbour cranes", More(about=About(words="harbour cranes"))),
    ("brief 12", More(about=About(story=12))),
    # evidence
    ("evidence", ShowEvidence()),
    ("show me the evidence", ShowEvidence()),
    ("show me the quote", ShowEvidence()),
    ("quote", ShowEvidence()),
    ("the exact words, please", ShowEvidence()),
    ("prove it", ShowEvidence()),
    ("proof", ShowEvidence()),
    ("how do you know that?", ShowEvidence()),
    ("where does it say so?", ShowEvidence()),
    ("evidence 7", ShowEvidence(about=About(story=7))),
    ("evidence of story #7", ShowEvidence(about=About(story=7))),
    ("evidence pledges", ShowEvidence(line="Pledges")),
    ("evidence for the pledges", ShowEvidence(line="Pledges")),
    ("quotes for the actors", ShowEvidence(line="Actors")),
    ("evidence pledges 7", ShowEvidence(line="Pledges", about=About(story=7))),
    ("who is involved?", ShowEvidence(line="Actors")),
    # sources
    ("sources", Sources()),
    ("source?", Sources()),
    ("who else reported it?", Sources()),
    ("who else reported this story?", Sources()),
    ("who reported it", Sources()),
    ("who else is reporting this", Sources()),
    ("who else has it?", Sources()),
    ("which outlets carried it?", Sources()),
    ("which papers covered this?", Sources()),
    ("says who?", Sources()),
    ("where is this from?", Sources()),
    ("list the sources", Sources()),
    ("sources 12", Sources(about=About(story=12))),
    ("who covered #12", Sources(about=About(story=12))),
    ("who reported on the harbour", Sources(about=About(words="harbour"))),
    # changed, timeline, questions
    ("changed", Changed()),
    ("what changed?", Changed()),
    ("what has changed since yesterday?", Changed()),
    ("what's different", Changed()),
    ("changes 12", Changed(about=About(story=12))),
    ("what changed in #12?", Changed(about=About(story=12))),
    (f"what changed in {LINK}", Changed(about=THAT)),
    ("timeline Norland", Timeline(about="Norland")),
    ("timeline of the harbour", Timeline(about="harbour")),
    ("the story so far of Veskar", Timeline(about="Veskar")),
    ("timeline", Help(topic="timeline")),
    ("ask how many ships sank", Ask(question="how many ships sank")),
    ("how many ships sank?", Ask(question="how many ships sank")),
    ("when will the crane stand", Ask(question="when will the crane stand")),
    ("did Norland send engineers?", Ask(question="did Norland send engineers")),
    ("which union works double shifts?", Ask(question="which union works double shifts")),
    ("why did the ferry pilots strike?", Ask(question="why did the ferry pilots strike")),
    ("the cranes, are they there?", Ask(question="the cranes, are they there")),
    ("ask", Help(topic="ask")),
    # who
    ("who John Smith", Who(name="John Smith")),
    ("who is John Smith?", Who(name="John Smith")),
    ("who's John Smith", Who(name="John Smith")),
    ("who was John Smith", Who(name="John Smith")),
    ("who are the Harbour Workers", Who(name="Harbour Workers")),
    ("whois smith", Who(name="smith")),
    ("actor Norland", Who(name="Norland")),
    ("tell me who John Smith is", Who(name="John Smith is")),
    ("who", Help(topic="who")),
    # pledges
    ("pledges", Pledges()),
    ("all pledges", Pledges()),
    ("promises", Pledges()),
    ("show me all pledges", Pledges()),
    ("pledges by Germany", Pledges(by="Germany")),
    ("pledges from Germany", Pledges(by="Germany")),
    ("pledges made by Germany", Pledges(by="Germany")),
    ("pledges by the UK", Pledges(by="UK")),
    ("pledges to Ukraine", Pledges(to="Ukraine")),
    ("pledges for Ukraine", Pledges(to="Ukraine")),
    ("pledges to Ukraine by Germany", Pledges(by="Germany", to="Ukraine")),
    ("pledges military", Pledges(kinds=(PledgeKind.MILITARY,))),
    ("military pledges", Pledges(kinds=(PledgeKind.MILITARY,))),
    (
        "conditional military pledges to Ukraine",
        Pledges(to="Ukraine", kinds=(PledgeKind.MILITARY,), statuses=(Status.CONDITIONAL,)),
    ),
    ("Norland's pledges", Pledges(by="Norland")),
    ("the Netherlands' pledges to Veskar", Pledges(by="Netherlands", to="Veskar")),
    ("its promises", Pledges()),
    (
        "pledges by Germany military",
        Pledges(by="Germany", kinds=(PledgeKind.MILITARY,)),
    ),
    ("pledges considered", Pledges(statuses=(Status.UNDER_CONSIDERATION,))),
    ("pledges under consideration", Pledges(statuses=(Status.UNDER_CONSIDERATION,))),
    ("pledges withdrawn", Pledges(statuses=(Status.WITHDRAWN,))),
    ("pledges delivered to Veskar", Pledges(to="Veskar", statuses=(Status.FULFILLED,))),
    (
        "pledges humanitarian conditional",
        Pledges(kinds=(PledgeKind.HUMANITARIAN,), statuses=(Status.CONDITIONAL,)),
    ),
    ("pledges over 100m", Pledges(over=Decimal(100_000_000))),
    ("pledges over £100m", Pledges(over=Decimal(100_000_000), currency="GBP")),
    ("pledges over 1.5 billion euros", Pledges(over=Decimal(1_500_000_000), currency="EUR")),
    ("pledges more than 2 million", Pledges(over=Decimal(2_000_000))),
    ("pledges at least USD 5k", Pledges(over=Decimal(5_000), currency="USD")),
    ("pledges > $1,500,000", Pledges(over=Decimal(1_500_000), currency="USD")),
    (
        "pledges by Germany over €100m to Ukraine",
        Pledges(by="Germany", to="Ukraine", over=Decimal(100_000_000), currency="EUR"),
    ),
    ("pledges since 2024", Pledges(since=read_when("2024"))),
    ("pledges since March", Pledges(since=read_when("march"))),
    ("pledges to Ukraine since last week", Pledges(to="Ukraine", since=read_when("last week"))),
    ("pledges since 1 December 2024", Pledges(since=read_when("1 december 2024"))),
    ("pledges before 2025-06-30", Pledges(until=read_when("2025-06-30"))),
    ("pledges since the flood", Pledges(unread=("since the flood",))),
    ("pledges over the moon", Pledges(unread=("over the moon",))),
    ("pledges in this story", Pledges(about=HERE)),
    ("what has Germany pledged?", Pledges(by="Germany")),
    ("what did the UK promise to Ukraine", Pledges(by="UK", to="Ukraine")),
    (
        "how much has Germany pledged to Ukraine since March?",
        Pledges(by="Germany", to="Ukraine", since=read_when("march")),
    ),
    ("who pledged to Ukraine?", Pledges(to="Ukraine")),
    ("who has pledged money to Ukraine", Pledges(to="Ukraine")),
    ("which countries pledged to Ukraine", Pledges(to="Ukraine")),
    ("how much was pledged to Ukraine", Pledges(to="Ukraine")),
    ("how much did they pledge?", TOTAL),
    ("how much in total?", TOTAL),
    ("how much?", TOTAL),
    ("total", TOTAL),
    ("what's the total?", TOTAL),
    # search
    ("search port strike", Search(words="port strike")),
    ("search for port strike", Search(words="port strike")),
    ('search "port strike"', Search(words="port strike")),
    ("search port strike, best match first", Search(words="port strike", best=True)),
    ("search for port strike by best match", Search(words="port strike", best=True)),
    ("search port strike, newest first", Search(words="port strike")),
    ("search best match", Search(words="best match")),
    ("find port strike", Search(words="port strike")),
    ("what do you know about cranes?", Search(words="cranes")),
    ("brief harbour cranes", Search(words="harbour cranes")),
    ("search", Help(topic="search")),
    # why
    ("why", Why()),
    ("why?", Why()),
    ("why not", Why()),
    ("why was this posted?", Why()),
    ("why did you post it", Why()),
    ("why am I seeing this?", Why()),
    ("why 12", Why(about=About(story=12))),
    ("why did I get #12", Why(about=About(story=12))),
    # feeds
    ("feeds", Feeds()),
    ("feed health", Feeds()),
    ("are the feeds ok?", Feeds()),
    ("how are the feeds doing", Feeds()),
    ("which feeds do you read", Feeds()),
    ("show feeds", Feeds()),
    # help
    ("", Help()),
    ("   ", Help()),
    ("/brief", Help()),
    ("help", Help()),
    ("?", Help()),
    ("hello", Help()),
    ("commands", Help()),
    ("what can you do?", Help()),
    ("help pledges", Help(topic="pledges")),
    ("help with promises", Help(topic="pledges")),
    ("help plegdes", Help(topic="pledges")),
    ("help dancing", Help()),
    ("brief", Help(topic="brief")),
    # slips
    ("lastest climate", Guess(read_as="latest climate", command=Latest(topic="climate"))),
    ("latset", Guess(read_as="latest", command=Latest())),
    ("soruces", Guess(read_as="sources", command=Sources())),
    ("evidnece 7", Guess(read_as="evidence 7", command=ShowEvidence(about=About(story=7)))),
    ("plegdes to Ukraine", Guess(read_as="pledges to Ukraine", command=Pledges(to="Ukraine"))),
    ("serach cranes", Guess(read_as="search cranes", command=Search(words="cranes"))),
    ("fedes", Guess(read_as="feeds", command=Feeds())),
    ("mroe", Guess(read_as="more", command=More())),
    ("hepl", Guess(read_as="help", command=Help())),
    # no command
    ("sing me a song", Unknown(text="sing me a song")),
    ("John Smith", Unknown(text="John Smith")),
    ("42 is the answer", Unknown(text="42 is the answer")),
)


@pytest.mark.parametrize(("text", "command"), PHRASINGS, ids=[text for text, _ in PHRASINGS])
def test_phrasing(text: str, command: Command) -> None:
    """Each phrasing is read as the command beside it."""
    assert parse(text) == command


def test_the_table_is_as_long_as_promised() -> None:
    """The table has at least 200 phrasings, no two alike."""
    assert len({text for text, _ in PHRASINGS}) == len(PHRASINGS) >= 200


@pytest.mark.parametrize("name", HEADS)
def test_each_command_is_explained_with_examples_of_itself(name: str) -> None:
    """`help` explains every command word, and its examples are that command."""
    _, examples = GUIDE[name]
    kinds = {type(parse(example)) for example in examples}
    assert kinds == {type(parse(examples[0]))}
    assert not kinds & {Unknown, Guess}


def test_help_lists_no_command_that_is_none() -> None:
    """The guide and the grammar have the same words."""
    assert list(GUIDE) == list(HEADS)


TODAY = dt.date(2026, 3, 14)  # a Saturday


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", "2026-03-14"),
        ("yesterday", "2026-03-13"),
        ("last week", "2026-03-07"),
        ("the last week", "2026-03-07"),
        ("last 3 days", "2026-03-11"),
        ("two weeks ago", "2026-02-28"),
        ("a month ago", "2026-02-12"),
        ("past year", "2025-03-14"),
        ("this week", "2026-03-09"),
        ("this month", "2026-03-01"),
        ("this year", "2026-01-01"),
        ("Monday", "2026-03-09"),
        ("last Saturday", "2026-03-14"),
        ("2024", "2024-01-01"),
        ("2024-11", "2024-11-01"),
        ("2024-11-05", "2024-11-05"),
        ("March", "2026-03-01"),
        ("April", "2025-04-01"),
        ("sept 2024", "2024-09-01"),
        ("in May", "2025-05-01"),
        ("5 November 2024", "2024-11-05"),
        ("5th of November", "2025-11-05"),
        ("November 5, 2024", "2024-11-05"),
        ("on 29 February", "2026-02-28"),
        ("29 February 2024", "2024-02-29"),
    ],
)
def test_days_in_words(words: str, day: str) -> None:
    """A day in words is the latest such day that is not to come."""
    when = read_when(words)
    assert when is not None
    assert when.day(TODAY).isoformat() == day


@pytest.mark.parametrize("words", ["", "week", "soon", "31 June 2024", "2024-13", "the flood"])
def test_what_is_no_day(words: str) -> None:
    """Words that name no day are none, not a guess."""
    assert read_when(words) is None


_PIECES = st.sampled_from(
    [
        *HEADS, "by", "to", "since", "over", "£", "1,5", "bn", "https://", "a.b", "#", "?", "why",
        "<", ">", "|", "who",
        "how much", "pledged", "last", "week", "29 February", "0000", "/brief",
        "show me", "the", "\ud800", "\x00", "ß", "\u202e", "٣", "²", "for " * 30, "a." * 90,
    ]
)  # fmt: skip


@given(st.one_of(st.text(max_size=600), st.lists(_PIECES, max_size=14).map(" ".join)))
@settings(max_examples=600, deadline=None)
def test_parser_never_raises(text: str) -> None:
    """Any text is a command, and days in it resolve."""
    command = parse(text)
    if isinstance(command, Pledges):
        for when in (command.since, command.until):
            assert when is None or when.day(TODAY) <= dt.date.max


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "who " * 50_000,
        "why was " * 20_000,
        "pledges " + "by x to y " * 20_000,
        "how much has " + "a " * 50_000,
        "https://" + "a" * 100_000,
        "a." * 50_000,
        "who pledged " + "money " * 30_000 + "!",
        "the of on for " * 20_000,
        "£1,1,1,1," * 10_000,
    ],
    ids=lambda text: text[:16],
)
def test_parser_is_quick_on_long_text(text: str) -> None:
    """No text takes over 5 ms, best of nine: what else runs here is not the parser's doing."""
    best = 1.0
    for _ in range(9):
        began = time.perf_counter()
        parse(text)
        best = min(best, time.perf_counter() - began)
    assert best <= 0.005
