"""A question is answered in proved words above the quotes, or by the quotes alone."""

import json
from typing import Any

import pytest

from bot.commands import Answerer, Asker, Quote, Reply, Say, parse
from bot.model import Place, Platform
from bot.phrase import Phrases
from bot.store import SqlStore
from tests.bot.llm.rig import desk
from tests.bot.making import Watch
from tests.bot.test_refine import told
from tests.fakes.model import Answer

QUESTION = "ask how much will Norway give Kenya for wells?"
TRUE = {
    "text": "Norway will give Kenya $50 million for wells.",
    "quotes": ["Norway will give Kenya $50 million for wells"],
}
FALSE = {**TRUE, "text": "Norway will give Kenya $500 million for wells."}


async def asked(
    store: SqlStore, watch: Watch, *script: Answer, place: Place | None = None, **fields: Any
) -> tuple[Reply, list[dict[str, Any]]]:
    """Ask with a model that answers so."""
    async with desk(*script, book=store) as (model, server):
        phrases = Phrases(store=store, model=model, **fields)
        answerer = Answerer(store, None, watch, phrasing=phrases)
        asker = Asker(place=place) if place else Asker()
        return await answerer.answer(parse(QUESTION), asker), server.asked


def words(reply: Reply) -> list[str]:
    """Give the sentences that are not quotes."""
    return [part.text for part in reply.parts if isinstance(part, Say)]


def labels(reply: Reply) -> list[str]:
    """Give what stands over each quote."""
    return [part.label for part in reply.parts if isinstance(part, Quote)]


async def test_proved_words_stand_above_their_quotes(file_store: SqlStore, watch: Watch) -> None:
    """Each sentence has the number of its quote; what is not proved is cut."""
    await told(file_store)
    answer = Answer(text=json.dumps({"sentences": [FALSE, TRUE]}))
    reply, sent = await asked(file_store, watch, answer)
    assert words(reply) == ["Norway will give Kenya $50 million for wells. [1]"]
    assert labels(reply)[0].startswith("[1] ")
    assert "Sweden" not in sent[0]["messages"][1]["content"]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(text=json.dumps({"sentences": [FALSE]})),
        Answer(text="nonsense"),
        Answer(status=500),
        Answer(text="{}", slow=5),
        Answer(refusal="no"),
    ],
    ids=["false", "nonsense", "500", "slow", "refusal"],
)
async def test_else_the_quotes_are_the_answer(
    file_store: SqlStore, watch: Watch, answer: Answer
) -> None:
    """A model that fails, lies or is slow leaves the answer as it is without one."""
    await told(file_store)
    plain = await Answerer(file_store, None, watch).answer(parse(QUESTION), Asker())
    reply, _ = await asked(file_store, watch, answer, wait=0.5)
    assert reply == plain
    assert labels(reply)


async def test_quotes_of_a_private_feed_are_not_sent(file_store: SqlStore, watch: Watch) -> None:
    """Its own people get the quotes; the model gets them when their workspace said so."""
    await told(file_store, workspace="slack:T1")
    place = Place(platform=Platform.SLACK, workspace="T1", address="C1")
    answer = Answer(text=json.dumps({"sentences": [TRUE]}))
    reply, sent = await asked(file_store, watch, answer, place=place)
    assert labels(reply)
    assert sent == []
    await file_store.allow_model("slack:T1", allowed=True)
    reply, sent = await asked(file_store, watch, answer, place=place)
    assert words(reply)
    spent = dict(await file_store.spent(watch().date()))
    assert spent.keys() == {"*", "slack:T1"}
    assert spent["slack:T1"].tokens == 1000


async def test_an_unanswerable_question_is_not_sent(file_store: SqlStore, watch: Watch) -> None:
    """Where nothing was found there is nothing to word."""
    await told(file_store)
    async with desk(Answer(text="{}")) as (model, server):
        phrases = Phrases(store=file_store, model=model)
        answerer = Answerer(file_store, None, watch, phrasing=phrases)
        reply = await answerer.answer(parse("ask who won the yacht race in Lisbon?"), Asker())
    assert not reply.found
    assert server.asked == []
