"""Briefings and rules to text and back: the JSON that they are kept as."""

import functools

import pydantic

from bot.rules import Rule
from summariser import Briefing

_ADAPTER: pydantic.TypeAdapter[Briefing] = pydantic.TypeAdapter(Briefing)


_RULE: pydantic.TypeAdapter[Rule] = pydantic.TypeAdapter(Rule)


def encode_rule(rule: Rule) -> str:
    """Write what differs from a rule without parts, always the same for equal rules."""
    return _RULE.dump_json(rule, exclude_defaults=True).decode()


@functools.lru_cache(maxsize=4096)  # many targets wish for the same
def decode_rule(record: str) -> Rule:
    """Read what `encode_rule` wrote."""
    return _RULE.validate_json(record)


def encode(briefing: Briefing) -> str:
    """Write every field; amounts as text, so that no digit is lost."""
    return _ADAPTER.dump_json(briefing, exclude_defaults=True).decode()


@functools.lru_cache(maxsize=256)  # one story goes to many targets; about 20 kB each
def decode(record: str) -> Briefing:
    """Read what `encode` wrote."""
    return _ADAPTER.validate_json(record)
