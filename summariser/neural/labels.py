"""The names behind the network's scores, in their order; training and run time share them."""

from summariser.records import ActorKind, PledgeKind, Status

MENTIONS = tuple(ActorKind)  # word scores 1 to 8: begin and inside of each; 0 is outside
STATUSES = tuple(Status)
# What a mistake about each status cost in training: the rare ones are worth more there, and
# their probabilities are divided by it again at run time.
STATUS_WEIGHTS = (0.6, 1.3, 1.2, 1.0, 1.8, 1.8)
KINDS = tuple(PledgeKind)
CLASSES = ("none", "core", "optional", "restated")
PARTS = ("pledger", "recipient", "amount", "deadline", "speaker", "evidence")
WHYS = (
    "completed",
    "forecast",
    "demand",
    "denied_or_refused",
    "other_number",
    "budget_or_price",
    "other_sense",
    "background_total",
    "hope",
    "hypothetical",
    "opponent_claim",
    "broken",
    "sarcasm",
)

# What a body, a country or a group does in the story, in one word.
RELATIONS = ("giver", "taker", "target", "place", "other")

# Columns of a word's scores. Those of evidence and relation only help training.
MENTION = slice(0, 9)
KEY = 9
ROLE = slice(10, 13)  # outside, begin, inside
TRIGGER = slice(13, 16)
LEAD = 16
EVIDENCE = slice(17, 21)
RELATION = slice(21, 26)
# The first word of a name asks, every word answers: the words that say what the name's owner does
# begin (end) where the product of the two is greatest, and at the name itself when none do.
ASK_FIRST, FIRST = slice(26, 58), slice(58, 90)
ASK_LAST, LAST = slice(90, 122), slice(122, 154)
N_WORD_SCORES = 154

N_SHAPES = 12
N_FEATURES = 8
