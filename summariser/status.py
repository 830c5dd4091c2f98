"""A cue in, how firm it is out: the words around it weighed as status_weights.tsv says.

The table's own reading (the cue's row, a condition, "again") is one fact among the others, so
that the weights can overrule it where the annotated articles did.
"""

import functools
import re

from summariser.document import Document
from summariser.lexicon import table
from summariser.proposal import Span
from summariser.records import Status
from summariser.triggers import Cue

_CONDITION = re.compile(
    r"\b(?:if|unless|provided(?: that)?|on condition|conditional (?:on|upon)|subject to|contingent"
    r"|only when|only once|as long as|so long as|as soon as|pending|depending on|tied to"
    r"|once (?:the|a|it|they)|should (?:the|it|he|she|they))\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b(?:reaffirm\w*|reiterat\w*|repeated|again|remains?|still|restated|renewed|long-standing"
    r"|as (?:he|she|it|they|we) (?:had )?(?:promised|said)|already (?:announced|promised|pledged)"
    r"|previously (?:announced|promised|pledged)|continu(?:e|es|ed|ing) to|stands? by)\b",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"\b(?:considering|ruled? out|may|might|could|looking at|weighing|exploring|options?|studying)\b",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"\b(?:withdr[ae]w\w*|scrap(?:s|ped|ping)|abandon\w*|ditch\w*|shelv\w*|cancel\w*|revok\w*"
    r"|rescind\w*|walk\w* away from|back\w* (?:out of|away from|off)|reneg\w*(?: on)?|drop(?:s|ped"
    r"|ping))\s(?:from\s)?(?:(?:its|his|her|their|the|a|an|our|my)\s)?(?:[\w'’.$£€-]+\s){0,3}?"
    r"(?:(?:promise|pledge|commitment|offer|vow|undertaking)s?|(?P<plan>plans?))\b",
    re.IGNORECASE,
)
# "Delivers on its election commitment": all five in the real training articles are fulfilled.
_KEPT = re.compile(
    r"(?<!\bwill\s)(?<!\bwould\s)(?<!\bmust\s)(?<!determined\sto\s)(?<!committed\sto\s)"
    r"\b(?:deliver(?:s|ed|ing)?\s(?:up)?on|honour(?:s|ed|ing)|honor(?:s|ed|ing)|fulfil(?:s|ls|led|ling)"
    r"|ma(?:de|kes|king)\sgood\son)\s(?:[\w'’.-]+\s){0,5}?(?:promise|pledge|commitment|undertaking|vow)s?\b",
    re.IGNORECASE,
)
_IF_ELECTED = re.compile(
    r"\b(?:re-?elected|(?:if|when|once|were)\s(?:\w+\s){0,2}?elected)\b", re.IGNORECASE
)
_ALWAYS = re.compile(r"\b(?:will|shall)\salways\b|\balways\swill\b", re.IGNORECASE)
# "Will make an immediate contribution of $5m in additional aid": of 21 such in the real training
# articles 12 are new and 3 repeated, so "repeated" is not believed there.
_MORE = re.compile(
    r"\bwill\b[^.;]{0,120}?\b(?:additional|further|extra|immediate|another)\b", re.IGNORECASE
)
# What the cue itself says may not be made firmer by the words around it: a wrong "pledged" is
# worse than a pledge that reads a little too weak.
_NEVER = {
    "may": frozenset({Status.PLEDGED, Status.REITERATED, Status.FULFILLED}),
    "consider": frozenset({Status.PLEDGED, Status.REITERATED, Status.FULFILLED}),
    "withdraw": frozenset({Status.PLEDGED, Status.REITERATED, Status.FULFILLED}),
}
_OPEN_FORMS = {"withdraw", "fulfil", "consider", "may", "reiterate"}
_WINDOW = 14


def _by_table(cue: Cue, sentence: str, clause: str) -> Status:
    if cue.form in _OPEN_FORMS:
        return cue.status
    if _CONDITION.search(sentence):
        return Status.CONDITIONAL
    if _AGAIN.search(clause):
        return Status.REITERATED
    if cue.form == "noun" and _MAYBE.search(clause):
        return Status.UNDER_CONSIDERATION
    return cue.status


def facts(document: Document, cue: Cue, evidence: Span) -> list[str]:
    """What tells how firm a pledge is."""
    start, end = document.sentences[cue.sentence]
    clause = document.text[evidence.start : evidence.end]
    sentence = document.text[start:end]
    own = _by_table(cue, sentence, clause)
    found = [
        "bias",
        f"table={own}",
        f"cue={cue.cue}",
        f"form={cue.form}",
        f"table={own}&{cue.form}",
    ]
    found.append(f"verb={cue.verb}")
    if cue.negated:
        found.append("negated")
    for name, pattern in (("if", _CONDITION), ("again", _AGAIN), ("maybe", _MAYBE)):
        match = pattern.search(sentence)
        if match:
            found += [name, f"{name}={match.group().lower()}"]
            found.append(f"{name} in clause" if pattern.search(clause) else f"{name} outside")
    tokens = document.tokens[cue.sentence]
    before = [t.text.lower() for t in tokens[max(0, cue.token - _WINDOW) : cue.token]]
    after = [t.text.lower() for t in tokens[cue.after : cue.after + _WINDOW]]
    found += [f"b:{word}" for word in dict.fromkeys(before) if word[0].isalpha()]
    found += [f"a:{word}" for word in dict.fromkeys(after) if word[0].isalpha()]
    found += [f"next={word}" for word in after[:1]] + [f"last={word}" for word in before[-1:]]
    return found


@functools.cache
def _weights() -> dict[str, dict[Status, float]]:
    return {
        row["fact"]: {status: float(row[status.value]) for status in Status}
        for row in table("status_weights")
    }


def certain(document: Document, evidence: Span, read: Status) -> Status:
    """How firm it is where the words alone say so; else as it was ``read``.

    Nothing open is made firm by this: only what was read as pledged or repeated is looked at, and
    what is taken back. A plan must be given up in the clause itself; others' plans stand before it.
    """
    text = document.text
    start, _ = document.sentences[document.sentence_at(evidence.start)]
    back = _TAKEN_BACK.search(text, start, evidence.end)
    if back and (not back["plan"] or back.start() >= evidence.start):
        return Status.WITHDRAWN
    if read not in (Status.PLEDGED, Status.REITERATED):
        return read
    if _KEPT.search(text, evidence.start, evidence.end):
        return Status.FULFILLED
    if read is Status.REITERATED:
        more = _MORE.search(text, evidence.start, evidence.end)
        return Status.PLEDGED if more else read
    if _IF_ELECTED.search(text, start, evidence.end):
        return Status.CONDITIONAL
    always = _ALWAYS.search(text, evidence.start, evidence.end)
    return Status.REITERATED if always else read


def status(document: Document, cue: Cue, evidence: Span) -> Status:
    """Status of the pledge that a cue may open."""
    totals = dict.fromkeys(Status, 0.0)
    weights = _weights()
    for fact in facts(document, cue, evidence):
        for one, weight in weights.get(fact, {}).items():
            totals[one] += weight
    never = _NEVER.get(cue.form, frozenset())
    read = max((one for one in Status if one not in never), key=lambda one: totals[one])
    return certain(document, evidence, read)
