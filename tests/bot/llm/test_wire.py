"""The model's door: the real SDK against a server that answers well, late, badly or not."""

import asyncio
import datetime as dt
import json
from typing import Any

import pytest

from bot.errors import ModelError
from bot.llm.wire import Wire
from bot.ports import Caps
from summariser import Ask, Message
from tests.bot.llm.rig import desk
from tests.bot.making import START
from tests.fakes.book import Book
from tests.fakes.model import Answer, serving

ASK = Ask(
    name="briefing",
    messages=(
        Message(role="system", content="Read it."),
        Message(role="user", content="=== ARTICLE a ===\nText\n=== END ARTICLE a ==="),
    ),
    schema={
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": ["a"],
        "additionalProperties": False,
    },
)


async def test_a_question_is_asked_as_the_protocol_says() -> None:
    """Messages in their turns, a strict schema, a bound on the answer, the key in its header."""
    async with desk(Answer(text='{"a": "b"}')) as (model, server):
        assert await model.answer(ASK) == '{"a": "b"}'
    [asked] = server.asked
    assert [turn["role"] for turn in asked["messages"]] == ["system", "user"]
    assert asked["messages"][0]["content"] == "Read it."
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert (asked["max_tokens"], asked["temperature"], asked["model"]) == (500, 0, "fake")
    assert "tools" not in asked
    assert server.headers[0]["authorization"] == "Bearer secret-key"
    assert model.usage()["tokens_in"] == 900


@pytest.mark.parametrize(
    ("unknown", "form"),
    [
        ({"json_schema"}, "json_object"),
        ({"response_format"}, None),
        ({"max_tokens"}, "json_schema"),
        ({"temperature"}, "json_schema"),
        ({"json_schema", "json_object", "max_tokens", "temperature"}, None),
    ],
)
async def test_a_server_that_knows_less_is_asked_for_less(
    unknown: set[str], form: str | None
) -> None:
    """Schema, then plain JSON with the schema in words, then neither; and it is remembered."""
    async with desk(Answer(text="{}")) as (model, server):
        server.unknown = unknown
        assert await model.answer(ASK) == "{}"
        tried = len(server.asked)
        other = Ask(name="other", messages=ASK.messages, schema=ASK.schema)
        assert await model.answer(other) == "{}"
    assert len(server.asked) == tried + 1
    last = server.asked[-1]
    assert last.get("response_format", {}).get("type") == form
    in_words = json.dumps(ASK.schema) in last["messages"][0]["content"]
    assert in_words is (form != "json_schema")


async def test_a_server_may_fail_at_the_schema() -> None:
    """One that answers 500 because of the schema is asked without it, as if it had said 400."""

    def fails(asked: dict[str, Any]) -> Answer:
        if asked.get("response_format", {}).get("type") == "json_schema":
            said = b'{"error": {"message": "failed to convert JSON schema to grammar"}}'
            return Answer(status=500, raw=said)
        return Answer(text="{}")

    async with desk(fails) as (model, server):
        assert await model.answer(ASK) == "{}"
    assert len(server.asked) == 2


async def test_a_text_that_is_too_long_is_no_fault_of_the_form() -> None:
    """It is refused once, and the next question is asked in full form again."""
    said = b'{"error": {"message": "maximum context length is 4096 tokens"}}'
    async with desk(Answer(status=400, raw=said), Answer(text="{}")) as (model, server):
        with pytest.raises(ModelError, match="too long"):
            await model.answer(ASK)
        await model.answer(ASK)
    assert [one["response_format"]["type"] for one in server.asked] == ["json_schema"] * 2


async def test_what_a_server_refuses_in_every_form_is_not_the_forms_fault() -> None:
    """After a refusal that nothing mends the next question has its full form."""
    refusals = [Answer(status=400, raw=b'{"error": {"message": "no"}}')] * 3
    async with desk(*refusals, Answer(text="{}")) as (model, server):
        with pytest.raises(ModelError, match="refuses: no"):
            await model.answer(ASK)
        await model.answer(ASK)
    assert server.asked[-1]["response_format"]["type"] == "json_schema"


async def test_a_server_that_is_asked_too_much_is_asked_later() -> None:
    """429 with Retry-After is obeyed, within the budget, and then it is answered."""
    busy = Answer(status=429, headers={"Retry-After": "0.2"})
    async with desk(busy, Answer(text="{}")) as (model, server):
        began = asyncio.get_running_loop().time()
        assert await model.answer(ASK) == "{}"
        assert asyncio.get_running_loop().time() - began >= 0.2
    assert len(server.asked) == 2


async def test_a_pause_over_the_budget_is_left_to_whoever_asked() -> None:
    """A server that says "in an hour" is not waited for; the hour is told."""
    async with desk(Answer(status=429, headers={"Retry-After": "3600"})) as (model, server):
        with pytest.raises(ModelError, match="too much") as caught:
            await model.answer(ASK)
    assert caught.value.retry_after == dt.timedelta(hours=1)
    assert len(server.asked) == 1


async def test_a_pause_may_be_a_date() -> None:
    """Retry-After as a date is counted by the server's own clock."""
    late = {
        "Date": "Mon, 02 Mar 2026 09:00:00 GMT",
        "Retry-After": "Mon, 02 Mar 2026 09:10:00 GMT",
    }
    async with desk(Answer(status=503, headers=late)) as (model, _):
        with pytest.raises(ModelError) as caught:
            await model.answer(ASK)
    assert caught.value.retry_after == dt.timedelta(minutes=10)


