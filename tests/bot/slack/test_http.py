"""HTTP mode: signed requests in, acknowledgements out."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.bot.slack.rig import Rig, running
from tests.fakes.slack_socket import form, signed

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """Run the app without sockets."""
    async with running(socket=False) as made:
        yield made


async def test_signed_command_is_acknowledged_and_answered(rig: Rig) -> None:
    """A slash command over HTTP has an empty 200 at once and its answer by response_url."""
    body = form(rig.slack.slash("latest 1"))
    answer = await rig.app.http(body=body.encode(), headers=signed(body, kind=FORM))
    assert (answer.status, answer.body) == (200, "")
    await rig.slack.until(lambda: rig.slack.responses)
    assert not rig.slack.opened


@pytest.mark.parametrize(
    "headers",
    [
        signed("x", kind=FORM),
        {"content-type": FORM},
        {"x-slack-signature": "v0=", "x-slack-request-timestamp": "abc", "content-type": FORM},
    ],
)
async def test_wrong_or_missing_signature_is_refused(rig: Rig, headers: dict[str, str]) -> None:
    """What Slack did not sign is answered 401 and does nothing."""
    body = form(rig.slack.slash("help"))
    answer = await rig.app.http(body=body.encode(), headers=headers)
    assert answer.status == 401
    assert rig.answerer.asked == 0


@pytest.mark.parametrize("age", [301.0, -301.0])
async def test_replay_outside_the_window_is_refused(rig: Rig, age: float) -> None:
    """A good signature that is more than five minutes old, or from the future, is refused."""
    body = form(rig.slack.slash("help"))
    answer = await rig.app.http(body=body.encode(), headers=signed(body, kind=FORM, age=age))
    assert answer.status == 401


async def test_address_is_verified(rig: Rig) -> None:
    """Slack's challenge is answered, only when it is signed."""
    body = json.dumps({"type": "url_verification", "challenge": "abc"})
    answer = await rig.app.http(body=body.encode(), headers=signed(body))
    assert "abc" in answer.body
    assert (await rig.app.http(body=body.encode(), headers={})).status == 401


async def test_event_that_slack_retries_is_answered_once(rig: Rig) -> None:
    """The same event with retry headers is acknowledged again and no more."""
    said = rig.slack.typed("help", user="U1", room=rig.slack.direct("U1"))
    body = json.dumps(rig.slack.event(said))
    for number in range(3):
        headers = signed(body) | {"x-slack-retry-num": str(number)}
        assert (await rig.app.http(body=body.encode(), headers=headers)).status == 200
    await rig.slack.until(lambda: rig.slack.answers("D1"))
    assert rig.answerer.asked == 1


async def test_bytes_that_are_no_text_are_refused(rig: Rig) -> None:
    """Rubbish is refused."""
    headers = {"X-Slack-Request-Timestamp": "1"}
    assert (await rig.app.http(body=b"\xff\xfe", headers=headers)).status == 400
    for body in (b"{", b"[]", b"null", b"7"):
        answer = await rig.app.http(
            body=body, headers=headers | {"content-type": "application/json"}
        )
        assert answer.status in {400, 401}
    empty = await rig.app.http(body=b"", headers=headers | {"content-type": FORM})
    assert empty.status == 401
    assert (await rig.app.http(body=b"\xff\xfe", headers={})).status == 401
