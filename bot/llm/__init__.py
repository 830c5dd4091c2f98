"""A language model behind any OpenAI-compatible address in, the port `Model` out."""

from bot.llm.desk import ModelDesk
from bot.llm.start import opening
from bot.llm.wire import Wire

__all__ = ["ModelDesk", "Wire", "opening"]
