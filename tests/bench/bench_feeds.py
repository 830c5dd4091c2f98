"""What a round of polling costs, beside the `reader` library and a plain feedparser script.

All three are children of this process that live through every round, so that start-up counts for
nobody; each round is timed by the child itself in seconds of CPU, and rounds are interleaved.
The feeds stand on Debian's nginx, one address of 127/8 each, so that every feed has a host of its
own. `reader` is installed into ``build/peers`` the first time.
"""

import contextlib
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.figures import BUILD, ROOT, Figure

FEEDS = 600
ENTRIES = 30
PAIRS = 5
PORT = 18_653
HERE = pathlib.Path(__file__).parent / "feeds"
PEERS = BUILD / "peers"
# The second is what its own copy of feedparser asks for and its metadata forget.
READER = ("reader==3.26", "sgmllib3k==1.0.0")

_WORDS = (
    "minister aid towns harbour money said officials plan support year million fund border trade"
    " talks energy crisis council report house vote leader law health school bridge river water"
)
_CONF = """daemon off; worker_processes 1; pid {at}/pid; error_log {at}/errors;
events {{ worker_connections 4096; }}
http {{ access_log off; client_body_temp_path {at}/a; proxy_temp_path {at}/b;
fastcgi_temp_path {at}/c; uwsgi_temp_path {at}/d; scgi_temp_path {at}/e;
types {{ application/rss+xml xml; }}
server {{ listen {port} backlog=4096; root {at}/www; {extra} }} }}"""
_NO_CONDITIONS = "etag off; if_modified_since off; add_header Last-Modified '';"


def nginx() -> str | None:
    """Find Debian's nginx."""
    return shutil.which("nginx", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """Feeds on a local nginx.

    Attributes:
        at: Folder of everything.
        server: The running nginx.
        feeds: How many there are.
        entries: How many each of them lists.
    """

    at: pathlib.Path
    server: subprocess.Popen[bytes]
    feeds: int
    entries: int

    def write(self, version: int) -> None:
        """Publish one more entry in every feed, the oldest one leaves."""
        for number in range(self.feeds):
            path = self.at / "www" / f"{number}.xml"
            path.with_suffix(".new").write_text(feed(number, version, self.entries))
            path.with_suffix(".new").rename(path)

    def forget_conditions(self) -> None:
        """Answer every request in full from now on."""
        (self.at / "conf").write_text(_CONF.format(at=self.at, port=PORT, extra=_NO_CONDITIONS))
        self.server.send_signal(1)
        time.sleep(1)


def feed(number: int, version: int, entries: int) -> str:
    """Write a feed (20 kB for 30 entries), its newest entry named after the version."""
    items = "".join(_item(number, version - age) for age in range(entries))
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'"
        " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
        f"<title>Feed {number}</title><link>https://n{number}.example/</link>"
        f"<lastBuildDate>{version}</lastBuildDate>{items}</channel></rss>"
    )


def _item(number: int, entry: int) -> str:
    chance = random.Random(number * 1_000_003 + entry)  # noqa: S311 - the same words each time
    words = _WORDS.split()
    title = " ".join(chance.choices(words, k=8)).title()
    text = " ".join(chance.choices(words, k=60))
    return (
        f"<item><title>{title}</title><link>https://n{number}.example/{entry}?utm_source=rss</link>"
        f"<guid isPermaLink='false'>g-{number}-{entry}</guid><dc:creator>Ann Bee</dc:creator>"
        f"<pubDate>Thu, 19 Dec 2024 {entry % 24:02}:00:00 GMT</pubDate><description><![CDATA["
        f"<p>{text} <a href='/x'>more</a> &amp; more</p><script>x()</script>]]></description>"
        "</item>"
    )


