"""Whether a language model may read private feeds, said by those whose they are."""

import dataclasses

import pytest

from bot.commands import Answerer, Asker, Reply, Role, Spot, parse, render
from bot.model import NOWHERE, Place, Platform
from bot.modelled import OWN
from bot.store import SqlStore
from tests.bot.making import Watch

SLACK = Place(platform=Platform.SLACK, workspace="T1", address="C1")
DISCORD = Place(platform=Platform.DISCORD, workspace="9", address="8")
ADMIN = Asker(place=SLACK, person="U1", role=Role.ADMIN)


def answerer(
    store: SqlStore, watch: Watch, model: str | None = "llama at models.example"
) -> Answerer:
    """Make it on a store."""
    return Answerer(store, None, watch, consents=store, model=model)


async def do(here: Answerer, words: str, asker: Asker = ADMIN) -> Reply:
    """Say it in words."""
    return await here.answer(parse(words), asker)


@pytest.mark.parametrize(
    ("asker", "name"),
    [
        (ADMIN, "slack:T1"),
        (dataclasses.replace(ADMIN, place=DISCORD), "discord:9"),
        (dataclasses.replace(ADMIN, place=None), OWN),
    ],
    ids=["Slack", "Discord", "page or terminal"],
)
async def test_an_admin_gives_and_withdraws_it(
    store: SqlStore, watch: Watch, asker: Asker, name: str
) -> None:
    """What is said holds for the workspace of who says it, at once, and can be taken back."""
    here = answerer(store, watch)
    assert "may not read" in (await do(here, "model", asker)).title
    told = await do(here, "model allow", asker)
    assert "may read the private feeds" in told.title
    assert "llama at models.example" in render(told)
    assert await store.allows_model(name)
    assert "may read" in (await do(here, "model", asker)).title
    told = await do(here, "model refuse", asker)
    assert "cannot be called back" in render(told)
    assert not await store.allows_model(name)


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
async def test_nobody_else_decides(store: SqlStore, watch: Watch, role: Role) -> None:
    """Readers and editors see what holds, change nothing and are offered no change."""
    here, asker = answerer(store, watch), dataclasses.replace(ADMIN, role=role)
    assert "Only admins" in (await do(here, "model allow", asker)).title
    assert not await store.allows_model("slack:T1")
    shown = await do(here, "model", asker)
    assert shown.found
    assert "To change it" not in render(shown)


async def test_where_there_is_no_workspace_nothing_is_decided(
    store: SqlStore, watch: Watch
) -> None:
    """In a direct message outside of any server nobody speaks for a workspace or the operator."""
    spot = Spot(platform=Platform.DISCORD, workspace="", address="5", name="you", own=True)
    alone = Place(platform=Platform.DISCORD, workspace="", address="5")
    for place in (alone, NOWHERE):
        asker = Asker(place=place, person="5", role=Role.ADMIN, spot=spot)
        assert not (await do(answerer(store, watch), "model allow", asker)).found
    assert not await store.allows_model(OWN)


async def test_without_a_model_it_is_said_that_there_is_none(store: SqlStore, watch: Watch) -> None:
    """The word is kept for the day that there is one."""
    told = await do(answerer(store, watch, None), "model allow")
    assert "No language model is set up" in render(told)
    assert await store.allows_model("slack:T1")
