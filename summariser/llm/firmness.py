"""A clause and two readings of how firm it is in, the weakest that any of them gives out.

A wrong "pledged" is worse than a pledge that reads a little too weak, so doubt is counted
wherever a word of it stands, and a model can make a pledge weaker but never firmer.
"""

import re

from summariser.records import Status

_DOUBT = re.compile(
    r"\b(?:consider(?:s|ed|ing|ation)?|(?-i:may)|might|could|(?:not|n[o’']t|never|without) rul(?:e|ed|ing)"
    r"(?: \w+)? out|weigh(?:s|ed|ing)?|explor(?:e|es|ed|ing)|study(?:ing)?|studied|examin(?:e|es|ed|ing)"
    r"|look(?:s|ed|ing)? (?:at|into)|options?|possib(?:le|ly|ility)|potential(?:ly)?|perhaps"
    r"|propos(?:e|es|ed|ing|al|als)|mull(?:s|ed|ing)?|discuss(?:es|ed|ing|ions?)?|in talks|talks (?:on|about)"
    r"|open to|hop(?:e|es|ed|ing) to|would like to|debat(?:e|es|ed|ing)|evaluat(?:e|es|ed|ing)"
    r"|tentative(?:ly)?|under (?:discussion|review)|toy(?:s|ed|ing) with"
    r"|float(?:s|ed|ing)?|contemplat(?:e|es|ed|ing)|whether|suggest(?:s|ed|ing)?|yet to decide"
    r"|on the table|leaning|thinking (?:of|about)|minded to|undecided|in principle|(?-i:should))\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|provid(?:ed|ing)(?: that)?|on condition|conditional(?:ly)?|subject to|contingent"
    r"|only (?:when|once|after)|as long as|so long as|pending|depend(?:s|ent|ing)? (?:on|upon)|tied to"
    r"|once (?:the|a|an|it|they|he|she|its|parliament|congress|[a-z]+ed)|should (?:the|it|he|she|they)"
    r"|(?-i:Should) [^.?,]{3,60}|stands? ready|ready to|offer(?:s|ed|ing)?|willing(?:ness)?|whatever|when the conditions|within [^.,]{3,20} of being"
    r"|in (?:return|exchange) for|re-?elected|were to|assuming|in the event)\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:if|unless|provided that|on condition|as long as|so long as|only when|subject to)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b(?:reaffirm\w*|reiterat\w*|repeat(?:s|ed|ing)|restat\w*|renew(?:s|ed|ing)|remains? committed"
    r"|long-?standing|previously|already (?:announced|promised|pledged|committed)|stands? by"
    r"|continu(?:e|es|ed|ing) to)\b",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"\b(?:withdr[ae]w\w*|scrap\w*|abandon\w*|ditch\w*|shelv\w*|cancel\w*|revok\w*|rescind\w*|reneg\w*"
    r"|drop(?:s|ped|ping)?|back(?:s|ed|ing)? (?:out|away|down)|walk\w* away|pull\w* (?:out|back)|u-turn"
    r"|no longer|revers(?:e|es|ed|ing)|halt(?:s|ed|ing)?|suspend\w*|freez\w*|froze|cut(?:s|ting)?"
    r"|will not|won[’']t|would not|wouldn[’']t|not (?:go|proceed|honou?r|keep))\b",
    re.IGNORECASE,
)
# A negation in front of the words that commit, and one right behind them.
_NOT_BEFORE = re.compile(
    r"\b(?:not(?! only| just| rul)|(?<!no)n[o’']t(?! rul)|never(?! rul)|no(?! later| less| doubt| more than)|nothing|nobody|none"
    r"|neither|nor|without(?! rul)|refus(?:e|es|ed|ing|al)|declin(?:e|es|ed|ing)|reject(?:s|ed|ing)?"
    r"|den(?:y|ies|ied|ying)|fail(?:s|ed)?|unable|unwilling|hardly|turned down|dismiss(?:es|ed)|lost|cannot(?! rul)|rul(?:ed|es|ing) out)\b",
    re.IGNORECASE,
)
_NOT_BEHIND = re.compile(
    r"^\W{0,2}(?:[a-z]+\W){0,1}(?:no|nothing|nobody|none|not)\b(?! later| less| more| only)",
    re.IGNORECASE,
)
_UNRULED = re.compile(
    r"\b(?:not|n[o’']t|never|without|cannot)\b[^.,;]{0,14}\brul(?:e|ed|ing)\b[^.,;]{0,30}\bout\b",
    re.IGNORECASE,
)
# From the weakest to the firmest; a firmer one needs the reading's word for it.
_RANKS = {
    Status.WITHDRAWN: 0,
    Status.UNDER_CONSIDERATION: 1,
    Status.CONDITIONAL: 2,
    Status.REITERATED: 3,
    Status.PLEDGED: 4,
    Status.FULFILLED: 5,
}
# Against these a reader of the text is believed where a word shows what it says: a condition stands
# somewhere in the sentence, and whether it was said before the model knows as well.
_FIRM = (Status.PLEDGED, Status.REITERATED)


def weakest(said: Status, read: tuple[Status, ...], clause: str, sentence: str) -> Status:
    """Give the status to show.

    Args:
        said: What the model says.
        read: What the readers of the text say of the same place; withdrawn is believed of them.
        clause: The words that the status must be read from.
        sentence: The whole sentence, in which a condition may stand anywhere.
    """
    shown = {Status.REITERATED: False, Status.CONDITIONAL: bool(_CONDITION.search(sentence))}
    found = [said, *(one for one in read if said not in _FIRM or shown.get(one, True))]
    if _DOUBT.search(clause):
        found.append(Status.UNDER_CONSIDERATION)
    elif _CONDITION.search(clause) or _IF.search(sentence):
        found.append(Status.CONDITIONAL)
    elif _AGAIN.search(clause):
        found.append(Status.REITERATED)
    return min(found, key=_RANKS.__getitem__)


def negated(before: str, behind: str) -> bool:
    """Tell whether the words around those that commit say that it will not be done.

    Args:
        before: Of the same clause, up to the end of the words that commit.
        behind: What follows them.
    """
    if _UNRULED.search(before + behind[:40]):
        return False
    return bool(_NOT_BEFORE.search(before) or _NOT_BEHIND.search(behind))


def taken_back(clause: str) -> bool:
    """Tell whether words of a clause can mean that a promise is taken back."""
    return bool(_TAKEN_BACK.search(clause))


def weaker(one: Status, other: Status) -> bool:
    """Tell whether the first is less firm than the second."""
    return _RANKS[one] < _RANKS[other]
