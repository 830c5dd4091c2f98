"""From a word to the key that it is compared by: case, endings and ways of saying dropped.

Accents, plural and verb endings go, irregular verbs have one form, and a few classes of words
that news uses for one another share a key ("kill", "die", "death"). Names of several words that
are one ("United Kingdom", "UK") are read as one word.
"""

import functools
import re
import unicodedata

_WORD = re.compile(r"[^\W_]+(?:['\u2019.][^\W_]+)*")
_SMALL_WORDS = """
a about after ago all also an and any are as asked at be been before being but by can could did do
does doing done during each for from get gets given go goes going gone got had has have he her him
his how i if in into is it its itself just many may me might more most much must my no not now of
off on one only or other our out over own said say says she should so some such than that the their
them then there these they this those to under until up us very was we went were what when where
which while who whom whose why will with within would you your tell know happen happened happening
exactly currently really actually ever yet still already long old new today now between against
across through among per because since toward towards near without
"""
SMALL = frozenset(_SMALL_WORDS.split())
"""Words that say nothing of what is asked."""
_CLASSES = (
    ("give", "provide", "send", "donate", "supply", "offer", "grant", "contribute", "contribution",
     "deliver", "hand"),
    ("pledge", "promise", "commit", "commitment", "undertake", "undertook", "vow"),
    ("leader", "chief", "head", "boss", "ceo", "executive", "chair", "chairman", "chairwoman",
     "chairperson"),
    ("lead", "led"),
    ("premier", "pm"),
    ("kill", "die", "dead", "death", "died", "toll", "victim"),
    ("cost", "price", "worth", "value", "expensive"),
    ("britain", "uk", "british", "london"),
    ("america", "us", "usa", "american", "washington"),
    ("france", "french", "paris"),
    ("germany", "german", "berlin"),
    ("australia", "australian", "canberra"),
    ("norway", "norwegian", "oslo"),
    ("denmark", "danish", "copenhagen"),
    ("finland", "finnish", "helsinki"),
    ("ukraine", "ukrainian", "kyiv"),
    ("greenland", "greenlandic"),
    ("eu", "european", "europe", "brussels"),
    ("switzerland", "swiss"),
    ("tajikistan", "tajik"),
    ("sweden", "swedish", "stockholm"),
    ("poland", "polish", "warsaw"),
    ("netherlands", "dutch"),
    ("spain", "spanish", "madrid"),
    ("portugal", "portuguese", "lisbon"),
    ("ireland", "irish", "dublin"),
    ("turkey", "turkish", "ankara"),
    ("china", "chinese", "beijing"),
    ("thailand", "thai"),
    ("greece", "greek", "athens"),
    ("wale", "welsh"),
    ("job", "employ", "employee", "hire", "recruit"),
    ("build", "built", "construct", "construction", "building"),
    ("plant", "factory"),
    ("quake", "earthquake"),
    ("buy", "bought", "purchase"),
    ("pay", "paid", "spend", "spent", "payment"),
    ("troop", "soldier"),
    ("loss", "lose", "lost"),
    ("grow", "grew", "grown", "rise", "rose", "risen", "increase"),
    ("aid", "help", "relief", "support"),
    ("begin", "start", "began", "begun"),
    ("refuse", "reject", "rule", "decline"),
    ("fund", "money"),
    ("company", "firm", "maker", "manufacturer"),
    ("country", "nation"),
    ("lend", "loan", "lent"),
    ("home", "house", "household"),
    ("child", "children", "kid"),
    ("demand", "urge", "call"),
    ("author", "write", "wrote", "written"),
    ("teach", "taught", "teacher"),
    ("propose", "proposal"),
    ("lorry", "truck"),
    ("visit", "visitor"),
    ("reason", "cause"),
    ("boost", "expand", "expansion"),
)  # fmt: skip
_IRREGULAR = """
arise arose arisen|bear bore|beat beaten|become became|bid bade|bind bound|blow blew blown|break
broke broken|bring brought|catch caught|choose chose chosen|deal dealt|draw drew drawn|drive drove
driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|fly flew
flown|forbid forbade forbidden|forget forgot|freeze froze frozen|hang hung|hear heard|hide hid
hidden|hold held|keep kept|know knew known|lay laid|leave left|light lit|make made|mean meant|meet
met|rebuild rebuilt|ride rode ridden|ring rang rung|run ran|see saw seen|seek sought|sell sold|set
setting|shake shook shaken|shoot shot|show shown|sing sang sung|sink sank sunk|sit sat|sleep slept
|speak spoke spoken|stand stood|steal stole stolen|strike struck stricken|swear swore sworn|swim
swam|take took taken|think thought|throw threw thrown|wear wore worn|win won|withdraw withdrew
withdrawn withdrawal|woman women|man men
"""
_SAME = (*_CLASSES, *(tuple(each.split()) for each in _IRREGULAR.split("|")))
_CLASS_OF = {word: words[0] for words in _SAME for word in words}
WHOLE = {
    "united kingdom": "UK",
    "great britain": "UK",
    "united states": "US",
    "united nations": "UN",
    "european union": "EU",
    "prime minister": "premier",
}
"""Names of several words that are read as one."""
_WHOLE_NAME = re.compile(rf"\b(?:{'|'.join(WHOLE)})\b", re.IGNORECASE)
_ENDINGS = ("ingly", "edly", "ies", "ing", "ied", "ed", "es", "ly", "s")


def words_of(text: str) -> list[str]:
    """Give the words of a text, in order, names of several words as one."""
    return _WORD.findall(_WHOLE_NAME.sub(lambda found: WHOLE[found[0].casefold()], text))


def keys_of(text: str) -> list[str]:
    """Give the keys of all words of a text, in order."""
    return [key(word) for word in words_of(text)]


def forms_of(word: str) -> tuple[str, ...]:
    """Give other words of the same key that a text may have instead ("UK": "britain")."""
    first = _CLASS_OF.get(word.casefold())
    if first is None:
        return ()
    same = next(words for words in _SAME if words[0] == first)
    return tuple(other for other in same if other != word.casefold())


@functools.lru_cache(maxsize=50_000)
def key(word: str) -> str:
    """Give what a word is compared by."""
    plain = unicodedata.normalize("NFKD", word).casefold().replace("\u2019", "'")
    plain = "".join(c for c in plain if not unicodedata.combining(c)).removesuffix("'s")
    plain = plain.replace("'", "").replace(".", "") if not plain[:1].isdigit() else plain
    if plain in _CLASS_OF:
        return _CLASS_OF[plain]
    stem = _stem(plain)
    return _CLASS_OF.get(stem, _CLASS_OF.get(stem + "e", stem))


def has(keys: frozenset[str] | list[str] | tuple[str, ...], word: str) -> bool:
    """Tell whether a key is there, or one that begins alike ("norway", "norwegian")."""
    if word in keys:
        return True
    if len(word) < 5:  # noqa: PLR2004 # short words begin alike by chance
        return False
    stem = word[: max(5, len(word) - 3)]
    return any(other.startswith(stem) for other in keys)


def _stem(word: str) -> str:
    """Drop one ending, leaving at least three letters; crude, the same for both sides."""
    if word[:1].isdigit():
        return word
    for ending in _ENDINGS:
        if ending == "s" and word.endswith("ss"):
            break
        if word.endswith(ending) and len(word) - len(ending) > 2:  # noqa: PLR2004 # three letters
            stem = word[: -len(ending)]
            stem += "y" if ending in {"ies", "ied"} else ""
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "ls":  # noqa: PLR2004 # "stopp"
                stem = stem[:-1]
            return stem.removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word  # noqa: PLR2004 # "age"
