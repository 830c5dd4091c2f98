"""From a question to the words that an article must have to answer it, in all their forms.

An answer needs every telling word of the question (`weighing`), so only articles that have a form
of each are looked at: the index is walked from its newest end, and a usual word costs no more than
a rare one.
"""

import functools

from bot.commands.keys import WHOLE, forms_of, key, words_of
from bot.commands.question import Question
from bot.commands.weighing import light
from bot.ports import Forms
from bot.rules import fold

MOST = 8
"""Words that are looked up; a question with more is long enough to be found by these."""
SHORT = 5
"""Letters from which a word's beginning stands for all its forms, as `keys.has` compares."""
_ENDINGS = ("", "e", "s", "es", "ed", "d", "ing", "ly")


def telling(question: Question) -> tuple[Forms, ...]:
    """Give the words without which nothing answers, names first, each in its forms."""
    small = light(question) | question.role
    return _forms(question, tuple(k for k in question.keys if k not in small))


def everything(question: Question) -> tuple[Forms, ...]:
    """Give all words of the question, each in its forms."""
    return _forms(question, tuple(question.keys))


def search_words(question: Question) -> str:
    """Give the words to look for what is near by, as they are written: names first."""
    small = light(question)
    words = [part for word in words_of(question.text) for part in fold(word).split()]
    found = [word for word in words if key(word) in question.keys and key(word) not in small]
    found.sort(key=lambda word: (key(word) not in question.names, -len(word)))
    return " ".join(list(dict.fromkeys(found))[:MOST])


def _forms(question: Question, keys: tuple[str, ...]) -> tuple[Forms, ...]:
    written = {key(word): word for word in reversed(words_of(question.text))}
    chosen = sorted(keys, key=lambda k: (k not in question.names, -len(k)))[:MOST]
    found = (_of_word(written[k]) for k in chosen if k in written)
    return tuple(forms for forms in found if forms)


@functools.lru_cache(maxsize=4096)
def _of_word(word: str) -> Forms:
    """Give a word, those that mean the same, and what they may end on; "norw*" is any ending."""
    same = (word, *forms_of(word), *(w for whole, w in WHOLE.items() if key(w) == key(word)))
    spelt = (part for each in same for part in _spelt(each))
    whole = [name.split()[-1] for name, short in WHOLE.items() if key(short) == key(word)]
    return tuple(dict.fromkeys((*spelt, *whole)))


def _spelt(word: str) -> tuple[str, ...]:
    parts = fold(word.removesuffix("'s").removesuffix("\u2019s")).split()
    if not parts:
        return ()
    longest = max(parts, key=len)
    stem = key(longest) if len(parts) == 1 else longest
    if len(stem) >= SHORT and longest.startswith(stem[:SHORT]):
        return (f"{stem[: max(SHORT, len(stem) - 3)]}*",)
    if longest[:1].isdigit():
        return (longest,)
    base = stem if longest.startswith(stem) else longest
    more = (f"{base[:-1]}ies", f"{base[:-1]}ied") if base.endswith("y") else ()
    return tuple(dict.fromkeys((longest, *(f"{base}{end}" for end in _ENDINGS), *more)))
