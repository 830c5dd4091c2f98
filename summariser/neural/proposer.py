"""Document in, a `Proposal` out: where the encoder sees actors, pledges and the lead."""

import bisect
import dataclasses
import itertools
import re
from collections.abc import Mapping, Sequence

import numpy as np

from summariser.document import Document
from summariser.neural import candidates
from summariser.neural.candidates import Candidate, Floats, Sentences, View
from summariser.neural.labels import (
    ASK_FIRST,
    ASK_LAST,
    CLASSES,
    FIRST,
    KEY,
    KINDS,
    LAST,
    LEAD,
    MENTION,
    MENTIONS,
    N_WORD_SCORES,
    PARTS,
    ROLE,
    STATUSES,
    TRIGGER,
    WHYS,
)
from summariser.neural.network import Network, Verdict, network, softmax
from summariser.neural.windows import Reading, read
from summariser.proposal import Proposal, ProposedMention, ProposedPledge, Span

LEAST = 0.3  # chance from which a word may be part of a trigger (study: .12 was no better)
SHOWN = 0.55  # probability of a pledge, told for the first time, from which it is proved
MOST = 120  # candidates of one article, the likeliest; comparing them in pairs costs the square
SAME = 0.5  # probability from which two candidates are one pledge
LONGEST = {"evidence": 70, "deadline": 14}  # words; other parts 16
LONGEST_DEED = 14  # words
KEY_SHIFT = 0.54  # puts the best border, .2 on the held-back fifth, at the prover's .3
FARTHEST = 4  # words between a role and the name it belongs to
PARTY = 0.2  # chance of a name from which words may be a party to a pledge
NAMED = 0.5  # chance from which the last word of a phrase is a name
_PRONOUNS = frozenset(
    [
        "i",
        "we",
        "he",
        "she",
        "it",
        "they",
        "you",
        "who",
        "which",
        "his",
        "her",
        "its",
        "their",
        "our",
        "my",
        "us",
        "them",
        "him",
    ]
)
_JOINS = frozenset({"and", "&"})
_NONE, _CORE, _OPTIONAL, _RESTATED = range(len(CLASSES))


class NeuralProposer:
    """Reads with MiniLM-L6, fine-tuned; see MODEL_CARD.md."""

    def __init__(self, weights: Network | None = None) -> None:
        self._network = weights or network()

    def propose(self, document: Document) -> Proposal:
        """Say where things are; what stands after `windows.READ` words is not read."""
        reading = read(document)
        if not reading.words:
            return Proposal(lead=(), mentions=(), pledges=())
        facts = candidates.survey(document)
        scores = np.zeros((len(reading.words), N_WORD_SCORES), dtype=np.float32)
        found: list[Candidate] = []
        states: list[Floats] = []
        for number, window in enumerate(reading.windows):
            seen, judged = self._network.read(window)
            states.append(seen)
            rows = judged[list(window.places)]
            scores[window.words[window.body] : window.words[-1] + 1] = rows[window.body :]
            found += candidates.triggers(window, number, softmax(rows[:, TRIGGER]), LEAST)
        mentions = tuple(_mentions(reading, scores))
        pledges = _verbal(reading, mentions, self._pledges(reading, facts, found, states))
        return Proposal(
            lead=self._lead(document, reading, scores),
            mentions=mentions,
            pledges=tuple(
                _grounded(reading, softmax(scores[:, MENTION]), pledge) for pledge in pledges
            ),
            least=SHOWN,
            by="encoder",
        )

    def _lead(self, document: Document, reading: Reading, scores: Floats) -> tuple[int, ...]:
        count = len(document.sentences)
        ranked: list[tuple[float, int]] = []
        numbered = zip(reading.sentence, scores[:, LEAD], strict=True)
        for number, group in itertools.groupby(numbered, key=lambda pair: pair[0]):
            values = [float(value) for _, value in group]
            where = candidates.lead_features(number, count, len(values))
            ranked.append((-self._network.lead(sum(values) / len(values), where), number))
        return tuple(number for _, number in sorted(ranked))

    def _pledges(
        self,
        reading: Reading,
        facts: Sentences,
        found: Sequence[Candidate],
        states: Sequence[Floats],
    ) -> list[ProposedPledge]:
        if not found:
            return []
        found = sorted(sorted(found, key=lambda one: -one.chance)[:MOST], key=_place)
        views = [candidates.view(reading, one) for one in found]
        asked = [
            (
                view,
                states[one.window],
                candidates.features(reading, facts, one),
                [reading.windows[one.window].places[i] for i in view.words],
            )
            for one, view in zip(found, views, strict=True)
        ]
        verdicts = self._network.judge(asked)
        groups = self._groups(reading, facts, found, verdicts)
        return [
            _pledge(reading, one, view, verdict, group)
            for one, view, verdict, group in zip(found, views, verdicts, groups, strict=True)
        ]

    def _groups(
        self,
        reading: Reading,
        facts: Sentences,
        found: Sequence[Candidate],
        verdicts: Sequence[Verdict],
    ) -> list[int]:
        """Join each candidate, likeliest first, to the group that it restates most surely."""
        order = sorted(range(len(found)), key=lambda i: float(verdicts[i].classes[_NONE]))
        groups: dict[int, int] = {}
        for at, i in enumerate(order):
            best, home = SAME, i
            for j in order[:at]:
                alike = self._network.same(
                    verdicts[i],
                    verdicts[j],
                    candidates.pair(reading, facts, found[i], found[j]),
                )
                if alike > best:
                    best, home = alike, groups[j]
            groups[i] = home
        return [groups[i] for i in range(len(found))]


