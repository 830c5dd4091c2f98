"""From phrasings with no command word in front to a Command ("who else reported it?")."""

import re
from collections.abc import Callable

from bot.commands.about import About
from bot.commands.command import (
    Changed,
    Feeds,
    Help,
    More,
    Plain,
    Pledges,
    Search,
    ShowEvidence,
    Sources,
    Timeline,
    Who,
    Why,
)
from bot.commands.filters import SORTS
from bot.commands.readers import (
    read_about,
    read_counted,
    read_evidence,
    read_latest,
    read_name,
    read_pledged,
)

_Make = Callable[[re.Match[str]], Plain]


def _phrase(make: _Make, *patterns: str) -> tuple[re.Pattern[str], _Make]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE), make


_VERB = r"(?:pledged?|promised?|committed?|commit|offer(?:ed)?|announced?|give[ns]?|gave)"
_PLEDGES = r"(?:pledges?|promises?|commitments?)"
_ASKING = r"(?:who|what|when|where|why|how|which|is|are|did|does|has|have|will)\b"
_HAS = r"(?:has|have|had|did|does|do|is|are|was|were)"
_REPORTS = (
    r"(?:report(?:s|ed|ing)?|cover(?:s|ed|ing)?|wr(?:ote|ites?|itten)|carr(?:y|ies|ied)"
    r"|says?|said|publish(?:ed|es)?)"
)
_BE = r"(?:'s| is| are| was| were)"
_WHY_WORDS = (
    r"(?: (?:was|were|is|are|am|did|do|have|has|don't|didn't|wasn't|not|no|you|we|i|it|this|that"
    r"|the|story|post|posted|show|shown|showing|see|seeing|get|getting|sent|send|here|me))*"
)

