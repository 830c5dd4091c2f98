"""Briefing to text and back: the JSON that a briefing is kept as."""

import functools

import pydantic

from summariser import Briefing

_ADAPTER: pydantic.TypeAdapter[Briefing] = pydantic.TypeAdapter(Briefing)


def encode(briefing: Briefing) -> str:
    """Write every field; amounts as text, so that no digit is lost."""
    return _ADAPTER.dump_json(briefing, exclude_defaults=True).decode()


@functools.lru_cache(maxsize=256)  # one story goes to many targets; about 20 kB each
def decode(record: str) -> Briefing:
    """Read what `encode` wrote."""
    return _ADAPTER.validate_json(record)
