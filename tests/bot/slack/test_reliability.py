"""Slack at its worst: lost sockets, redelivery, bursts, refusals; nothing is lost or said twice."""

import asyncio
import logging
import time

import pytest

from bot.errors import ConfigError
from bot.slack.app import open_slack
from bot.slack.work import Once, Queue
from tests.bot.scribe import NOW
from tests.bot.shelf import shelf
from tests.bot.slack.rig import Register, SlowAnswerer, running
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, Fault
from tests.fakes.slack_socket import FakeSlackWithPeople


async def test_two_hundred_commands_at_once_are_acknowledged_while_the_work_waits() -> None:
    """The acknowledgement waits for no work: 200 at once, each answered later, each once."""
    async with running(redeliver_after=30) as rig:
        rig.answerer.wait = 0.2
        sent = await asyncio.gather(*(rig.slack.command("help") for _ in range(200)))
        await asyncio.gather(*(each.acked.wait() for each in sent))
        slowest = max(each.waited or 0.0 for each in sent)
        assert slowest < 3.0, "Slack's own limit"
        await rig.slack.until(lambda: len(rig.slack.responses) == 200, within=15)
        assert rig.answerer.asked == 200


async def test_redelivered_and_doubled_envelopes_are_answered_once() -> None:
    """What Slack sends again, by either socket, is acknowledged again and done once."""
    async with running(redeliver_after=0.1) as rig:
        payload = rig.slack.slash("help")
        for _ in range(4):
            await rig.slack.deliver("slash_commands", payload)
        said = rig.slack.typed("help", user="U1", room=rig.slack.direct("U1"))
        event = rig.slack.event(said)
        doubled = [await rig.slack.deliver("events_api", event, times=2) for _ in range(3)]
        for each in doubled:
            await each.acked.wait()
        await rig.slack.until(lambda: rig.slack.answers("D1") and rig.slack.responses)
        await rig.slack.command("help")
        await rig.slack.until(lambda: len(rig.slack.responses) == 2)
        assert len(rig.slack.answers("D1")) == 1
        assert rig.answerer.asked == 3


async def test_lost_acknowledgement_is_given_again() -> None:
    """When acknowledgements are lost, the redelivery is acknowledged and nothing done twice."""
    async with running(redeliver_after=0.1) as rig:
        rig.slack.deaf = True
        envelope = await rig.slack.command("help")
        await rig.slack.until(lambda: envelope.sent > 2)
        rig.slack.deaf = False
        await asyncio.wait_for(envelope.acked.wait(), 3)
        await rig.slack.until(lambda: rig.slack.responses)
        assert rig.answerer.asked == 1


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_socket_is_replaced_while_the_other_listens(reason: str) -> None:
    """After a `disconnect` frame there are two sockets again, and no question goes unanswered."""
    async with running(redeliver_after=0.3) as rig:
        assert len(rig.slack.sockets) == 2
        for number in range(3):
            old = rig.slack.sockets[0]
            await asyncio.gather(
                rig.slack.disconnect(reason), *(rig.slack.command("help") for _ in range(5))
            )
            await rig.slack.until(lambda: rig.slack.opened == 3 + number)  # noqa: B023 # waited for
            await rig.slack.until(lambda: old not in rig.slack.sockets)  # noqa: B023 # likewise
            assert len(rig.slack.sockets) == 2
        await rig.slack.until(lambda: len(rig.slack.responses) == 15)
        assert rig.answerer.asked == 15


async def test_server_that_asks_gets_its_own_bytes_back() -> None:
    """Some servers send pings of their own, with bytes that are no text; both sockets answer."""
    async with running() as rig:
        rig.slack.pings = True
        for socket in list(rig.slack.sockets):
            await socket.close()
        await rig.slack.until(lambda: len(rig.slack.ponged) >= 2)
        assert set(rig.slack.ponged) == {b"\x00\xffping"}
        await rig.slack.command("help")
        await rig.slack.until(lambda: rig.slack.responses)


async def test_envelope_that_comes_over_every_socket_is_answered_once() -> None:
    """A server may send it to each connection at once: acknowledged on each, done once."""
    async with running() as rig:
        rig.slack.everywhere = True
        sent = await rig.slack.command("help")
        await rig.slack.until(lambda: len(sent.acks) == 2)
        await rig.slack.mention("latest 1")
        await rig.slack.until(lambda: rig.slack.answers() and rig.slack.responses)
        await asyncio.sleep(0.2)
        assert rig.answerer.asked == 2


async def test_socket_mode_that_was_switched_off_comes_back_by_itself() -> None:
    """All links are closed and none may be opened; once it is on again, the app listens."""
    async with running() as rig:
        rig.slack.fail("apps.connections.open", *[Fault(error="link_disabled")] * 4)
        for socket in list(rig.slack.sockets):
            await socket.send_json({"type": "disconnect", "reason": "link_disabled"})
            await socket.close()
        await rig.slack.until(lambda: not rig.slack.faults["apps.connections.open"], within=30)
        await rig.slack.until(lambda: len(rig.slack.sockets) == 2, within=30)
        await rig.slack.command("help")
        await rig.slack.until(lambda: rig.slack.responses)


