"""`python -m tests.iati`: fetch IATI's own schema from PyPI, to check our files against it.

The secretariat's library carries the activity standard's schemas in its source package. It is
neither a dependency nor shipped: what is taken is data, of one release, by its hash.
"""

import pathlib
import subprocess
import sys
import tarfile
import tempfile

from tests.figures import BUILD

SCHEMA = BUILD / "iati" / "iati-activities-schema.xsd"
PACKAGE = (
    "pyIATI==0.4.1 --hash=sha256:b6f8f0d596746bd774ed3e84cdad50dfa7dd501ac70e6399f2bb0244bfd5b0ef\n"
)
WITHIN = "iati/resources/standard/2-03/schemas/"
PATIENCE = 180.0


def fetch() -> str | None:
    """Put the schema where the test looks for it; give what went wrong, if anything."""
    with tempfile.TemporaryDirectory() as name:
        place = pathlib.Path(name)
        (place / "wanted.txt").write_text(PACKAGE)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        wanted = ["--no-deps", "--no-binary=:all:", "--require-hashes", "-r", "wanted.txt"]
        try:
            subprocess.run(
                [*pip, *wanted], cwd=place, check=True, timeout=PATIENCE, capture_output=True
            )
        except subprocess.SubprocessError as error:
            return str(error)
        [package] = place.glob("*.tar.gz")
        SCHEMA.parent.mkdir(parents=True, exist_ok=True)
        with tarfile.open(package) as held:
            for member in held.getmembers():
                file = pathlib.PurePosixPath(member.name)
                source = held.extractfile(member)
                if WITHIN in member.name and file.suffix == ".xsd" and source:
                    (SCHEMA.parent / file.name).write_bytes(source.read())
    return None if SCHEMA.exists() else f"the package has no {WITHIN}{SCHEMA.name}"


if __name__ == "__main__" and (fault := fetch()):
    sys.stderr.write(f"IATI's own schema cannot be had, its test is skipped: {fault}\n")
