"""The script that anybody would write, as a child of the benchmark: feedparser and threads."""

import concurrent.futures
import json
import pathlib
import resource
import sqlite3
import sys
import time
from typing import Any

import feedparser

THREADS = 32


def poll(feed: tuple[str, str | None, str | None]) -> Any:
    """Ask for one feed, conditionally."""
    url, etag, modified = feed
    return url, feedparser.parse(url, etag=etag, modified=modified)


def main(folder: pathlib.Path, urls: list[str]) -> None:
    """Poll everything once for each line on standard input; print what it took."""
    database = sqlite3.connect(folder / "script.sqlite3")
    database.execute("CREATE TABLE feed (url PRIMARY KEY, etag, modified)")
    database.execute("CREATE TABLE entry (feed, key, title, link, summary, UNIQUE (feed, key))")
    database.executemany("INSERT INTO feed (url) VALUES (?)", [(url,) for url in urls])
    database.commit()
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        for _ in sys.stdin:
            start, began = time.process_time(), time.perf_counter()
            faults = []
            known = database.execute("SELECT url, etag, modified FROM feed").fetchall()
            for url, found in pool.map(poll, known):
                if found.get("status") not in (200, 304):
                    faults.append(f"{url}: {found.get('status')}")
                database.execute(
                    "UPDATE feed SET etag = ?, modified = ? WHERE url = ?",
                    (found.get("etag"), found.get("modified"), url),
                )
                database.executemany(
                    "INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?, ?)",
                    [
                        (url, one.get("id"), one.get("title"), one.get("link"), one.get("summary"))
                        for one in found.entries
                    ],
                )
            database.commit()
            told = json.dumps(
                {
                    "cpu": time.process_time() - start,
                    "wall": time.perf_counter() - began,
                    "polled": len(known),
                    "faults": faults,
                    "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                }
            )
            sys.stdout.write(f"{told}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    at = pathlib.Path(sys.argv[1])
    main(at, (at / "urls.txt").read_text().split())
