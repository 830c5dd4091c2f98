"""Line 1 of the synthetic articles reads as a sentence: few floors, by a judge of its own.

The judge knows nothing of `summariser.clause`: it has short lists of what a line may not end on
and of marks that must not be in it, and asks for one of the words that the articles' lines use as
verbs, or a word in -ed.
"""

import re

import pytest

import summariser
from tests.quality.__main__ import FLOORS, Row, predict, sets

STEP = 1
_ENDS = re.compile(
    r"(?:\b(?:a|an|the|of|to|in|for|from|with|by|at|on|and|or|but|that|which|who|whose|how|as|than|its|their"
    r"|his|her|our|is|are|was|were|has|have|will|would|both|between|into|against)|[,;:–—(\[“-]|['’]s)$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|may|might|can|could|does|did|\w+ed|won|fell|rose|left"
    r"|said|says|say|told|gave|took|met|sent|set|cut|put|made|shrank|chose|fled|led|paid|began|spent|found"
    r"|expects|plans|intends|stands|means|prefers|accuses|reads|upheld|held|struck|drew|rode|shut|hit|kept|grew|broke|sold|went|came|saw|lost|bought|built|warns?|calls|wants|holds|runs|keeps)\b"
    r"|n['’]t\b"
)
_MARKS = re.compile(r"\{\{|\}\}|\[\[|\||https?:|\bBy [A-Z]\w+ [A-Z]\w+[,|]")


def faults(line: str) -> set[str]:
    """What a reader would stumble over in a line."""
    found = {
        "end": bool(_ENDS.search(line)),
        "verb": not _VERB.search(line),
        "mark": bool(_MARKS.search(line)),
        "small": line[:1].islower(),
        "open": any(line.count(a) != line.count(b) for a, b in ("()", "[]", "“”"))
        or line.count('"') % 2 == 1,
        "long": len(line.split()) > 35,
    }
    return {name for name, wrong in found.items() if wrong}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("The mint was closed by order of the", "end"),
        ("Prime Minister Ada Brack and Education Minister Jo Lund", "verb"),
        ("{{Byline|date The mint was closed", "mark"),
        ("the mint was closed", "small"),
        ("The mint (in Oslund was closed", "open"),
    ],
)
def test_judge_sees_what_is_broken(line: str, fault: str) -> None:
    """Each way in which a line can be broken is told by its name."""
    assert faults(line) == {fault}


def lines(rows: list[Row]) -> list[str]:
    """Line 1 of each, by the rules alone."""
    reader = summariser.RuleProposer()
    return [str(predict(row, proposer=reader)["what"]) for row in rows]


def test_lines_are_whole() -> None:
    """Of the articles that any clone has, no more lines are broken than the floor allows."""
    told = lines(list(sets()["synthetic"][::STEP]))
    broken = [(faults(line), line) for line in told if faults(line)]
    assert len(broken) <= FLOORS["lines"]["broken"] * len(told), broken
