"""A throw-away PostgreSQL for tests: made with initdb, gone afterwards, reached by its socket."""

import contextlib
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator

_PLACES = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def missing() -> str | None:
    """Say why there can be no server here, or ``None``."""
    if _binaries() is None:
        return "PostgreSQL is not installed (Debian: apt install postgresql)"
    if os.geteuid() == 0 and not _user():
        return "PostgreSQL does not run as root, and there is no user `postgres`"
    return None


class Server:
    """A cluster in a folder of its own.

    Attributes:
        url: Address for SQLAlchemy, with ``{name}`` where the database's name goes.
    """

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._bin = _binaries()
        who = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self.url = f"postgresql+asyncpg://{who}@/{{name}}?host={folder}"
        self._made = 0
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        if not (folder / "data").exists():
            self._run(
                "initdb", "-D", "data", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
            )

    def start(self, *options: str) -> None:
        """Start it, in a second or less."""
        settings = f"-c listen_addresses='' -c unix_socket_directories={self._folder} "
        settings += " ".join(f"-c {option}" for option in options)
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", settings, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; ``immediate`` is a crash."""
        self._run("pg_ctl", "-D", "data", "-m", mode, "-w", "stop")

    def database(self, template: str = "template1") -> str:
        """Make a database and give its name."""
        self._made += 1
        name = f"t{self._made}"
        self._run("createdb", "-h", str(self._folder), "-T", template, name)
        return name

    def _run(self, program: str, *arguments: str) -> None:
        assert self._bin
        done = subprocess.run(
            [self._bin / program, *arguments],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
            user="postgres" if os.geteuid() == 0 else None,
            extra_groups=[] if os.geteuid() == 0 else None,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


@contextlib.contextmanager
def kept(folder: pathlib.Path, *options: str) -> Iterator[Server]:
    """Run a server in a folder that stays, of a new cluster or of the one that is there."""
    made = Server(folder)
    made.start(*options)
    try:
        yield made
    finally:
        made.stop()


@contextlib.contextmanager
def server(*options: str) -> Iterator[Server]:
    """Run a server that need not survive a power cut."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="threeline-pg-"))
    try:
        made = Server(folder)
        made.start(*(options or ("fsync=off", "full_page_writes=off")))
        try:
            yield made
        finally:
            made.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> pathlib.Path | None:
    found = shutil.which("initdb")
    return next(iter(_PLACES), pathlib.Path(found).resolve().parent if found else None)


def _user() -> bool:
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return False
    return True
