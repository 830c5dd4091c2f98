"""`threeline` and `python -m bot`: the command line, nothing else."""

import signal
import sys


def main() -> None:
    """Type a command; SIGTERM before there is any work ends it at once, with code 0."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Imported only now, because it takes a while in which a signal may come.
    from bot.cli import main as typed  # noqa: PLC0415 # the reason stands above

    typed()


if __name__ == "__main__":
    main()
