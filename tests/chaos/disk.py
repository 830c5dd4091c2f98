"""A small disk that fills up and has room again, while workers are killed on it.

The disk is a tmpfs of some megabytes: what is full there is as full as any disk. To mount one
takes root; where that may not be, the reason is said.
"""

import contextlib
import pathlib
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator

MEGABYTE = 2**20


def missing() -> str | None:
    """Say why there can be no such disk here, or ``None``."""
    try:
        with small_disk(1):
            return None
    except (OSError, subprocess.SubprocessError) as error:
        return f"no tmpfs can be mounted here ({error}): run as root, on Linux"


@contextlib.contextmanager
def small_disk(megabytes: int) -> Iterator[pathlib.Path]:
    """Mount a disk of that size, gone afterwards."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if not mount or not umount:
        raise OSError("there is no mount command")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="threeline-disk-"))
    try:
        subprocess.run(
            [mount, "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", folder],
            check=True,
            capture_output=True,
        )
        try:
            yield folder
        finally:
            subprocess.run([umount, "-l", folder], check=True, capture_output=True)
    finally:
        folder.rmdir()


class Ballast:
    """A file that takes all room that there is, for a while.

    Attributes:
        filled: How often it did.
    """

    def __init__(self, folder: pathlib.Path, seconds: float) -> None:
        self.filled = 0
        self._path = folder / "ballast"
        self._seconds = seconds

    def drop(self) -> None:
        """Fill the disk now, and make room again after the time."""
        self.fill()
        threading.Timer(self._seconds, self.free).start()

    def fill(self) -> None:
        """Write until there is no room."""
        block = bytes(MEGABYTE // 16)
        with self._path.open("ab", buffering=0) as file:
            while True:
                try:
                    if file.write(block) < len(block):
                        break
                except OSError:
                    break
        self.filled += 1

    def free(self) -> None:
        """Make room."""
        self._path.unlink(missing_ok=True)
