"""Whatever an article says to a model, and however the model obeys, only quotes of it are shown."""

import dataclasses
import json
import random
from typing import Any

import pytest

from summariser import Article, Ask, Briefing, RuleProposer, brief, drive, improve
from summariser.llm.orders import orders
from tests.summariser.llm.attacks import ATTACKS, CLAIM
from tests.summariser.llm.sample import DAY, TEXT, article, honest, pledge, proved

NOT_ASKED = {"zero width", "Japanese"}
"""Too much of the text cannot be read, or not as English: its offline briefing stands."""

SCRAMBLED = random.Random("a meaningless model")  # noqa: S311 - a test's dice


def with_attack(attack: str) -> str:
    """Put an attack between the article's paragraphs."""
    first, rest = TEXT.split("\n\n", 1)
    return f"{first}\n\n{attack}\n\n{rest}"


def obedient(attack: str) -> dict[str, Any]:
    """Answer as a model that does all it is told, and quotes the attack for it."""
    answer = honest()
    answer["what"] = {"text": f"{CLAIM}.", "quotes": [attack[:1000]]}
    answer["actors"].append(
        {"name": "Zog", "kind": "person", "role": "President", "quote": attack[:1000]}
    )
    answer["pledges"].append(
        pledge(
            quote=attack[:1000],
            pledger="Ruritania",
            recipient="Elbonia",
            amount=9_000_000_000,
            currency="USD",
        )
    )
    answer["pledges"].append(pledge(quote=CLAIM, pledger="President Zog", amount=9_000_000_000))
    return answer


def by_model(briefing: Briefing) -> list[str]:
    """Give what of a briefing came of the answer: worded line, quotes of pledges."""
    said = [one.evidence.text for one in briefing.pledges if "model" in one.reasons]
    worded = briefing.what and briefing.what.worded
    return [*said, briefing.what.text] if briefing.what and worded else said


@pytest.mark.parametrize("name", ATTACKS)
def test_an_obeyed_attack_proves_nothing(name: str) -> None:
    """A model that repeats and quotes the attack shows nothing of it; the honest part stands."""
    attack = ATTACKS[name]
    text = with_attack(attack)
    made = proved(obedient(attack), text)
    if name in NOT_ASKED:
        assert made.briefing is None
        return
    assert made.briefing
    assert by_model(made.briefing) == ["Norway will give Kenya $50 million for wells"]
    offline = brief(article(text), as_of=DAY, proposer=RuleProposer())
    known = {actor.name for actor in offline.actors}
    assert not {a.name for a in made.briefing.actors if "Zog" in a.name} - known
    for evidence in made.briefing.all_evidence():
        assert evidence.text == text[evidence.start : evidence.end]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_stays_between_the_marks(name: str) -> None:
    """The system turn is the same for every article; the attack is in the user's, once, as data."""
    asked: list[Ask] = []

    def listen(ask: Ask) -> None:
        asked.append(ask)

    for text in (TEXT, with_attack(ATTACKS[name])):
        drive(improve(article(text), as_of=DAY, proposer=RuleProposer()), listen)
    if name == "Japanese":
        assert len(asked) == 1
        return
    plain, attacked = asked
    assert attacked.messages[0] == plain.messages[0]
    assert attacked.schema == plain.schema
    begin, *body, end = attacked.messages[1].content.split("\n")
    mark = begin.removeprefix("=== ARTICLE ").removesuffix(" ===")
    closing = f"=== END ARTICLE {mark} ==="
    assert end == "Report it as JSON."
    assert body.count(closing) == 1
    assert mark not in ATTACKS[name]
    assert len(asked) == 2


@pytest.mark.parametrize("name", ["empty lists", "no pledges"])
def test_silence_is_no_proof(name: str) -> None:
    """A model that is talked into an empty answer takes nothing away."""
    text = with_attack(ATTACKS[name])
    nothing: list[dict[str, Any]] = [{"what": None, "actors": [], "pledges": []}, {}]
    for answer in nothing:
        assert proved(answer, text).briefing is None


