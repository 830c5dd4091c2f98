"""One invented article, an honest answer about it, and a way to have it proved."""

import datetime as dt
import json
from typing import Any

from summariser import Article, Improved, RuleProposer, drive, improve

DAY = dt.date(2025, 3, 1)
TEXT = """\
Norway will give Kenya $50 million for wells, Foreign Minister Ingrid Dahl said in Nairobi.

The government in Oslo is considering a loan of €20 million to Uganda. “We will not send troops,” \
Dahl said. Kenyan Water Minister Peter Otieno thanked Norway and promised to open 40 clinics by \
2027.

Sweden has pledged to train 300 soldiers if parliament agrees. Denmark should double its aid, Mr \
Otieno said.
"""


def article(text: str = TEXT) -> Article:
    """Hold a text as an article."""
    return Article(id="sample", text=text, outlet="Nordwire")


def honest() -> dict[str, Any]:
    """Answer as a careful model would."""
    return {
        "what": {
            "text": "Norway will give Kenya $50 million for wells, Ingrid Dahl said.",
            "quotes": [
                "Norway will give Kenya $50 million for wells, Foreign Minister Ingrid Dahl said"
            ],
        },
        "actors": [
            {"name": "Norway", "kind": "country", "role": None, "quote": "Norway will give Kenya"},
            {"name": "Ingrid Dahl", "kind": "person", "role": "Foreign Minister", "quote": ""},
        ],
        "pledges": [
            pledge(
                quote="Norway will give Kenya $50 million for wells",
                pledger="Norway",
                recipient="Kenya",
                amount=50_000_000,
                currency="USD",
            )
        ],
    }


def pledge(quote: str, **fields: Any) -> dict[str, Any]:
    """Claim one pledge; what is not given is null."""
    empty = dict.fromkeys(("pledger", "recipient", "amount", "currency", "speaker"))
    return {**empty, "status": "pledged", "quote": quote, **fields}


def proved(answer: object, text: str = TEXT) -> Improved:
    """Let a model that gives this answer be proved against a text."""
    words = answer if isinstance(answer, str) else json.dumps(answer)
    asking = improve(article(text), as_of=DAY, proposer=RuleProposer())
    return drive(asking, lambda _: words)


def only(*pledges: dict[str, Any]) -> dict[str, Any]:
    """Answer with these pledges and nothing else of note."""
    return {**honest(), "pledges": list(pledges)}