@contextlib.contextmanager
def outlets(program: str, *, feeds: int = FEEDS, entries: int = ENTRIES) -> Iterator[Outlets]:
    """Run nginx with the first version of every feed."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        at = pathlib.Path(name)
        at.chmod(0o755)
        (at / "www").mkdir()
        (at / "conf").write_text(_CONF.format(at=at, port=PORT, extra=""))
        urls = [
            f"http://127.{1 + n // 62_500}.{n // 250 % 250}.{n % 250 + 1}:{PORT}/{n}.xml"
            for n in range(feeds)
        ]
        (at / "urls.txt").write_text("\n".join(urls))
        server = subprocess.Popen([program, "-c", str(at / "conf"), "-p", name])
        found = Outlets(at=at, server=server, feeds=feeds, entries=entries)
        found.write(entries)
        time.sleep(1)
        try:
            yield found
        finally:
            server.terminate()
            server.wait()


class Child:
    """One contestant, alive through every round."""

    def __init__(self, python: pathlib.Path, program: str, at: pathlib.Path) -> None:
        command = [str(python), "-m", f"tests.bench.feeds.{program}", str(at)]
        if program == "library":
            command = [str(python), str(HERE / "library.py"), str(at)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def round(self) -> dict[str, Any]:
        """Let it poll everything once."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        if found["faults"] or not found["polled"]:
            raise RuntimeError(f"a round that was none: {found}")
        return found

    def end(self) -> None:
        """Let it go."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()


def reader_python() -> pathlib.Path | None:
    """Find or make the environment of the `reader` library; ``None`` where it cannot be had."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        BUILD.mkdir(exist_ok=True)
        made = subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=False)
        if made.returncode:
            return None
    pip = [str(python), "-m", "pip", "install", "--quiet", *READER]
    tried = subprocess.run(pip, check=False, capture_output=True)
    return None if tried.returncode else python


def figures() -> Iterator[Figure]:
    """Measure rounds in which nothing changed, one entry changed, and bodies are the same."""
    program = nginx()
    if program is None:
        yield Figure(name="feeds.cpu", value=None, unit="x", note="apt install nginx-light")
        return
    here, library = pathlib.Path(sys.executable), reader_python()
    with outlets(program) as found:
        children = {
            "ours": Child(here, "ours", found.at),
            "script": Child(here, "script", found.at),
        }
        if library:
            children["reader"] = Child(library, "library", found.at)
        try:
            yield from _rounds(found, children)
        finally:
            for child in children.values():
                child.end()


def _rounds(found: Outlets, children: dict[str, Child]) -> Iterator[Figure]:
    cold = {name: child.round() for name, child in children.items()}
    yield from _ratios("first", [cold], {})
    unchanged = [_one_round(children) for _ in range(PAIRS)]
    yield from _ratios("unchanged", unchanged, {"reader": 2, "script": 1.3})
    changed = []
    for version in range(PAIRS):
        found.write(ENTRIES + 1 + version)
        changed.append(_one_round(children))
    yield from _ratios("one_new", changed, {"reader": 4, "script": 3})
    found.forget_conditions()
    pair = {name: child for name, child in children.items() if name != "reader"}
    _one_round(pair)
    same = [_one_round(pair) for _ in range(PAIRS)]
    yield from _ratios("same_body", same, {"script": 6})
    yield Figure(name="feeds.rss", value=same[-1]["ours"]["rss"], unit="MB", note=f"{FEEDS} feeds")


def _one_round(children: dict[str, Child]) -> dict[str, dict[str, Any]]:
    return {name: child.round() for name, child in children.items()}


def _ratios(
    name: str, rounds: list[dict[str, dict[str, Any]]], targets: dict[str, float]
) -> Iterator[Figure]:
    def cost(who: str) -> float:
        return 1000 * float(statistics.median(one[who]["cpu"] for one in rounds)) / FEEDS

    yield Figure(name=f"feeds.{name}.ms", value=cost("ours"), unit="ms CPU a feed")
    for peer in [who for who in rounds[0] if who != "ours"]:
        ratio = statistics.median(one[peer]["cpu"] / one["ours"]["cpu"] for one in rounds)
        target = f">= {targets[peer]:g}" if peer in targets else None
        yield Figure(
            name=f"feeds.{name}.than_{peer}",
            value=ratio,
            unit="x less CPU",
            target=target,
            peer=cost(peer),
        )
