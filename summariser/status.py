"""A cue in, how firm it is out: the cue's own status, changed by the words around."""

import re

from summariser.document import Document
from summariser.proposal import Span
from summariser.records import Status
from summariser.triggers import Cue

_CONDITION = re.compile(
    r"\b(?:if|unless|provided(?: that)?|on condition|conditional (?:on|upon)|subject to|contingent"
    r"|only when|only once|as long as|so long as|pending|depending on|once (?:the|a|it|they)"
    r"|should (?:the|it|he|she|they))\b",
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
_FIRM = {"modal", "would", "commit", "agree", "announce", "progressive", "plan", "future", "sum",
         "noun", "allocate", "decide", "headline", "participle", "available", "receive"}  # fmt: skip


def status(document: Document, cue: Cue, evidence: Span) -> Status:
    """Status of the pledge that a cue may open."""
    sentence = document.sentences[cue.sentence]
    text = document.text[sentence[0] : sentence[1]]
    clause = document.text[evidence.start : evidence.end]
    if cue.form in ("withdraw", "fulfil", "consider", "may", "reiterate"):
        return cue.status
    if _CONDITION.search(text):
        return Status.CONDITIONAL
    if cue.form in _FIRM and _AGAIN.search(clause):
        return Status.REITERATED
    if cue.form == "noun" and _MAYBE.search(clause):
        return Status.UNDER_CONSIDERATION
    return cue.status
