"""Writes the golden files anew: `python -m tests.bot.discord.redraw`; read the diff."""

import json

from tests.bot.discord.test_render import CASES, GOLDEN, drawn

if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, make in CASES.items():
        shown = json.dumps([drawn(sheet) for sheet in make()], ensure_ascii=False, indent=1)
        (GOLDEN / f"{name}.json").write_text(shown + "\n", "utf-8")
