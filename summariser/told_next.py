"""A pledge without a sum in, the sum that is told of it elsewhere out.

"Sweden sends an 18th package. It is worth 13.5 billion kronor": a sentence that goes on with what
was just promised and says what it is worth, costs or comes to, or how many it is. The price of a
sale may follow further down; "at a cost of" may stand before the words that commit. A sum that tells
of anything else (what was given so far, what somebody earned, what a rival asks) is left.
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
# "A military force ... The force will involve about 300 personnel": how many, by the thing's own name.
_MADE_UP = re.compile(
    rf"(?:the|this|that)\s(?:\w+\s){{0,2}}?(?P<thing>[a-z]{{4,}})\s(?:(?:will|would|is|to)\s){{0,2}}"
    rf"(?:involves?|includes?|comprises?|consists?\sof|numbers?|have|has|total|be\smade\sup\sof)\s{_ABOUT}$",
    re.IGNORECASE,
)
# "..., over 18 months at a cost of one billion, ...": said of what the sentence promises.
_COSTING = re.compile(
    rf"\b(?:at|for)\s(?:a|an)\s(?:(?:total|estimated|overall)\s)?(?:cost|price|total)\sof\s{_ABOUT}$",
    re.IGNORECASE,
)
_SALE = re.compile(
    r"\b(?:s[eo]ll|sale|selling|sold|buy|buying|bought|purchas\w+|takeover|acqui\w+)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    rf"the\s(?:sale|purchase|selling|takeover|contract)\sprice\b[^.;:“”\"]{{0,40}}?\s(?:is|was|will\sbe)\s{_ABOUT}$",
    re.IGNORECASE,
)
_AHEAD = 8  # sentences in which the price of a sale may follow
_BARE_THE = re.compile(r"(?:the|this|that)\s(?:new\s|extra\s)?$", re.IGNORECASE)
_BEHIND = re.compile(rf"\s(?:[\w’'-]+\s){{0,2}}?{_THING}\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:so far|to date|already|last year|since|previous|earlier|a year ago|had been|not|n['’]t|instead|until now"
    r"|up from|in the past|brings|bringing|raises|raising|takes|taking)\b",
    re.IGNORECASE,
)
_LONGEST = 130


def told_next(reading: Reading, evidence: Span, trigger: Span) -> Span | None:
    """Find the sum of a pledge outside its clause; ``None`` where what is told is of another."""
    document = reading.document
    text = document.text
    here = document.sentence_at(max(trigger.start, evidence.end - 1))
    own = document.sentence_at(trigger.start)
    if any(one.money for one in reading.sums[own]):
        return _cost(reading, own)
    if here + 1 >= len(document.sentences):
        return None
    if priced := _price(reading, here, text[evidence.start : evidence.end]):
        return priced
    if counted := _made_up(reading, here + 1, text[evidence.start : evidence.end]):
        return counted
    start, end = document.sentences[here + 1]
    money = [one for one in reading.sums[here + 1] if one.money]
    if not money or money[0].start - start > _LONGEST:
        return None
    first = money[0]
    lead = text[start : first.start]
    if _OTHER.search(lead):
        return None
    named = _BEFORE.match(lead)
    if named and _BARE_THE.fullmatch(lead) and not _BEHIND.match(text, first.end, end):
        return None
    return Span(first.start, first.end) if named or _PUT.search(lead) else None


def _cost(reading: Reading, sentence: int) -> Span | None:
    """The one sum of the pledge's sentence, where it is what the deed costs."""
    money = [one for one in reading.sums[sentence] if one.money]
    start, _ = reading.document.sentences[sentence]
    if len(money) > 1 or not _COSTING.search(reading.document.text, start, money[0].start):
        return None
    return Span(money[0].start, money[0].end)


def _price(reading: Reading, here: int, clause: str) -> Span | None:
    """The price of a sale, which a report tells once, further down."""
    if not _SALE.search(clause):
        return None
    document = reading.document
    for index in range(here + 1, min(here + _AHEAD, len(document.sentences))):
        money = next((one for one in reading.sums[index] if one.money), None)
        start, _ = document.sentences[index]
        if money and _PRICE.match(document.text[start : money.start]):
            return Span(money.start, money.end)
    return None


def _made_up(reading: Reading, sentence: int, clause: str) -> Span | None:
    """How many the thing promised is, when the next sentence names it again and counts it."""
    if not reading.sums[sentence]:
        return None
    first = reading.sums[sentence][0]
    start, _ = reading.document.sentences[sentence]
    named = _MADE_UP.match(reading.document.text[start : first.start])
    if first.money or named is None:
        return None
    again = re.search(rf"\b{re.escape(named['thing'])}\b", clause, re.IGNORECASE)
    return Span(first.start, first.end) if again else None
