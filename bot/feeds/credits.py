"""A page's authors and words in, the agency whose piece it is out.

A paper that prints an agency's text adds no voice of its own. Who wrote it stands in the byline,
alone on a first or last line, in a dateline ("OSLO (Reuters) -"), or in the page's own data; an
agency that is only thanked ("Reuters contributed to this report") did not write it.
"""

import re
import unicodedata
from collections.abc import Iterable

# How agencies sign, folded, and the name that they go by. Only what is well known.
_SIGNED = {
    "reuters": "Reuters",
    "thomson reuters": "Reuters",
    "ap": "Associated Press",
    "associated press": "Associated Press",
    "the associated press": "Associated Press",
    "afp": "Agence France-Presse",
    "agence france-presse": "Agence France-Presse",
    "agence france presse": "Agence France-Presse",
    "pa": "PA Media",
    "pa media": "PA Media",
    "pa news agency": "PA Media",
    "press association": "PA Media",
    "dpa": "dpa",
    "deutsche presse-agentur": "dpa",
    "efe": "EFE",
    "agencia efe": "EFE",
    "ansa": "ANSA",
    "apa": "APA",
    "aap": "Australian Associated Press",
    "australian associated press": "Australian Associated Press",
    "upi": "UPI",
    "united press international": "UPI",
    "xinhua": "Xinhua",
    "kyodo": "Kyodo News",
    "kyodo news": "Kyodo News",
    "yonhap": "Yonhap",
    "pti": "Press Trust of India",
    "press trust of india": "Press Trust of India",
    "ani": "ANI",
    "ians": "IANS",
    "anadolu": "Anadolu Agency",
    "anadolu agency": "Anadolu Agency",
    "tass": "TASS",
    "interfax": "Interfax",
    "ukrinform": "Ukrinform",
    "interfax-ukraine": "Interfax-Ukraine",
    "the canadian press": "The Canadian Press",
    "canadian press": "The Canadian Press",
    "inter press service": "Inter Press Service",
    "ntb": "NTB",
    "ritzau": "Ritzau",
    "belga": "Belga",
    "bloomberg": "Bloomberg",
    "bloomberg news": "Bloomberg",
}
_STAFF = re.compile(r"\s+(?:staff|news|newsroom|writers?|correspondents?|reporters?)$")
_BY = re.compile(
    r"^(?:by|from|source|text|copyright|credit)\b[:\s]*|^(?:\u00a9|\(c\)|[-\u2013\u2014]|(?:19|20)\d\d\b)\s*"
)
_AFTER = re.compile(r"\s*(?:,|\.|\b(?:19|20)\d\d\b|all rights reserved.*)\s*$")
_DATELINE = re.compile(r"^[^\n(]{2,60}\(([A-Z][\w&. -]{1,30})\)\s*[-\u2013\u2014:]")
_ENDING = re.compile(r"\(([A-Za-z][\w&. -]{1,30})\)\s*$")
_LINE = 60  # letters; a longer line is a sentence
_EDGES = 2  # lines at each end of a text where a signature stands


def credit_of(authors: Iterable[str], text: str, outlet: str | None) -> str | None:
    """Name the agency that wrote a piece; ``None`` when none did, or it is the outlet itself."""
    found = next(filter(None, map(_agency, authors)), None) or _signed(text)
    return None if found is None or (outlet and _agency(outlet) == found) else found


def _signed(text: str) -> str | None:
    for pattern, part in ((_DATELINE, text[:200]), (_ENDING, text[-60:])):
        if (match := pattern.search(part)) and (name := _agency(match[1])):
            return name
    lines = [line for line in text.splitlines() if line.strip()]
    edges = [*lines[:_EDGES], *lines[_EDGES:][-_EDGES:]]
    return next((name for line in edges if len(line) <= _LINE and (name := _agency(line))), None)


def _agency(words: str) -> str | None:
    """Read a signature: nothing but an agency's name may stand in it."""
    plain = unicodedata.normalize("NFKC", words).casefold().strip()
    for pattern in (_BY, _BY, _BY, _AFTER, _AFTER, _STAFF):
        if (name := _SIGNED.get(plain)) is not None:
            return name
        plain = pattern.sub("", plain).strip()
    return _SIGNED.get(plain)