async def test_dead_connections_are_noticed_and_made_again() -> None:
    """Sockets that close or answer no pings are replaced without anybody's help."""
    async with running() as rig:
        for socket in list(rig.slack.sockets):
            await socket.close()
        await rig.slack.until(lambda: rig.slack.opened >= 4)
        rig.slack.pongs = False
        await rig.slack.until(lambda: rig.slack.opened >= 6)
        rig.slack.pongs = True
        await rig.slack.command("help")
        await rig.slack.until(lambda: rig.slack.responses)


async def test_slack_away_at_reconnect_is_asked_again() -> None:
    """When no new socket can be had for a while, the app goes on trying."""
    async with running() as rig:
        rig.slack.fail("apps.connections.open", *[Fault(error="internal_error")] * 3)
        for socket in list(rig.slack.sockets):
            await socket.close()
        await rig.slack.until(lambda: rig.slack.opened >= 4)
        await rig.slack.command("help")
        await rig.slack.until(lambda: rig.slack.responses)


async def test_slack_away_at_the_start_is_no_fault() -> None:
    """The program starts without Slack, and listens as soon as it can be reached."""
    books = shelf()
    async with FakeSlackWithPeople() as slack:
        slack.fail("auth.test", *[Fault(status=502)] * 2)
        slack.fail("apps.connections.open", Fault(status=502))
        async with open_slack(
            base_url=slack.url,
            answers=SlowAnswerer(books, None, lambda: NOW),
            library=books,
            bot_token=BOT_TOKEN,
            app_token=APP_TOKEN,
            channels=Register(),
        ) as app:
            stop = asyncio.Event()
            running_app = asyncio.create_task(app.run(stop))
            await slack.command("help")
            await slack.until(lambda: slack.responses)
            stop.set()
            await running_app


async def test_answer_that_fails_does_not_stop_the_next() -> None:
    """One answer that Slack refuses is logged; the next person is answered."""
    async with running() as rig:
        rig.slack.fail("chat.postMessage", Fault(error="internal_error"))
        await rig.slack.write("help")
        await rig.slack.until(lambda: rig.slack.called("chat.postMessage"))
        await rig.slack.write("help")
        await rig.slack.until(lambda: rig.slack.answers("D1"))
        assert len(rig.slack.called("chat.postMessage")) == 2


async def test_answers_under_way_are_finished_when_it_stops() -> None:
    """A stop loses nothing that was acknowledged."""
    async with running() as rig:
        rig.answerer.wait = 0.3
        envelope = await rig.slack.command("help")
        await envelope.acked.wait()
        assert not rig.slack.responses
        slack = rig.slack
    assert len(slack.responses) == 1


@pytest.mark.parametrize(
    ("bot", "app", "named"),
    [
        ("xoxb-wrong", APP_TOKEN, "SLACK_BOT_TOKEN"),
        (BOT_TOKEN, "xapp-wrong", "SLACK_APP_TOKEN"),
        (None, APP_TOKEN, "SLACK_BOT_TOKEN"),
    ],
)
async def test_wrong_token_names_its_setting(
    bot: str | None, app: str, named: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A token that Slack refuses ends the start with its setting's name, and is not shown."""
    caplog.set_level(logging.DEBUG)
    books = shelf()
    async with FakeSlackWithPeople() as slack:
        with pytest.raises(ConfigError, match=named) as caught:
            async with open_slack(
                base_url=slack.url,
                answers=SlowAnswerer(books, None, lambda: NOW),
                library=books,
                bot_token=bot,
                app_token=app,
                channels=Register(),
            ) as opened:
                await opened.run(asyncio.Event())
    shown = f"{caught.value} {caplog.text}"
    assert "wrong" not in shown
    assert BOT_TOKEN not in shown


async def test_nothing_that_happens_shows_a_token(caplog: pytest.LogCaptureFixture) -> None:
    """A whole conversation at DEBUG leaves neither token nor socket ticket in the log."""
    caplog.set_level(logging.DEBUG)
    async with running() as rig:
        await rig.slack.write("latest 1")
        await rig.slack.until(lambda: rig.slack.answers("D1"))
        await rig.slack.disconnect("warning")
        await rig.slack.until(lambda: rig.slack.opened == 3)
    ours = [record for record in caplog.records if record.name.startswith(("bot", "slack"))]
    shown = "\n".join(record.getMessage() for record in ours)
    assert BOT_TOKEN not in shown
    assert APP_TOKEN not in shown
    assert "ticket-" not in shown


def test_memory_of_what_was_done_is_bounded() -> None:
    """The newest are remembered, however many come."""
    once = Once(limit=3)
    assert all(once.first(str(number)) for number in range(10))
    assert not once.first("9")
    assert once.first("0")


async def test_queue_that_is_full_says_so() -> None:
    """Work beyond what may wait is not taken on."""
    queue = Queue(waiting=1)

    async def nothing() -> None:
        """Do nothing."""

    assert queue.put("a", nothing)
    assert not queue.put("b", nothing)
    begun = time.monotonic()
    await queue.drain(0.01)
    assert time.monotonic() - begun < 1