# Each is tried on the whole text, in this order: what is narrow stands before what is wide.
_PHRASES = (
    _phrase(
        lambda m: read_pledged(m["by"], m["rest"]),
        rf"(?:how much|what|which pledges?|how many pledges?) {_HAS} (?P<by>.+?) {_VERB}"
        rf"(?: (?P<rest>.+))?",
    ),
    _phrase(
        lambda m: read_pledged(None, m["rest"]),
        rf"(?:who|which (?:countries|country|companies|actors))(?: all| else)?(?: has| have)? "
        rf"{_VERB}(?: (?:money|what|how much|aid|anything))*(?: (?P<rest>.+))?",
    ),
    _phrase(
        lambda m: read_pledged(None, m["rest"]),
        rf"(?:how much|what)(?: (?:money|aid|in total))?(?: (?:has|have|was|were|is) (?:been )?)?"
        rf"{_VERB}(?: (?P<rest>.+))?",
    ),
    _phrase(
        lambda m: read_pledged(m["by"], m["rest"]),
        rf"(?P<by>(?!{_ASKING})[^?]+?)'s? {_PLEDGES}(?: (?P<rest>.+))?",
    ),
    _phrase(
        lambda m: read_pledged(None, f"{m['sort']} {m['rest'] or ''}"),
        rf"(?P<sort>(?:(?:{'|'.join(SORTS)}) ){{1,3}}){_PLEDGES}(?: (?P<rest>.+))?",
    ),
    _phrase(
        lambda _: Pledges(about=About()),
        r"(?:how much|how much money)(?: is| was)?(?: it| this| that)?"
        r"(?: (?:in total|in all|altogether))?",
        r"(?:what(?:'s| is) )?(?:the )?(?:grand |sum )?total(?: amount| sum)?|in total",
    ),
    _phrase(
        lambda m: read_latest(m["topic"] or ""),
        r"(?:what(?:'s| is)(?: the)?|any(?:thing)?) (?:new|latest|news|happening|going on)"
        r"(?:(?: about| on| in| with| from)? (?P<topic>.+))?",
    ),
    _phrase(
        lambda m: Changed(about=read_about(m["rest"] or "")),
        r"what(?:'s| is| has| was)? (?:changed?|changes|different|updated)"
        r"(?: (?:since|from|between) (?:then|the last version|versions|before|yesterday))?"
        r"(?: (?:in|about|with|on) (?P<rest>.+))?",
    ),
    _phrase(
        lambda m: Timeline(about=read_name(m["rest"])),
        r"(?:the )?(?:timeline|chronology|history|story so far) (?:of|on|about|for) (?P<rest>.+)",
    ),
    _phrase(
        lambda m: Sources(about=read_about(m["rest"] or "")),
        rf"(?:who|which (?:outlets?|papers?|sites?|media))(?: else)?(?: has| have| is| are| was)?"
        rf"(?: also)? {_REPORTS}(?: (?:on |about )?(?P<rest>.+))?",
    ),
    _phrase(
        lambda _: Sources(),
        r"who else(?: has (?:it|this|that))?|says who|according to whom?",
        r"where(?: is| does|'s)? (?:it|this|that) (?:come )?from",
    ),
    _phrase(
        lambda m: read_evidence(m["rest"] or ""),
        r"(?:the |its |that |this )?(?:exact )?(?:quotes?|evidence|proof|words|wording|passage)"
        r"(?: (?P<rest>.+))?",
    ),
    _phrase(
        lambda _: ShowEvidence(),
        r"(?:where|how) (?:does|do) (?:it|they|the (?:article|text|source)) says? (?:so|that|this)",
        r"how do you know(?: (?:that|this|it))?|prove (?:it|this|that)|says where",
    ),
    _phrase(
        lambda _: ShowEvidence(line="Actors"),
        rf"who{_BE} (?:involved|in (?:it|this|that)|acting|the actors?)(?: .*)?",
    ),
    _phrase(lambda m: Who(name=read_name(m["name"])), rf"who{_BE} (?P<name>.+)"),
    _phrase(
        lambda m: Search(words=m["name"]),
        r"what (?:do you know|have you got|do you have) about (?P<name>.+)",
    ),
    _phrase(
        lambda m: Why(about=read_about(m["rest"] or "")),
        rf"why{_WHY_WORDS}(?: (?P<rest>#?\d+))?",
    ),
    _phrase(
        lambda _: Feeds(),
        r"(?:are |is |how are |how's |status of )?(?:the |your |my |all )?feeds?"
        r"(?: (?:ok|okay|fine|healthy|health|status|doing|working|alive|up|down|state|broken))?",
        r"(?:which|what) feeds(?: .*)?|feed health",
        r"(?:what|which (?:sources|sites)) do you (?:read|poll)",
    ),
    _phrase(
        lambda m: More(about=read_about(m["rest"] or "")),
        r"(?:any |all |the )?(?:more|details?|rest)(?: (?:details?|info|please|lines))?"
        r"(?: (?P<rest>.+))?",
    ),
    _phrase(
        lambda m: read_counted(m["n"], m["topic"]),
        r"(?:the )?(?:top |last |newest |latest |first )?(?P<n>\d{1,3}|two|three|five|ten)"
        r"(?: (?:latest|newest|last|most recent|new|top|recent))?"
        r"(?: (?:briefings?|stories|news|posts?|headlines?|briefs?))?"
        r"(?: (?:about|on|in|from|of) (?P<topic>.+))?",
    ),
    _phrase(
        lambda _: Help(),
        r"what can (?:you|i) (?:do|ask|type|say)|how (?:do i use|does) (?:this|it)(?: work)?",
        r"commands?|usage|what are the commands|i(?:'m| am) (?:lost|new)|hello|hi|\?+",
    ),
)


def read_phrase(words: str) -> Plain | None:
    """Read the whole text as one of the phrasings; ``None`` when it is none."""
    for pattern, make in _PHRASES:
        if match := pattern.fullmatch(words):
            return make(match)
    return None
