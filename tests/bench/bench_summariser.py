"""How long a briefing takes, from a cold start and for each article."""

import datetime as dt
import json
import pathlib
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

import summariser
from tests.figures import ROOT, Figure

ARTICLES = pathlib.Path(__file__).parent.parent / "quality" / "data" / "synthetic.jsonl"
AS_OF = dt.date(2024, 1, 1)
_COLD = """
import time; began = time.perf_counter()
import datetime as dt, summariser
summariser.brief(summariser.Article(id="a", text="Norway will give Kenya $5 million."),
                 as_of=dt.date(2024, 1, 1))
print(time.perf_counter() - began)
"""

_PEAK = f"""
import datetime as dt, json, pathlib, re, summariser
for line in pathlib.Path({str(ARTICLES)!r}).read_text().splitlines():
    row = json.loads(line)
    summariser.brief(summariser.Article(id=row["id"], text=row["text"]), as_of=dt.date(2024, 1, 1))
status = pathlib.Path("/proc/self/status").read_text()  # getrusage would count the parent's
print(int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024)
"""


def _fresh(program: str) -> float:
    """Run a program in a process of its own; give the number that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def figures() -> Iterator[Figure]:
    """Time 200 articles one by one, each scaled to 400 words, and five cold starts."""
    rows = [json.loads(line) for line in ARTICLES.read_text().splitlines()][:200]
    articles = [summariser.Article(id=row["id"], text=row["text"]) for row in rows]
    for article in articles[:5]:
        summariser.brief(article, as_of=AS_OF)
    spent = [_scaled(article) for article in articles]
    yield Figure(
        name="summariser.median_ms_per_400_words",
        value=statistics.median(spent),
        unit="ms",
        target="<= 120",
    )
    yield Figure(
        name="summariser.p95_ms_per_400_words",
        value=statistics.quantiles(spent, n=20)[-1],
        unit="ms",
    )
    yield Figure(name="summariser.peak_memory", value=_fresh(_PEAK), unit="MB", target="<= 350")
    cold = [_fresh(_COLD) for _ in range(5)]
    yield Figure(
        name="summariser.cold_start", value=statistics.median(cold), unit="s", target="<= 1.5"
    )
    plain = [_scaled(article, summariser.RuleProposer()) for article in articles]
    yield Figure(
        name="summariser.rules.median_ms_per_400_words",
        value=statistics.median(plain),
        unit="ms",
        target="<= 15",
    )
    yield Figure(name="summariser.two_to_one", value=_two_to_one(articles), unit="times")


def _scaled(article: summariser.Article, proposer: summariser.Proposer | None = None) -> float:
    """Brief once; CPU milliseconds for 400 words of it."""
    began = time.process_time()
    summariser.brief(article, as_of=AS_OF, proposer=proposer)
    return (time.process_time() - began) * 1000 * 400 / max(1, len(article.text.split()))


def _two_to_one(articles: Sequence[summariser.Article]) -> float:
    """How many times as fast two processes brief all as one does, both warm."""
    took = {}
    for count in (1, 2):
        with ProcessPoolExecutor(count) as pool:
            list(pool.map(_scaled, articles[:8], chunksize=2))
            began = time.perf_counter()
            list(pool.map(_scaled, [*articles, *articles], chunksize=4))
            took[count] = time.perf_counter() - began
    return took[1] / took[2]
