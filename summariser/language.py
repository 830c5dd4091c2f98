"""Text in, its language out: by script, and by the commonest words of each language.

Enough to tell whether the English reading applies; the stop words are in stop_words.tsv.
"""

import functools
import re
from collections import Counter

from summariser.lexicon import table

_WORD = re.compile(r"[^\W\d_]{1,12}(?![^\W\d_])")
_SAMPLE = 6000
# Share of a text's words that must be stop words of the best language: English news has about
# 0.4, a list of names or figures under 0.1.
_LEAST = 0.12
# Up to here in Unicode letters are Latin, with or without marks.
_LAST_LATIN = "\u0369"
_SCRIPTS = (
    ("ru", "\u0400", "\u04ff"), ("ar", "\u0600", "\u06ff"), ("he", "\u0590", "\u05ff"),
    ("el", "\u0370", "\u03ff"), ("zh", "\u4e00", "\u9fff"), ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7af"), ("hi", "\u0900", "\u097f"), ("th", "\u0e00", "\u0e7f"),
)  # fmt: skip


@functools.cache
def _stop_words() -> dict[str, list[str]]:
    of_word: dict[str, list[str]] = {}
    for row in table("stop_words"):
        for word in row["words"].split():
            of_word.setdefault(word, []).append(row["language"])
    return of_word


def language(text: str) -> str | None:
    """ISO 639-1 code, or ``None`` when there are too few words to tell."""
    sample = text[:_SAMPLE]
    script = _script(sample)
    if script:
        return script
    words = [word.lower() for word in _WORD.findall(sample)]
    if not words:
        return None
    counts: Counter[str] = Counter()
    of_word = _stop_words()
    for word in words:
        counts.update(of_word.get(word, ()))
    if not counts:
        return None
    best, count = max(counts.items(), key=lambda pair: (pair[1], pair[0] == "en", pair[0]))
    return best if count >= max(2, _LEAST * len(words)) else None


def _script(sample: str) -> str | None:
    letters = [char for char in sample if char.isalpha()]
    if not letters or max(letters) <= _LAST_LATIN:
        return None
    shares = Counter(
        code
        for char in letters
        for code, low, high in _SCRIPTS
        if char > _LAST_LATIN and low <= char <= high
    )
    if not shares:
        return None
    if shares["ja"]:
        return "ja"
    code, count = shares.most_common(1)[0]
    if count * 2 < len(letters):
        return None
    return "uk" if code == "ru" and any(char in "іїєґІЇЄҐ" for char in sample) else code
