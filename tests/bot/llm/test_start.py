"""The settings turn the model on, or leave it off, or are told to be wrong."""

import sys
from typing import Any

import pytest

from bot.errors import ConfigError
from bot.llm import opening
from bot.settings import Settings, load
from tests.bot.making import Watch
from tests.fakes.book import Book


def settings(**given: Any) -> Settings:
    """Read settings as they are without an environment's own model."""
    none: dict[str, Any] = dict.fromkeys(("llm_model", "llm_base_url", "llm_api_key"))
    return load(**(none | given))


async def test_it_is_off_by_default() -> None:
    """Without a name there is no model, whatever else is set."""
    async with opening(settings(llm_api_key="k"), Book(), now=Watch()) as desk:
        assert desk is None


async def test_a_name_turns_it_on() -> None:
    """Nothing is loaded or asked before the first question."""
    before = "openai" in sys.modules
    given = settings(llm_model="m", llm_base_url="http://127.0.0.1:1/v1", llm_concurrency=5)
    async with opening(given, Book(), now=Watch()) as desk:
        assert desk
        assert desk.slots == 5
        assert desk.usage()["calls"] == 0
    assert ("openai" in sys.modules) is before


def test_an_address_without_a_name_is_a_fault() -> None:
    """Whoever gives the address means to use it; the key is not repeated."""
    with pytest.raises(ConfigError, match="LLM_BASE_URL: needs LLM_MODEL") as caught:
        settings(llm_base_url="http://127.0.0.1:1/v1", llm_api_key="top-secret")
    assert "top-secret" not in str(caught.value)
