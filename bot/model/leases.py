"""Rows and names that one owner has for a while."""

import datetime as dt
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased(Generic[T]):
    """A row that is ours until ``until``; finishing it is fenced by ``token``."""

    row: T
    token: str
    until: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A named lease that one owner has.

    Attributes:
        owner: Who has it; different for each start of a process.
        fence: Grows with each new owner, so that what an older one does late can be told.
        until: When it ends unless it is renewed, by this process's clock.
    """

    name: str
    owner: str
    fence: int
    until: dt.datetime
