"""`make readme`: write the README's tables from the code and from the last measurements.

What code alone decides (settings, commands, the map) is compared by a test; figures are taken
from ``build/*.json`` as they were last printed on this machine.
"""

import ast
import json
import pathlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from bot.cli import main
from bot.commands.guide import GUIDE
from bot.settings import Settings
from tests.figures import BUILD, ROOT, number

README = ROOT / "README.md"
SAMPLE = ROOT / "tests" / "summariser" / "data" / "healey-kyiv-2024-12-19.txt"


def example() -> str:
    """Show a real briefing as the terminal prints it."""
    from click.testing import CliRunner  # noqa: PLC0415 # only the maker needs it

    shown = CliRunner().invoke(main, ["brief", str(SAMPLE), "--outlet", "BBC"]).output
    return f"```\n$ threeline brief {SAMPLE.relative_to(ROOT)} --outlet BBC\n{shown}```"


def cli() -> str:
    """List the commands of the command line."""
    return _table(("command", "what it does"), _cli_rows(main, "threeline"))


def _cli_rows(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for key in sorted(command.list_commands(context)):
            if found := command.get_command(context, key):
                yield from _cli_rows(found, f"{name} {key}")
        return
    arguments = " ".join(
        param.make_metavar(click.Context(command))
        for param in command.params
        if isinstance(param, click.Argument)
    )
    first = (command.help or "").partition("\n")[0]
    yield f"`{f'{name} {arguments}'.strip()}`", first


def commands() -> str:
    """List the commands of chat and page."""
    rows = [(f"`{examples[-1]}`", says) for says, examples in GUIDE.values()]
    return _table(("for example", "what it answers"), rows)


def settings() -> str:
    """List every setting with its default."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.default
        default = " ".join(default) if isinstance(default, tuple) else default
        shown = "" if default in (None, "", ()) else f"`{default}`"
        rows.append((f"`{name.upper()}`", shown, field.description or ""))
    return _table(("setting", "default", "meaning"), rows)


def quality() -> str:
    """Table of the last `make quality`."""
    return _figures("quality")


def bench() -> str:
    """Table of the last `make bench`."""
    return _figures("bench")


def _figures(kind: str) -> str:
    path = BUILD / f"{kind}.json"
    rows = [
        (name, f"{number(row['value'])} {row['unit']}", row["target"] or "", _peer(row["peer"]))
        for name, row in _worst(json.loads(path.read_text())).items()
    ]
    return _table(("figure", "value", "target", "peer"), rows)


# One kind of question asked in many ways: the README tells the slowest way.
_MANY = re.compile(r"(totals\.\w+\.ms|scale\.\w+\.\w+_ms)\..*?(\d+)?$")


def _worst(figures: Mapping[str, Any]) -> dict[str, Any]:
    families: dict[str, list[str]] = {}
    for name in figures:
        found = _MANY.match(name)
        families.setdefault(f"{found[1]}.{found[2] or ''}" if found else name, []).append(name)
    told = {}
    for family, names in families.items():
        worst = max(names, key=lambda name: figures[name]["value"])
        many = f"{family.rstrip('.')}: slowest of {len(names)}"
        told[many if len(names) > 1 else worst] = figures[worst]
    return told


def _peer(value: float | None) -> str:
    return "" if value is None else number(value)


def code_map() -> str:
    """List where things are, with the first line of each module's docstring."""
    rows = [(f"`{path.relative_to(ROOT)}`", _purpose(path)) for path in _modules()]
    return _table(("where", "what"), rows)


def _modules() -> Iterator[pathlib.Path]:
    for part in ("bot", "summariser"):
        for path in sorted((ROOT / part).iterdir()):
            module = path.suffix == ".py" and path.stem not in {"__init__", "__main__"}
            if module or (path / "__init__.py").exists():
                yield path


def _purpose(path: pathlib.Path) -> str:
    source = path / "__init__.py" if path.is_dir() else path
    doc = ast.get_docstring(ast.parse(source.read_text())) or ""
    return doc.partition("\n")[0]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    lines += [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


FROM_CODE = {"cli": cli, "commands": commands, "settings": settings, "map": code_map}
FROM_RUNS = {"example": example, "quality": quality, "bench": bench}


def _section(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- {name} -->\n)(.*?)\n?(?=<!-- /{name} -->)", re.DOTALL)


def written(text: str, name: str) -> str:
    """Give what stands between a section's two marks."""
    found = _section(name).search(text)
    if not found:
        sys.exit(f"README.md has no section {name}")
    return found[1]


def renew() -> None:
    """Write every section anew; figures that were not taken here stay as they are."""
    text = README.read_text()
    for name, make in (FROM_CODE | FROM_RUNS).items():
        if name in {"quality", "bench"} and not (BUILD / f"{name}.json").exists():
            continue
        before, after = _section(name).split(text)[::2]
        text = f"{before}{make().rstrip()}\n{after}"
    README.write_text(text)


if __name__ == "__main__":
    renew()
