"""`threeline brief`: what a person types, and what comes back, good input and bad."""

import json
import pathlib

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

SAMPLE = pathlib.Path(__file__).parents[2] / "summariser/data/healey-kyiv-2024-12-19.txt"
ROW = {
    "id": "a1",
    "title": "Norway gives",
    "published": "2025-03-04",
    "text": "Norway will give Kenya $5 million for wells by June, the foreign ministry said.",
}


def run(*words: str, stdin: str | bytes | None = None) -> Result:
    """Type a command."""
    return CliRunner().invoke(main, list(words), input=stdin)


def test_three_lines_of_a_file() -> None:
    """A file gives three labelled lines; the date in its name is the day of publication."""
    done = run("brief", str(SAMPLE))
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["What", "Actors", "Pledges"]
    assert "19 Dec 2024" in done.stdout


def test_evidence_shows_each_quote_with_its_place() -> None:
    """Every quote that is shown stands in the file at the offsets beside it."""
    text = SAMPLE.read_text()
    done = run("brief", str(SAMPLE), "--evidence")
    quotes = [line.strip().partition("  ") for line in done.stdout.splitlines() if "  “" in line]
    assert len(quotes) > 5
    for place, _, quote in quotes:
        start, end = map(int, place.split("-"))
        assert " ".join(text[start:end].split()) == quote.strip("“”")


def test_json_is_the_whole_record() -> None:
    """`--json` gives the record, evidence offsets included."""
    record = json.loads(run("brief", str(SAMPLE), "--json").stdout)
    assert record["pledges"][0]["evidence"]["end"] > 0
    assert len(record["layout"]) == 3


def test_standard_input_is_read() -> None:
    """A dash reads what is piped in."""
    done = run("brief", "-", stdin=str(ROW["text"]))
    assert done.exit_code == 0
    assert "Norway" in done.stdout


def test_batch_answers_in_the_order_of_its_input(tmp_path: pathlib.Path) -> None:
    """Rows come out as they went in, with whole amounts and ISO currencies."""
    source, into = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [ROW | {"id": f"a{n}"} for n in range(20)]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = run("brief", "--jsonl", str(source), str(into))
    assert done.exit_code == 0, done.output
    answers = [json.loads(line) for line in into.read_text().splitlines()]
    assert [answer["id"] for answer in answers] == [f"a{n}" for n in range(20)]
    pledge = answers[0]["pledges"][0]
    assert (pledge["pledger"], pledge["recipient"]) == ("Norway", "Kenya")
    assert (pledge["amount"], pledge["currency"]) == (5_000_000, "USD")
    assert pledge["status"] == "pledged"
    assert pledge["evidence"] in ROW["text"]


def test_a_bad_row_is_named_and_the_others_go_on(tmp_path: pathlib.Path) -> None:
    """One row that is no record costs its own answer and the exit code, nothing else."""
    source, into = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(f'{json.dumps(ROW)}\n{{"id": 2}}\nnonsense\n{json.dumps(ROW)}\n')
    done = run("brief", "--jsonl", str(source), str(into))
    assert done.exit_code == 1
    assert "row 2" in done.stderr
    assert "row 3" in done.stderr
    assert len(into.read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"\x7fELF\x02\x01\x00\x00", "is not a text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a text file"),
        (b"word " * 1_000_000, "is longer than 1 MB"),
    ],
)
def test_what_is_no_article_is_refused_in_one_line(
    tmp_path: pathlib.Path, raw: bytes, says: str
) -> None:
    """Bad files give one plain line on stderr and exit code 1, never a traceback."""
    path = tmp_path / "article"
    path.write_bytes(raw)
    done = run("brief", str(path))
    assert done.exit_code == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_absent_file_is_named() -> None:
    """A file that is not there is named, with the reason."""
    done = run("brief", "no/such/file.txt")
    assert done.exit_code == 1
    assert "cannot read no/such/file.txt: No such file or directory" in done.stderr


def test_other_language_gets_the_first_line_and_says_so() -> None:
    """A French text is not read as if it were English."""
    text = (
        "Le gouvernement français va donner cinq millions d'euros au Kenya pour des puits, a dit "
        "le ministre des affaires étrangères mardi à Paris. Les travaux doivent commencer avant "
        "la fin de l'année dans trois régions du pays qui ont souffert de la sécheresse."
    )
    done = run("brief", "-", stdin=text)
    assert done.exit_code == 0
    assert "not in English" in done.stdout
    assert "Pledges  none" in done.stdout


def test_a_saved_page_is_read_as_a_page(tmp_path: pathlib.Path) -> None:
    """An HTML file gives its article, not its navigation."""
    path = tmp_path / "page.html"
    story = "".join(
        f"<p>{ROW['text']} The wells will serve {n} hundred households in the north.</p>"
        for n in range(4, 12)
    )
    path.write_text(
        "<!doctype html><html><head><title>Norway gives</title></head><body><nav>Home Sport"
        f"</nav><article><h1>Norway gives</h1>{story}</article><footer>About us</footer></body>"
    )
    done = run("brief", str(path), "--evidence")
    assert done.exit_code == 0, done.output
    assert "Sport" not in done.stdout
    assert "Norway → Kenya" in done.stdout


def test_neither_file_nor_batch_is_a_wrong_call() -> None:
    """Exit code 2 says that the call itself was wrong."""
    done = run("brief")
    assert done.exit_code == 2
