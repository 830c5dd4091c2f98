"""A clause in, how firm it is out: its signs weighed as status_weights.tsv says.

Both readers ask here: the rules for their cues, `summariser.agree` for the encoder's words, whose
own opinion it adds. What a pledge is taken for decides how a reader takes it, so that the open is
never made firm: words that weigh ("is considering", "may") never commit, whatever stands around
them, and "pledged" needs to be twice as likely as anything else.
"""

import functools
import math
import re
from collections.abc import Sequence

from summariser.document import Document
from summariser.lexicon import table
from summariser.proposal import Span
from summariser.records import Status
from summariser.signs import signs
from summariser.triggers import cues_within

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
# "The A$3bn that it promised five years ago had been delivered": the promise is history.
_DELIVERED = re.compile(
    r"\b(?:has|have|had)\s(?:\w+\s)?been\s(?:delivered|paid|disbursed|honou?red|fulfilled|completed)\b",
    re.IGNORECASE,
)
_IF_ELECTED = re.compile(
    r"\b(?:re-?elected|(?:if|when|once|were)\s(?:\w+\s){0,2}?elected)\b", re.IGNORECASE
)
# "Will send a battalion once the UN finds the money": of 151 annotated pledges with such words
# behind those that commit, 122 are conditional and 14 pledged.
_HUNG = re.compile(
    r"(?<!even )(?<!as )(?<!see )(?<!confirm )(?<!whether or )\b(?:if(?! (?:need be|any|necessary))|unless"
    r"|provid(?:ed|ing) that|provided (?:the|it|its|they|he|she)|on condition|conditional (?:up)?on"
    r"|contingent (?:up)?on|(?<!be )subject to (?:the|a|an|its|their|approval|parliament\w*|conditions?|agreement)"
    r"|as soon as (?:the|a|an|it|they|its)|so long as|only (?:when|if|once)|once (?:the|it|its|they|he|she|(?:a|an)(?! (?:day|week|month|quarter|year)))"
    r"|should (?:the|it|he|she|they)|(?:is|are|being) tied to|hinges? on|in the event (?:of|that))\b",
    re.IGNORECASE,
)
# "If talks fail, Norland will ...": 19 of 20 are conditional.
_IF_FIRST = re.compile(r"[“\"‘']?(?:If|Unless|Should|Were|Provided)\s")
# "He repeated that Poland would pay", "announced it in May and reaffirmed this": all 11 annotated
# ones are repeated.
_REPEATED = re.compile(
    r"\b(?:repeat(?:s|ed|ing)|reiterat(?:es|ed|ing)|reaffirm(?:s|ed|ing)|restat(?:es|ed|ing))\b",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r"\band (?:has )?(?:since )?(?:repeated|reiterated|reaffirmed|restated|renewed) (?:this|that|it)\b",
    re.IGNORECASE,
)
_ALWAYS = re.compile(r"\b(?:will|shall)\salways\b|\balways\swill\b", re.IGNORECASE)
# "Will make an immediate contribution of $5m in additional aid": of 21 such in the real training
# articles 12 are new and 3 repeated, so "repeated" is not believed there.
_MORE = re.compile(
    r"\bwill\b[^.;]{0,120}?\b(?:additional|further|extra|immediate|another)\b", re.IGNORECASE
)
# Of 175 pledges by such words in all annotated articles 8 are firm; a wrong "pledged" is worse than
# one that reads a little too weak.
_OPEN = frozenset({"may", "consider", "withdraw"})
_FIRM = frozenset({Status.PLEDGED, Status.REITERATED, Status.FULFILLED})
# A wrong "pledged" or "delivered" costs more than a wrong anything else: it must be twice as likely. Chosen by
# five folds over the training articles, where it finds .05 more of what is not "pledged".
_DOUBT = 0.5
_CLAIMS = frozenset({Status.PLEDGED, Status.FULFILLED})
_LEAST = 1e-3
_FAR = 120  # code points from the words that commit to those that say it again


@functools.cache
def _weights() -> dict[str, tuple[float, ...]]:
    return {
        row["fact"]: tuple(float(row[status.value]) for status in Status)
        for row in table("status_weights")
    }


def firmness(document: Document, trigger: Span, evidence: Span) -> tuple[float, ...]:
    """Chance of each `Status`, in their order, by the words alone; they sum to 1."""
    weights = _weights()
    rows = [weights[sign] for sign in signs(document, trigger, evidence) if sign in weights]
    return normal(softmax([sum(column) for column in zip(*rows, strict=True)]))


def softmax(totals: Sequence[float]) -> list[float]:
    """Log odds as chances that sum to 1."""
    most = max(totals)
    powers = [math.exp(total - most) for total in totals]
    return [power / sum(powers) for power in powers]


def normal(chances: Sequence[float]) -> tuple[float, ...]:
    """Make chances sum to 1; none is quite 0."""
    least = [max(_LEAST, chance) for chance in chances]
    return tuple(chance / sum(least) for chance in least)


def status(document: Document, trigger: Span, evidence: Span, chances: Sequence[float]) -> Status:
    """How firm a pledge is, by the chances that readers give and by what its words decide."""
    inside = cues_within(document, trigger)
    never = _FIRM if inside and inside[0][1] in _OPEN else frozenset()
    likely = {
        one: chance * (_DOUBT if one in _CLAIMS else 1)
        for one, chance in zip(Status, chances, strict=True)
        if one not in never
    }
    return certain(document, trigger, evidence, max(likely, key=likely.__getitem__))


def certain(document: Document, trigger: Span, evidence: Span, read: Status) -> Status:
    """How firm it is where the words alone say so; else as it was ``read``.

    Nothing open is made firm by this: only what was read as pledged or repeated is looked at, and
    what is taken back. A plan must be given up in the clause itself; others' plans stand before it.
    """
    text = document.text
    start, _ = document.sentences[document.sentence_at(evidence.start)]
    back = _TAKEN_BACK.search(text, start, evidence.end)
    if back and (not back["plan"] or back.start() >= evidence.start):
        return Status.WITHDRAWN
    if read in _FIRM and (
        _HUNG.search(text, trigger.end, evidence.end) or _IF_FIRST.match(text, start, trigger.start)
    ):
        return Status.CONDITIONAL
    if read not in (Status.PLEDGED, Status.REITERATED):
        return read
    kept = _KEPT.search(text, evidence.start, evidence.end)
    if kept or _DELIVERED.search(text, trigger.end, evidence.end):
        return Status.FULFILLED
    if read is Status.REITERATED:
        more = _MORE.search(text, evidence.start, evidence.end)
        return Status.PLEDGED if more else read
    if _IF_ELECTED.search(text, start, evidence.end):
        return Status.CONDITIONAL
    again = (
        _ALWAYS.search(text, evidence.start, evidence.end)
        or _REPEATED.search(text, max(start, trigger.start - _FAR), trigger.start)
        or _AFTERWARDS.search(text, trigger.end, trigger.end + _FAR)
    )
    return Status.REITERATED if again else read
