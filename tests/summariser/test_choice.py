"""Which proposer reads, and what is loaded for it."""

import datetime as dt
import pathlib
import subprocess
import sys

from summariser import Article, RuleProposer, brief

ROOT = pathlib.Path(__file__).parents[2]
TEXT = (
    "Norland will provide 5 million pounds to Estavia, Prime Minister Ida Solheim said on Monday."
)


def fresh(code: str) -> str:
    """Run code in a new interpreter that finds the package."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
    done = subprocess.run(
        [sys.executable, "-c", start + code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_importing_the_package_does_not_load_the_encoder() -> None:
    """A program that wants only the record types does not wait for numpy."""
    code = "import summariser; print({'numpy', 'onnxruntime'} & set(sys.modules))"
    assert fresh(code) == "set()"


def test_without_onnxruntime_the_rules_read() -> None:
    """The same call works where the encoder's libraries are missing."""
    code = (
        "import importlib.abc\n"
        "class Gone(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name in ('numpy', 'onnxruntime'): raise ModuleNotFoundError(name)\n"
        "import importlib.util as u; real = u.find_spec\n"
        "u.find_spec = lambda n, p=None: None if n in ('numpy', 'onnxruntime') else real(n, p)\n"
        "sys.meta_path.insert(0, Gone())\n"
        "import summariser, datetime as dt\n"
        f"article = summariser.Article(id='a', text={TEXT!r})\n"
        "b = summariser.brief(article, as_of=dt.date(2024, 1, 1))\n"
        "print(summariser.VERSION, *b.pledges[0].reasons)"
    )
    assert fresh(code) == "rules-7 rules"


def test_a_caller_may_ask_for_the_rules() -> None:
    """The quick reading can be had where the encoder is installed."""
    article = Article(id="a", text=TEXT)
    made = brief(article, as_of=dt.date(2024, 1, 1), proposer=RuleProposer())
    assert made.pledges
    assert made.pledges[0].reasons[0] == "rules"