@pytest.mark.parametrize(
    "change",
    [
        {"pledger": "Kenya", "recipient": "Norway"},
        {"amount": 90_000_000_000},
        {"status": "withdrawn"},
    ],
)
def test_an_attack_does_not_change_what_is_true(change: dict[str, Any]) -> None:
    """A swap, a raise or a withdrawal that only the attack asks for is not shown."""
    text = with_attack(ATTACKS["swap"])
    answer = honest()
    answer["pledges"][0] |= change
    made = proved(answer, text).briefing
    assert made
    shown = [one for one in made.pledges if "model" in one.reasons]
    for one in shown:
        assert one.pledger
        assert (one.pledger.name, int(one.amount.amount) if one.amount else 0) == (
            "Norway",
            50_000_000,
        )


@pytest.mark.parametrize("sentence", [TEXT.split("\n")[0], *TEXT.split("\n\n")[1].split(". ")])
def test_news_is_not_taken_for_orders(sentence: str) -> None:
    """The list of orders leaves ordinary sentences alone."""
    assert not orders(sentence)


WORDS = [*TEXT.split(), "lorem", "ipsum", "42", "€5", "the", "", "null", "\u202e", "🙂"]


def words(count: int) -> str:
    """Babble."""
    return " ".join(SCRAMBLED.choice(WORDS) for _ in range(count))


def valid() -> dict[str, Any]:
    """Babble in the form of the schema."""
    return {
        "what": {"text": words(12), "quotes": [words(6) for _ in range(2)]},
        "actors": [
            {"name": words(1), "kind": "person", "role": words(2), "quote": words(5)}
            for _ in range(4)
        ],
        "pledges": [
            pledge(
                quote=words(SCRAMBLED.randint(1, 9)),
                pledger=words(1),
                recipient=words(1),
                amount=SCRAMBLED.choice([None, 50_000_000, 20, -1, 1e300]),
                currency=words(1),
                status=SCRAMBLED.choice(["pledged", "fulfilled", "considered", ""]),
            )
            for _ in range(3)
        ],
    }


@pytest.mark.parametrize("number", range(60))
def test_a_meaningless_model_changes_nothing(number: int) -> None:
    """Random words, and random words in valid JSON, prove nothing: the offline briefing stands."""
    del number
    for answer in (words(80), valid(), {**valid(), "pledges": []}):
        assert proved(answer).briefing is None


def test_a_hundred_kilobytes_are_read() -> None:
    """A long text is asked by its beginning, and its quotes are found."""
    long = TEXT + "\n\n" + "The council met again and nothing was said of it. " * 2000
    asked: list[Ask] = []

    def model(ask: Ask) -> str:
        asked.append(ask)
        return json.dumps(honest())

    made = drive(improve(article(long), as_of=DAY, proposer=RuleProposer()), model)
    assert made.briefing
    assert len(asked[0].messages[1].content) < 30_000


def test_another_language_is_not_asked_about() -> None:
    """The proof reads English; of other texts a model's word would be all there is."""
    german = (
        "Die Regierung hat am Montag beschlossen, dass sie der Stadt und dem Land helfen wird. "
    )
    other = dataclasses.replace(article(), text=german * 8)
    asked: list[Ask] = []
    made = drive(improve(other, as_of=DAY, proposer=RuleProposer()), asked.append)
    assert made.briefing is None
    assert asked == []


def test_an_answer_in_another_language_is_not_shown() -> None:
    """A translated line is nobody's words; a translated quote is not in the article."""
    answer = honest()
    answer["what"]["text"] = "Norwegen wird Kenia 50 Millionen Dollar für Brunnen geben."
    answer["pledges"][0]["quote"] = "Norwegen wird Kenia 50 Millionen Dollar für Brunnen geben"
    made = proved(answer)
    assert made.briefing is None or by_model(made.briefing) == []


def test_a_text_without_words_is_not_asked_about() -> None:
    """Nothing to quote, nothing to ask."""
    empty = Article(id="empty", text=" \n ")
    assert (
        drive(improve(empty, as_of=DAY, proposer=RuleProposer()), lambda _: "{}").briefing is None
    )
