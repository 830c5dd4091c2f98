"""How long questions and the page's parts take with 100,000 stories held, on both databases.

Filling takes minutes; another size is asked for by name: ``python -m tests.bench ask:10000``.
"""

import asyncio
import re
import time
import urllib.parse
from collections.abc import Iterator, Sequence

import httpx

from bot.commands import Answerer, Asker, parse
from bot.commands.limits import Limits
from bot.store import SqlStore, open_store
from bot.web import page
from tests.bench.newsroom import NOW, TOPICS, newsrooms, samples
from tests.figures import Figure

HELD = 100_000
ASKED = 150
ROUNDS = 12
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{4,}(?: [A-Z][a-z]{4,})?")
# How people ask, about what they name.
_FORMS = (
    "How much will {a} give {b}?",
    "Who is {a}'s defence minister?",
    "When will {a} deliver to {b}?",
    "How many people does {a} employ in {b}?",
    "Has {a} decided to send soldiers to {b}?",
    "What did {a} say about {b}?",
    "How much has been promised for {a} since the flood in {b}?",
    "Why did {a} withdraw its offer to {b}?",
    "Where will the {a} plant be built?",
    "Who chairs the board of {a}?",
)
# Words of nearly every article, and no name.
_USUAL = (
    "How much money did the government promise?",
    "Who is the foreign minister?",
    "When will the first part of the aid arrive?",
    "How many people were killed in the country last year?",
    "What did the minister say about the new plan?",
    "How much has Norway pledged to Ukraine in total?",
)


def figures(held: int = HELD) -> Iterator[Figure]:
    """Fill and ask each database in turn."""
    yield from asyncio.run(_measured(held))


async def _measured(held: int) -> list[Figure]:
    found: list[Figure] = []
    async for name, url, why in newsrooms(held):
        if url is None:
            found.append(Figure(name=f"ask.{name}.p95", value=None, unit="ms", note=why))
            continue
        async with open_store(url, now=lambda: NOW, own_clock=False) as store:
            found += await _ask(name, store, held)
            found += await _pages(name, store, held)
    return found


def _questions(held: int) -> Iterator[str]:
    yield from _USUAL
    for place, (_, title, text) in enumerate(samples(held, ASKED)):
        names = list(dict.fromkeys(_NAME.findall(f"{title}. {text}"))) or ["Norway"]
        words = _FORMS[place % len(_FORMS)]
        yield words.format(a=names[0], b=names[-1])


async def _ask(name: str, store: SqlStore, held: int) -> list[Figure]:
    answerer = Answerer(store, None, lambda: NOW, ledger=store, limits=_Unlimited())
    took: list[tuple[float, str]] = []
    answered = 0
    for question in _questions(held):
        began = time.perf_counter()
        reply = await answerer.answer(parse(question), Asker())
        took.append(((time.perf_counter() - began) * 1000, question))
        answered += reply.found
    took.sort()
    slowest = ", ".join(f"{question} {spent:.0f}" for spent, question in took[-3:])
    note = f"{held:,} articles held, {len(took)} questions, {answered} answered"
    return [
        Figure(
            name=f"ask.{name}.p95",
            value=took[int(len(took) * 0.95)][0],
            unit="ms",
            target="<= 300",
            note=note,
        ),
        Figure(name=f"ask.{name}.median", value=took[len(took) // 2][0], unit="ms", note=slowest),
    ]


class _Unlimited(Limits):
    def refusal(self, *_: object) -> None:
        """Let everybody ask as often as they like."""


def _addresses(held: int) -> dict[str, Sequence[str]]:
    some = list(samples(held, ROUNDS))
    names = [(_NAME.findall(text) or ["Norway"])[0] for _, _, text in some]
    quoted = [urllib.parse.quote(each) for each in names]
    return {
        "front": ["/"] * ROUNDS,
        "front_topic": [f"/?topic={TOPICS[n % len(TOPICS)]}" for n in range(ROUNDS)],
        "front_actor": [f"/?actor={each}" for each in ("Norway", "Ukraine", *quoted)],
        "front_words": [f"/?q={each}" for each in ("minister", "government", *quoted)],
        "story": [f"/s/{number}" for number, _, _ in some],
        "actor": [f"/who/{each}" for each in ("Norway", "Ukraine", *quoted)],
        "ledger": ["/pledges"] * ROUNDS,
        "ledger_filtered": ["/pledges?by=Norway", "/pledges?to=Ukraine", "/pledges?kind=military"],
        "search": [f"/ask?q=search%20{each}" for each in ("minister", "said", *quoted)],
    }


async def _pages(name: str, store: SqlStore, held: int) -> list[Figure]:
    app = page(store, Answerer(store, None, lambda: NOW, ledger=store, limits=_Unlimited()))
    transport = httpx.ASGITransport(app)
    found = []
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
        for part, addresses in _addresses(held).items():
            took = []
            await client.get(addresses[0])
            for address in addresses:
                began = time.perf_counter()
                answer = await client.get(address)
                took.append((time.perf_counter() - began) * 1000)
                assert answer.status_code in {200, 404}, (address, answer.status_code)
            took.sort()
            found.append(
                Figure(
                    name=f"page.{name}.{part}.p95",
                    value=took[min(int(len(took) * 0.95), len(took) - 1)],
                    unit="ms",
                    target="<= 100",
                    note=f"{held:,} stories; median {took[len(took) // 2]:.0f} of {len(took)}",
                )
            )
    return found
