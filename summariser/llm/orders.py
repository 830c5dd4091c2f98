"""A sentence in, whether it talks to a program rather than to a reader out.

Such a sentence may be quoted as what it is, but nothing is proved by it. The list is a second
lock and no more: what is not on it can still only be quoted, because every claim needs its proof.
"""

import re

from summariser.document import Document

_ORDERS = re.compile(
    r"""
      \b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,40}\b(?:previous|prior|above|earlier|all|any|your|these|system)\b
        [^.!?]{0,40}\b(?:instructions?|prompts?|rules?|directions?|guidelines?|context|polic(?:y|ies))
    | \b(?:system|developer|hidden|initial)\s(?:prompt|message|instructions?)\b
    | \b(?:language\smodel|chat\s?gpt|chatbot|ai\s(?:assistant|model|summari[sz]er|system|bot)|llms?|gpt-?\d)\b
    | ={2,}\s*end\b
    | <\|?/?(?:im_start|im_end|system|assistant|user|s|inst|endoftext|start_header_id|eot_id)\b[^>]{0,20}\|?>
    | \[/?(?:INST|SYS|SYSTEM|ASSISTANT|USER)\] | <<SYS>>
    | (?:^|[=\]>}.!?]\s)\W*(?:system|assistant|user|human|developer|instructions?|note\sto\s(?:the\s)?(?:ai|model|summari[sz]er|bot|editor))\s*:
    | \b(?:you\sare\snow|act\sas|pretend\sto\sbe|respond\s(?:only\s)?with|reply\s(?:only\s)?with|output\s(?:only|the\sfollowing|this)|answer\sonly)\b
    | \b(?:reveal|print|show|repeat|output|send|leak)\b[^.!?]{0,30}\b(?:api[\s_-]?keys?|secrets?|tokens?|passwords?|settings|environment|prompt)\b
    | "(?:pledges|actors|what|role|content|tool_calls?|function)"\s*:
    | \b(?:fetch|open|visit|load|call|curl|get)\s(?:the\s(?:url|link|address|page)\s)?https?://
    | \b(?:function|tool)[_\s]?calls?\b | <(?:script|iframe|img|svg)\b | javascript: | !\[[^\]]*\]\(
    | \b(?:ignor(?:ez|iere\w*|a|e|are)|oubliez|vergiss|olvida|esquece|zignoruj|negeer)\b[^.!?]{0,60}\b
        (?:instru\w+|anweisungen|instrukcj\w*|consignes|istruzioni|instructies)
    | игнорируй\w* | забуд(?:ь|ьте)\s | 忽略(?:之前|以上|所有) | 無視し | 이전\s지시 | تجاهل | अनदेखा | התעלם
    """,
    re.IGNORECASE | re.VERBOSE,
)


def ordered(document: Document, place: int) -> bool:
    """Tell whether the paragraph at a place gives orders: what is beside an order is its matter."""
    at = document.sentence_at(place)
    paragraph = document.paragraphs[at]
    first = last = at
    while first > 0 and document.paragraphs[first - 1] == paragraph:
        first -= 1
    while last + 1 < len(document.sentences) and document.paragraphs[last + 1] == paragraph:
        last += 1
    return orders(document.text[document.sentences[first][0] : document.sentences[last][1]])


def orders(sentence: str) -> bool:
    """Tell whether a sentence gives orders to a program, or is dressed as one's messages."""
    return bool(_ORDERS.search(sentence))
