"""The `reader` library as a child of the benchmark; it runs in an environment of its own."""

import json
import pathlib
import resource
import sys
import time

from reader import make_reader  # type: ignore[import-not-found] # in its own environment


def main(folder: pathlib.Path, urls: list[str]) -> None:
    """Update everything once for each line on standard input; print what it took."""
    reader = make_reader(str(folder / "reader.sqlite3"))
    for url in urls:
        reader.add_feed(url)
    for _ in sys.stdin:
        start, began = time.process_time(), time.perf_counter()
        results = list(reader.update_feeds_iter(scheduled=False))
        spent = time.process_time() - start
        faults = [str(one.error) for one in results if one.error]
        told = json.dumps(
            {
                "cpu": spent,
                "wall": time.perf_counter() - began,
                "polled": len(results),
                "faults": faults[:3],
                "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    at = pathlib.Path(sys.argv[1])
    main(at, (at / "urls.txt").read_text().split())