@pytest.mark.parametrize(
    "bad",
    [
        Answer(status=500),
        Answer(text='{"a": "b"}', cut=40),
        Answer(raw=b"<html>gateway</html>"),
        Answer(raw=b'{"choices": "none"}'),
        Answer(raw=b'{"object": "chat.completion", "choices": [{"mess'),
    ],
    ids=["500", "cut", "html", "shape", "truncated"],
)
async def test_what_fails_is_tried_again(bad: Answer) -> None:
    """A server error, a cut connection or a body of another kind: the next attempt counts."""
    async with desk(bad, Answer(text="{}")) as (model, server):
        assert await model.answer(ASK) == "{}"
    assert len(server.asked) == 2
    assert model.usage()["failures"] == 1


async def test_attempts_are_bounded() -> None:
    """A server that only fails is asked three times, and the reason is plain."""
    async with desk(Answer(status=500, headers={"Retry-After": "0"})) as (model, server):
        with pytest.raises(ModelError, match="fails"):
            await model.answer(ASK)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(status=401), "LLM_API_KEY"),
        (Answer(status=404, raw=b'{"error": {"message": "model not found"}}'), "LLM_MODEL"),
        (
            Answer(
                status=429,
                raw=b'{"error": {"message": "pay", "code": "insufficient_quota"}}',
            ),
            "too much",
        ),
    ],
)
async def test_what_no_retry_mends_is_said_once(answer: Answer, words: str) -> None:
    """A refused key, an unknown model, an empty purse: final, without the key in the words."""
    async with desk(answer) as (model, server):
        with pytest.raises(ModelError, match=words) as caught:
            await model.answer(ASK)
    assert caught.value.final
    assert "secret" not in str(caught.value)
    assert len(server.asked) == 1


async def test_a_slow_model_is_left() -> None:
    """After the budget the call ends, whatever the server does."""
    async with desk(Answer(text="{}", slow=30), budget=0.3) as (model, _):
        with pytest.raises(ModelError, match="took longer"):
            await model.answer(ASK)


@pytest.mark.parametrize(
    "answer",
    [Answer(refusal="I cannot help with that."), Answer(text=""), Answer(text=None),
     Answer(raw=b'{"id": "1", "object": "chat.completion", "choices": []}')],
    ids=["refusal", "empty", "none", "no choices"],
)  # fmt: skip
async def test_a_model_may_have_nothing_to_say(answer: Answer) -> None:
    """A refusal or an empty answer is no failure, and is not kept."""
    book = Book()
    async with desk(answer, book=book) as (model, _):
        assert await model.answer(ASK) is None
    assert book.answers == {}


async def test_the_same_question_is_asked_once() -> None:
    """Text, prompt, schema and model are the key of what was answered before."""
    async with desk(Answer(text="{}")) as (model, server):
        assert [await model.answer(ASK) for _ in range(3)] == ["{}"] * 3
        other = Ask(name=ASK.name, messages=ASK.messages[::-1], schema=ASK.schema)
        await model.answer(other)
    assert len(server.asked) == 2
    assert model.usage()["cached"] == 2


async def test_caps_end_the_day() -> None:
    """A call that could go over a cap is not made; what was spent is what the server counted."""
    book = Book()
    caps = Caps(tokens=1200)
    async with desk(Answer(text="{}"), book=book, caps=caps, price=2) as (model, server):
        await model.answer(ASK)
        other = Ask(name="other", messages=ASK.messages, schema=ASK.schema)
        with pytest.raises(ModelError, match="cap") as caught:
            await model.answer(other)
    assert len(server.asked) == 1
    assert caught.value.retry_after == dt.timedelta(hours=15)
    [(_, own), (_, whole)] = await book.spent(START.date())
    assert own == whole
    assert (own.tokens, float(own.cost)) == (1000, 0.002)
    assert model.usage()["refused_by_cap"] == 1


async def test_a_call_that_fails_costs_nothing_of_the_cap() -> None:
    """What was reserved for it is given back."""
    book = Book()
    async with desk(Answer(status=401), book=book) as (model, _):
        with pytest.raises(ModelError):
            await model.answer(ASK)
    assert [one.tokens for _, one in await book.spent(START.date())] == [0, 0]


async def test_no_more_than_so_many_at_once() -> None:
    """Slots bound the calls in flight, however many are asked for."""
    async with desk(Answer(text="{}", slow=0.1), slots=2) as (model, server):
        asks = [Ask(name=f"n{n}", messages=ASK.messages, schema=ASK.schema) for n in range(5)]
        await asyncio.gather(*(model.answer(one) for one in asks))
    assert server.most == 2


async def test_a_long_text_is_asked_whole() -> None:
    """A hundred thousand characters pass the wire as they are."""
    long = Ask(
        name="long",
        messages=(ASK.messages[0], Message(role="user", content="ж" * 100_000)),
        schema=ASK.schema,
    )
    async with desk(Answer(text="{}")) as (model, server):
        assert await model.answer(long) == "{}"
    assert len(server.asked[0]["messages"][1]["content"]) == 100_000


async def test_nobody_answers() -> None:
    """A closed port is a plain reason."""
    async with serving(Answer(text="{}")) as server:
        url = server.url
    wire = Wire(base_url=url, key=None, model="fake", most_tokens=10, timeout=2)
    with pytest.raises(ModelError, match="cannot be reached"):
        await wire.complete(ASK)
    await wire.close()
