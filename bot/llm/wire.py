"""A question in, one chat completion out, over the `openai` SDK: the one door to it.

The protocol is the documented one (Chat Completions): messages, ``response_format`` with a JSON
schema, ``max_tokens``, ``temperature``. A server that does not know one of these answers 400 or
422 and is asked again with less, in this order, and what it takes is remembered: schema, then
plain JSON, then neither; ``max_completion_tokens`` for ``max_tokens``; no temperature. The SDK
is loaded at the first question, not with the program: it takes longer than all the rest.
"""

import asyncio
import dataclasses
import datetime as dt
import email.utils
import json
import re
from collections.abc import Mapping
from typing import Any

from bot.errors import ModelError
from summariser import Ask

FORMATS = ("json_schema", "json_object", "none")
_BAD_REQUEST = frozenset({400, 404, 415, 422})
_LATER = frozenset({408, 409, 425, 429})
_SERVER = 500
_NOT_FOUND = 404
_TOO_MANY = 429  # RFC 6585
_QUOTA = "insufficient_quota"
LONGEST_REASON = 200
_TOO_LONG = re.compile(
    r"context (?:length|size|window)|maximum context|too many tokens", re.IGNORECASE
)
_OF_FORM = re.compile(r"response_format|json.?schema|grammar|structured output", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What came back.

    Attributes:
        text: The model's words; ``None`` where it refused or had none.
        tokens_in, tokens_out: As the server counts them; ``None`` where it does not.
    """

    text: str | None
    tokens_in: int | None = None
    tokens_out: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class _Dialect:
    """What this server takes."""

    form: int = 0
    old_name: bool = True
    temperature: bool = True


class Wire:
    """One server and model."""

    def __init__(
        self,
        *,
        base_url: str | None,
        key: str | None,
        model: str,
        most_tokens: int,
        timeout: float,
    ) -> None:
        self.model = model
        self.most_tokens = most_tokens
        self._base_url = base_url
        self._key = key
        self._timeout = timeout
        self._client: Any = None
        self._dialect = _Dialect()

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()

    async def complete(self, ask: Ask) -> Completion:
        """Ask once, or again with less where the server does not know a part of the question.

        Raises:
            ModelError: No answer; ``retry_after`` and ``final`` say what follows.
        """
        known = self._dialect
        for _ in range(len(FORMATS) + 2):
            try:
                return await self._once(ask)
            except _UnknownPart as error:
                weaker = self._weaker(str(error))
                if weaker is None:
                    self._dialect = known  # it was not the form that it refuses
                    raise ModelError(f"the model server refuses: {error}", final=True) from error
                self._dialect = weaker
        raise ModelError("the model server refuses every form of the question", final=True)

    def _weaker(self, reason: str) -> _Dialect | None:
        """Leave out what the server complains of; where it does not say, the likeliest part."""
        now, lower = self._dialect, reason.lower()
        if "temperature" in lower and now.temperature:
            return dataclasses.replace(now, temperature=False)
        if "max_tokens" in lower and now.old_name:
            return dataclasses.replace(now, old_name=False)
        if now.form < len(FORMATS) - 1:
            return dataclasses.replace(now, form=now.form + 1)
        return None

    async def ready(self) -> Any:
        """Load the SDK, in a thread: the loop goes on meanwhile."""
        return await asyncio.to_thread(_sdk)

    async def _once(self, ask: Ask) -> Completion:
        openai = await self.ready()
        if self._client is None:
            self._client = openai.AsyncOpenAI(
                base_url=self._base_url,
                api_key=self._key or "none",  # servers of one's own want none
                max_retries=0,  # ours are counted against a budget
                timeout=self._timeout,
            )
        try:
            found = await self._client.chat.completions.create(**self._question(ask))
            return _read(found)
        except openai.APIStatusError as error:
            raise _status(error) from error
        except openai.APITimeoutError as error:
            raise ModelError(f"the model took longer than {self._timeout:g} s") from error
        except openai.APIConnectionError as error:
            raise ModelError("the model server cannot be reached, or hung up") from error
        except (openai.OpenAIError, ValueError, TypeError, AttributeError, KeyError) as error:
            raise ModelError("the model server's answer is no chat completion") from error

    def _question(self, ask: Ask) -> Mapping[str, Any]:
        asked: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": one.role, "content": one.content} for one in ask.messages],
        }
        name = "max_tokens" if self._dialect.old_name else "max_completion_tokens"
        asked[name] = self.most_tokens
        if self._dialect.temperature:
            asked["temperature"] = 0
        form = FORMATS[self._dialect.form]
        if form == "json_schema":
            schema = {"name": ask.name, "strict": True, "schema": dict(ask.schema)}
            asked["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif form == "json_object":
            asked["response_format"] = {"type": "json_object"}
        if form != "json_schema":
            asked["messages"][0]["content"] += (
                f"\nThe object has this JSON schema:\n{json.dumps(ask.schema)}"
            )
        return asked


def _sdk() -> Any:
    import openai  # noqa: PLC0415 - on first use, see above

    return openai


class _UnknownPart(Exception):  # noqa: N818 - no error of ours: it never leaves this module
    """The server does not take the question as it is put."""


def _status(error: Any) -> Exception:
    """Sort a refusal by what follows from it."""
    status, reason = int(error.status_code), _reason(error)
    final = _final(status, reason)
    if final:
        return ModelError(final, final=True)
    of_form = status >= _SERVER and _OF_FORM.search(reason)  # llama.cpp says so with a 500
    if status in _BAD_REQUEST or of_form:
        return _UnknownPart(reason)
    empty = _QUOTA in str(getattr(error, "code", "") or "")
    what = "is asked too much" if status == _TOO_MANY else "fails"
    wait = _retry_after(error.response.headers)
    return ModelError(f"the model server {what} ({status})", retry_after=wait, final=empty)


def _final(status: int, reason: str) -> str | None:
    """Say what asking again, in whatever form, does not mend."""
    if status in (401, 403):
        return "the model server refuses LLM_API_KEY"
    if status == _NOT_FOUND and "model" in reason.lower():
        return f"the model server does not know LLM_MODEL: {reason}"
    if status in _BAD_REQUEST and _TOO_LONG.search(reason):
        return f"the text is too long for the model: {reason}"
    known = status in _BAD_REQUEST | _LATER or status >= _SERVER
    return None if known else f"the model server refuses ({status})"


def _reason(error: Any) -> str:
    """Give the server's own words, shortened; never ours, which may have a key in them."""
    body = error.body
    said = body.get("message") if isinstance(body, Mapping) else None
    return " ".join(str(said or error.message).split())[:LONGEST_REASON]


def _retry_after(headers: Mapping[str, str]) -> dt.timedelta | None:
    """Read ``Retry-After`` (RFC 9110, 10.2.3): seconds, or a date by the server's own clock."""
    value = headers.get("retry-after")
    if not value:
        return None
    try:
        return dt.timedelta(seconds=max(0.0, min(float(value), 86_400.0)))
    except ValueError:
        pass
    try:
        when = email.utils.parsedate_to_datetime(value)
        sent = email.utils.parsedate_to_datetime(headers.get("date") or "")
    except (ValueError, TypeError):
        return None
    return max(dt.timedelta(), when - sent)


def _read(found: Any) -> Completion:
    used = getattr(found, "usage", None)
    tokens = (getattr(used, "prompt_tokens", None), getattr(used, "completion_tokens", None))
    choices = found.choices
    message = choices[0].message if choices else None
    text = getattr(message, "content", None)
    if getattr(message, "refusal", None) or not isinstance(text, str) or not text.strip():
        text = None
    return Completion(text=text, tokens_in=_count(tokens[0]), tokens_out=_count(tokens[1]))


def _count(said: object) -> int | None:
    return said if isinstance(said, int) and not isinstance(said, bool) and said >= 0 else None
