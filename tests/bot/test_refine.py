"""A told briefing gets its better words when they are proved, and stands when they are not."""

import asyncio
import dataclasses
import json
from typing import Any

import pytest

from bot.loops import once
from bot.model import Platform
from bot.modelled import OWN, is_secret
from bot.ports import Bell
from bot.refine import Refinements, private_to
from bot.store import SqlStore
from summariser import brief as make_briefing
from tests.bot.llm.rig import desk
from tests.bot.making import LEASE, Watch, entry, page
from tests.fakes.model import Answer
from tests.summariser.llm.sample import TEXT, honest

URL = "https://example.org/1"


async def told(store: SqlStore, text: str = TEXT, workspace: str | None = None) -> int:
    """Read one article and tell its offline briefing."""
    feed = "https://example.org/feed"
    await store.add_feed(feed, title="Example", topic="aid", workspace=workspace)
    for each in await store.claim_feeds(1, LEASE):
        await store.finish_poll(each, each.row, [entry(URL, url=URL)])
    for pending in await store.claim_entries(1, LEASE):
        await store.keep_article(pending, page(URL, text=text))
    [leased] = await store.claim_articles(1, LEASE)
    made = make_briefing(leased.row.article, as_of=leased.row.fetched.date())
    story = await store.keep_briefing(leased, made, story=None, post=True)
    assert story
    return story.id


def fail(stage: str, error: Exception) -> None:
    """No row of this stage may fail."""
    raise AssertionError(stage) from error


async def refine(store: SqlStore, watch: Watch, *script: Answer, **fields: Any) -> list[Any]:
    """Do one round with a model that answers so; give what it was asked."""
    async with desk(*script) as (model, server):
        stage = Refinements(store=store, model=model, now=watch, **fields)
        await once(stage, report=fail)
        return server.asked


async def test_proved_words_are_the_next_version(file_store: SqlStore, watch: Watch) -> None:
    """The offline briefing is told first; what is proved edits it in place, with its quotes."""
    store = file_store
    await store.add_target(Platform.PAGE, "front", name="page")
    key = await told(store)
    before = await store.story(key)
    asked = await refine(store, watch, Answer(text=json.dumps(honest())))
    now = await store.story(key)
    assert before
    assert now
    assert (before.version, now.version) == (1, 2)
    assert now.briefing.what
    assert now.briefing.what.worded
    text = now.article.article.text
    for evidence in now.briefing.all_evidence():
        assert evidence.text == text[evidence.start : evidence.end]
    assert TEXT.strip()[:60] in asked[0]["messages"][1]["content"]
    assert "model" in " ".join(await store.why(URL))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(text="not JSON"),
        Answer(text="{}"),
        Answer(text='{"what": {"text": "The moon fell.", "quotes": ["the moon fell down"]}}'),
        Answer(refusal="no"),
        Answer(status=401),
        Answer(text=json.dumps(honest())[:200], finish="length"),
        Answer(text=json.dumps({"what": "a", "actors": 3, "pledges": [{"quote": 1}]})),
        Answer(text=json.dumps({**honest(), "what": None, "actors": [], "pledges": []})),
    ],
    ids=["prose", "empty", "invented", "refusal", "key", "truncated", "invalid", "nothing"],
)
async def test_the_offline_briefing_stands(
    file_store: SqlStore, watch: Watch, answer: Answer
) -> None:
    """Whatever a model answers that is not proved, the story stays as it was told."""
    key = await told(file_store)
    before = await file_store.story(key)
    await refine(file_store, watch, answer)
    assert await file_store.story(key) == before


async def test_a_model_that_fails_is_asked_again_later(file_store: SqlStore, watch: Watch) -> None:
    """The news is told meanwhile; the model is asked three times, a while apart."""
    key = await told(file_store)
    busy = Answer(status=429, headers={"Retry-After": "60"})
    for wait in (0, 61, 601):
        watch.move(wait)
        assert len(await refine(file_store, watch, busy)) == 1
    watch.move(1000)
    assert await refine(file_store, watch, Answer(text=json.dumps(honest()))) == []
    story = await file_store.story(key)
    assert story
    assert story.version == 1


async def test_a_slow_model_delays_nothing(file_store: SqlStore, watch: Watch) -> None:
    """While it thinks, the briefing is on its way and other stories are told."""
    await file_store.add_target(Platform.PAGE, "front", name="page")
    async with desk(Answer(text="{}", slow=5), budget=0.5) as (model, _):
        await told(file_store)
        stage = Refinements(store=file_store, model=model, now=watch)
        thinking = asyncio.create_task(once(stage, report=fail))
        await asyncio.sleep(0.1)
        assert len(await file_store.claim_lanes([Platform.PAGE], 5, LEASE)) == 1
        await thinking


async def test_a_private_feeds_text_is_sent_nowhere(file_store: SqlStore, watch: Watch) -> None:
    """Only when its workspace said so is it sent, and counted on its account."""
    key = await told(file_store, workspace="slack:T1")
    answer = Answer(text=json.dumps(honest()))
    assert await refine(file_store, watch, answer) == []
    story = await file_store.seen_by("slack:T1").story(key)
    assert story
    assert story.version == 1


async def test_a_workspace_may_allow_it(file_store: SqlStore, watch: Watch) -> None:
    """Its word is asked for each story."""
    await told(file_store, workspace="slack:T1")
    await file_store.allow_model("slack:T1", allowed=True)
    assert len(await refine(file_store, watch, Answer(text=json.dumps(honest())))) == 1


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("https://example.org/feed", False),
        ("https://example.org/feed?page=2", False),
        ("https://me:pass@example.org/feed", True),
        ("https://example.org/feed?token=abc", True),
        ("https://example.org/feed?API_KEY=abc", True),
        ("http://192.168.1.5/feed", True),
        ("http://localhost:3000/feed", True),
        ("http://127.0.0.1:8081/feed", False),
        ("http://127.0.0.1:9000/feed", True),
        ("http://[fd00::1]/feed", True),
        ("http://wiki.internal/feed", True),
        ("http://[broken", True),
    ],
)
def test_an_address_may_be_a_secret(url: str, *, secret: bool) -> None:
    """One with a password or key in it, or inside a network, is the operator's own."""
    assert is_secret(url, frozenset({"127.0.0.1:8081"})) is secret


async def test_a_secret_address_is_the_operators_own(file_store: SqlStore) -> None:
    """A feed that nobody marked is private where its address is."""
    await told(file_store)
    [leased] = await file_store.claim_refinements(1, LEASE)
    one = dataclasses.replace(leased.row, source="https://a:b@example.org/feed")
    assert private_to(one) == OWN
    assert private_to(leased.row) is None
    theirs = dataclasses.replace(one, held=dataclasses.replace(one.held, workspace="slack:T1"))
    assert private_to(theirs) == "slack:T1"


async def test_it_wakes_when_something_is_told(file_store: SqlStore, watch: Watch) -> None:
    """A new version rings the bell that the stage listens to."""
    async with desk(Answer(text="{}")) as (model, _):
        stage = Refinements(store=file_store, model=model, now=watch)
        assert stage.bells == (Bell.PAGE,)