def _place(one: Candidate) -> tuple[int, int]:
    return one.window, one.begin


def _pledge(
    reading: Reading, one: Candidate, view: View, verdict: Verdict, group: int
) -> ProposedPledge:
    window = reading.windows[one.window]
    places = [window.places[i] - view.lo for i in view.words]
    null = window.places[one.begin] - view.lo
    words = [reading.words[window.words[i]] for i in view.words]
    parts: dict[str, Span | None] = {}
    for number, name in enumerate(PARTS):
        begin, end = verdict.parts[:, 2 * number], verdict.parts[:, 2 * number + 1]
        never = -1 if name == "evidence" else null
        span = candidates.span_of(begin, end, places, never, LONGEST.get(name, 16))
        parts[name] = Span(words[span[0]].start, words[span[1]].end) if span else None
    trigger = Span(
        reading.words[window.words[one.begin]].start,
        reading.words[window.words[one.end - 1]].end,
    )
    evidence = parts.pop("evidence") or trigger
    none = float(verdict.classes[_NONE])
    stop = max(evidence.end, trigger.end)
    if stop == trigger.end and evidence.start < trigger.start:
        further = _OBJECT.match(reading.text, stop)
        stop = further.end() if further else stop
    return ProposedPledge(
        trigger=trigger,
        evidence=Span(min(evidence.start, trigger.start), stop),
        status=STATUSES[int(verdict.status.argmax())],
        firmness=tuple(map(float, verdict.status)),
        kind=KINDS[int(verdict.kind.argmax())],
        score=float(verdict.classes[_CORE] + verdict.classes[_OPTIONAL]),
        core=float(verdict.classes[_CORE]),
        pledger=parts["pledger"],
        recipient=parts["recipient"],
        amount=parts["amount"],
        deadline=parts["deadline"],
        speaker=parts["speaker"],
        veto=WHYS[int(verdict.why.argmax())] if none >= 1 - SHOWN else None,
        restated=float(verdict.classes[_RESTATED]),
        group=group,
    )


def _verbal(
    reading: Reading, mentions: Sequence[ProposedMention], pledges: Sequence[ProposedPledge]
) -> list[ProposedPledge]:
    """Leave out what only a giver's name or a sum's sign gave away, where words beside it commit."""
    names = {mention.span for mention in mentions if mention.score >= NAMED}

    def bare(span: Span) -> bool:
        text = reading.text[span.start : span.end]
        return span in names or not any(char.isalpha() for char in text)

    told = [pledge.evidence for pledge in pledges if not bare(pledge.trigger)]
    return [
        pledge
        for pledge in pledges
        if not bare(pledge.trigger)
        or not any(
            one.start < pledge.evidence.end and pledge.evidence.start < one.end for one in told
        )
    ]


# What a clause that ends with the words that commit goes on with: "will train | 180 sailors".
_OBJECT = re.compile(
    r"(?:(?![ ](?:to|and|but|so|which|that|who|as|if)\b)(?:[^,;:.!?“”\"\n]|[,.](?=\d)))*"
)


