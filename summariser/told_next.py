"""A pledge without a sum in, the sum that the next sentence puts on it out.

"Sweden sends an 18th package. It is worth 13.5 billion kronor": a sentence that goes on with what
was just promised and says what it is worth, costs or comes to. A sum that tells of anything else
(what was given so far, what somebody earned, what a rival asks) is left where it stands.
"""

import re

from summariser.proposal import Span
from summariser.reading import Reading

_ABOUT = (
    r"(?:(?:up to|at least|more than|over|about|around|approximately|nearly|almost|roughly|some|an average|an estimated"
    r"|a total of|as much as|to|just|only)\s){0,2}"
)
_THING = (
    r"(?:money|sum|amount|total|bill|cost|price|value|package|programme|program|project|plan|deal|purchase|contract"
    r"|order|investment|funding|fund|boost|grant|grants|loan|contribution|commitment|support|aid|assistance|measure"
    r"|measures|scheme|initiative|refund|rebate|share|payment|work|works|upgrade|extension|vessel|ship|ships|weapons"
    r"|aircraft|equipment|offer|pledge|donation|credit|guarantee|increase|expansion|response|move|facility|centre)"
)
_WORTH = (
    r"(?:worth|valued at|costs?|to cost|costing|cost|comes? to|came to|amounts? to|amounting to|totals?|totalling"
    r"|totaling|runs? to|stands? at|(?:put|estimated|priced|set|capped) at|at an?\s(?:\w+\s)?cost of)"
)
_ABOUT, _WORTH = (words.replace(" ", r"\s") for words in (_ABOUT, _WORTH))
# Up to the sum: a definite thing that was just told of, and what it is worth.
_BEFORE = re.compile(
    rf"""(?:
      (?:the|this|that|these|its|their|his|her)\s(?:[\w’'-]+\s){{0,3}}?{_THING}\b[^.;:“”"]{{0,40}}?
        (?:(?:\s(?:is|are|was|were)|,)?\s{_WORTH}|\s(?:is|are))\s{_ABOUT}
    | (?:the|this|that|these)\s(?:[\w’'-]+\s){{0,3}}?{_THING},\s(?:worth\s)?{_ABOUT}
    | (?:it|they|this|that)(?:\s|['’])(?:(?:is|are|will|would|s|should|was)\s){{0,2}}{_WORTH}\s{_ABOUT}
    | that(?:['’]s|\sis|\smakes|\smeans)\s{_ABOUT}
    | worth\s{_ABOUT}
    | (?:the|this|that)\s(?:new\s|extra\s)?
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_PUT = re.compile(
    rf"\b(?:put|puts|estimated|gave|set)\s(?:the|its|their)\s(?:\w+\s)?(?:costs?|price|value|bill|sum|total)(?:\sof\sit)?\s(?:at|as)\s{_ABOUT}$",
    re.IGNORECASE,
)
_BARE_THE = re.compile(r"(?:the|this|that)\s(?:new\s|extra\s)?$", re.IGNORECASE)
_BEHIND = re.compile(rf"\s(?:[\w’'-]+\s){{0,2}}?{_THING}\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:so far|to date|already|last year|since|previous|earlier|a year ago|had been|not|n['’]t|instead|until now"
    r"|up from|in the past|brings|bringing|raises|raising|takes|taking)\b",
    re.IGNORECASE,
)
_LONGEST = 130


def told_next(reading: Reading, evidence: Span, trigger: Span) -> Span | None:
    """Find the sum of a pledge in the sentence after it; ``None`` where that tells of another."""
    document = reading.document
    here = document.sentence_at(max(trigger.start, evidence.end - 1))
    if any(one.money for one in reading.sums[document.sentence_at(trigger.start)]):
        return None
    if here + 1 >= len(document.sentences):
        return None
    start, end = document.sentences[here + 1]
    money = [one for one in reading.sums[here + 1] if one.money]
    if not money or money[0].start - start > _LONGEST:
        return None
    first = money[0]
    text = document.text
    lead = text[start : first.start]
    if _OTHER.search(lead):
        return None
    named = _BEFORE.match(lead)
    if named and _BARE_THE.fullmatch(lead) and not _BEHIND.match(text, first.end, end):
        return None
    return Span(first.start, first.end) if named or _PUT.search(lead) else None