def _grounded(reading: Reading, chances: Floats, pledge: ProposedPledge) -> ProposedPledge:
    """Let only what names somebody, or a pronoun, be a party."""
    starts = [word.start for word in reading.words]

    def party(span: Span | None) -> Span | None:
        if span is None:
            return None
        first, last = (bisect.bisect_left(starts, at) for at in (span.start, span.end))
        inside = chances[first:last]
        named = 1 - inside[:, 0]
        text = reading.text[span.start : span.end].split()
        if named.max(initial=0.0) >= PARTY:
            begin = last - 1
            if named[-1] < NAMED or len(text) == 1:
                return span
            while begin > first and chances[begin, 1::2].sum() < chances[begin, 2::2].sum():
                begin -= 1
            joined = begin > first + 1 and _text(reading, begin - 1) in _JOINS
            if joined and named[begin - 2 - first] >= NAMED:
                return span  # "Australia and China": both
            return Span(reading.words[begin].start, span.end)
        if text and text[0].lower() in _PRONOUNS:
            return Span(span.start, span.start + len(text[0]))
        return None

    return dataclasses.replace(
        pledge,
        pledger=party(pledge.pledger),
        recipient=party(pledge.recipient),
        speaker=party(pledge.speaker),
    )


def _text(reading: Reading, word: int) -> str:
    return reading.text[reading.words[word].start : reading.words[word].end]


def _runs(labels: Sequence[int], sentence: Sequence[int]) -> list[tuple[int, int]]:
    """Cut begin (odd) and inside (even) labels into runs that stay in one sentence."""
    runs: list[tuple[int, int]] = []
    begin = -1
    for i, label in enumerate([*labels, 0]):
        goes_on = begin >= 0 and label > 0 and label % 2 == 0 and sentence[i] == sentence[begin]
        if begin >= 0 and not goes_on:
            runs.append((begin, i))
            begin = -1
        if label and begin < 0:
            begin = i
    return runs


def _mentions(reading: Reading, scores: Floats) -> list[ProposedMention]:
    chances = softmax(scores[:, MENTION])
    labels = [int(x) for x in chances.argmax(axis=1)]
    roles = _runs([int(x) for x in scores[:, ROLE].argmax(axis=1)], reading.sentence)
    runs = _runs(labels, reading.sentence)
    owner = _owners(reading, runs, roles)
    found: list[ProposedMention] = []
    for begin, end in runs:
        kinds = chances[begin:end, 1:].reshape(end - begin, len(MENTIONS), 2).sum(axis=2)
        role = owner.get(begin)
        deed, told = _deed(reading, scores, begin)
        found.append(
            ProposedMention(
                span=Span(reading.words[begin].start, reading.words[end - 1].end),
                kind=MENTIONS[int(kinds.sum(axis=0).argmax())],
                key=float(1 / (1 + np.exp(-scores[begin, KEY] - KEY_SHIFT))),
                role=Span(reading.words[role[0]].start, reading.words[role[1] - 1].end)
                if role
                else None,
                score=float(1 - chances[begin:end, 0].mean()),
                deed=deed,
                told=told,
            )
        )
    return found


def _deed(reading: Reading, scores: Floats, name: int) -> tuple[Span | None, float]:
    """Find the words that say what a name's owner does, with their probability."""
    stop = bisect.bisect_right(reading.sentence, reading.sentence[name] + 1)
    begin = bisect.bisect_left(reading.sentence, reading.sentence[name])
    near = scores[begin:stop]
    first = softmax(near[:, FIRST] @ scores[name, ASK_FIRST])
    last = softmax(near[:, LAST] @ scores[name, ASK_LAST])
    both = np.triu(np.tril(first[:, None] * last[None, :], LONGEST_DEED - 1))
    both[name - begin] = 0.0
    at, to = divmod(int(both.argmax()), both.shape[1])
    if reading.sentence[begin + at] != reading.sentence[begin + to]:
        return None, 0.0
    span = Span(reading.words[begin + at].start, reading.words[begin + to].end)
    told = min(float(first[at]), float(last[to]))
    return (span, told) if told > 0 else (None, 0.0)


def _owners(
    reading: Reading, runs: Sequence[tuple[int, int]], roles: Sequence[tuple[int, int]]
) -> Mapping[int, tuple[int, int]]:
    """Give each role to the nearest name of its sentence that it does not contain."""
    owner: dict[int, tuple[int, int]] = {}
    taken: dict[int, int] = {}
    for role in roles:
        near: list[tuple[int, int]] = []
        for begin, end in runs:
            if reading.sentence[begin] != reading.sentence[role[0]]:
                continue
            gap = begin - role[1] if begin >= role[1] else role[0] - end
            if 0 <= gap <= FARTHEST:
                near.append((gap, begin))
        if near:
            gap, begin = min(near)
            if gap < taken.get(begin, FARTHEST + 1):
                owner[begin], taken[begin] = role, gap
    return owner
