"""What a model claims is shown where the text proves it, and as the text has it."""

import json

import pytest

from summariser import Improved, Pledge, RuleProposer, Status, Why, brief
from summariser.llm.places import Places
from tests.summariser.llm.sample import DAY, TEXT, article, honest, only, pledge, proved

OFFLINE = brief(article(), as_of=DAY, proposer=RuleProposer())


def the_pledge(made: Improved) -> Pledge:
    """Give the one pledge of the model's that was proved."""
    (found,) = proposed(made)
    return found


def proposed(made: Improved) -> list[Pledge]:
    """Give the pledges that the model proposed; others are the offline reading's."""
    assert made.briefing
    return [one for one in made.briefing.pledges if "model" in one.reasons]


def reasons(made: Improved) -> dict[str, Why]:
    """Give the reasons by field."""
    return {one.field: one.why for one in made.dropped}


def test_an_honest_answer_is_shown() -> None:
    """Every field stands in the quote, so every field is shown, and nothing is dropped."""
    made = proved(honest())
    found = the_pledge(made)
    assert made.dropped == ()
    assert found.pledger
    assert found.pledger.name == "Norway"
    assert found.recipient
    assert found.recipient.name == "Kenya"
    assert found.amount
    assert (int(found.amount.amount), found.amount.currency) == (50_000_000, "USD")
    assert made.briefing
    assert made.briefing.what
    assert made.briefing.what.worded
    assert [actor.name for actor in made.briefing.actors][:2] == ["Norway", "Ingrid Dahl"]
    assert made.briefing.actors[1].role == "Foreign Minister"


def test_every_span_is_the_slice_of_the_article() -> None:
    """Whatever a model says, evidence is cut from the article."""
    made = proved(honest()).briefing
    assert made
    for evidence in made.all_evidence():
        assert evidence.text == TEXT[evidence.start : evidence.end] != ""


@pytest.mark.parametrize(
    ("quote", "why"),
    [
        ("Norway will give Kenya $90 million for wells", Why.QUOTE_ABSENT),
        (
            "for wells, Foreign Minister Ingrid Dahl said in Nairobi. The government",
            Why.QUOTE_GLUED,
        ),
        ("Norway will give Kenya a loan of €20 million", Why.QUOTE_ABSENT),
        ("will give", Why.QUOTE_SHORT),
        ("We will not send troops", Why.NEGATED),
        ("Denmark should double its aid", Why.DEMANDED),
        ("Foreign Minister Ingrid Dahl said in Nairobi", None),
    ],
)
def test_a_quote_must_be_there_and_commit(quote: str, why: Why | None) -> None:
    """A quote that is changed, glued, short, negated or a demand proves no pledge."""
    made = proved(only(pledge(quote=quote)))
    assert made.briefing is None or all(
        one.evidence.text != quote or why is None for one in made.briefing.pledges
    )
    if why:
        assert reasons(made)["pledges[0]"] is why


def test_a_quote_is_found_however_it_is_typed() -> None:
    """Quotation marks, dashes, blanks and capitals do not matter, offsets are the article's."""
    text = "He said: “It’s the  bank’s\u200b plan – now”. Bank's"
    (span,) = Places(text).find("\"IT'S the bank's plan - now\"")
    assert text[span.start : span.end] == "It’s the  bank’s\u200b plan – now"
    assert Places(text).find("ban") == ()


@pytest.mark.parametrize(
    ("amount", "currency", "why"),
    [
        (60_000_000, "USD", Why.AMOUNT_ABSENT),
        (50_000, "USD", Why.AMOUNT_ABSENT),
        (50_000_000, "EUR", Why.UNIT_OTHER),
        (20_000_000, "EUR", Why.AMOUNT_ABSENT),
    ],
)
def test_a_sum_is_the_texts(amount: int, currency: str, why: Why) -> None:
    """Another number, unit or currency is named as wrong, and the sum of the quote is shown."""
    claim = {**honest()["pledges"][0], "amount": amount, "currency": currency}
    made = proved(only(claim))
    shown = the_pledge(made).amount
    assert shown
    assert (int(shown.amount), shown.currency) == (50_000_000, "USD")
    assert reasons(made)["pledges[0].amount"] is why


def test_giver_and_taker_are_not_turned_round() -> None:
    """Swapped parties are dropped with the reason, and those of the sentence are shown."""
    claim = {**honest()["pledges"][0], "pledger": "Kenya", "recipient": "Norway"}
    made = proved(only(claim))
    found = the_pledge(made)
    assert found.pledger
    assert found.pledger.name == "Norway"
    assert found.recipient is None or found.recipient.name == "Kenya"
    assert {"pledges[0].pledger", "pledges[0].recipient"} <= reasons(made).keys()


@pytest.mark.parametrize("name", ["France", "Jens Stoltenberg", "the moon", "Otieno"])
def test_nobody_is_bound_whom_the_sentence_does_not_bind(name: str) -> None:
    """A name from elsewhere, in the article or not, is nobody's pledge here."""
    claim = {**honest()["pledges"][0], "pledger": name}
    found = the_pledge(proved(only(claim)))
    assert found.pledger
    assert found.pledger.name == "Norway"


@pytest.mark.parametrize(
    ("quote", "status"),
    [
        ("is considering a loan of €20 million to Uganda", Status.UNDER_CONSIDERATION),
        ("Sweden has pledged to train 300 soldiers if parliament agrees", Status.CONDITIONAL),
        ("promised to open 40 clinics by 2027", Status.PLEDGED),
    ],
)
def test_a_pledge_is_never_firmer_than_its_words(quote: str, status: Status) -> None:
    """A model's "pledged" is weakened where the text doubts or sets a condition."""
    assert the_pledge(proved(only(pledge(quote=quote)))).status is status


@pytest.mark.parametrize("said", list(Status))
def test_a_model_may_say_less_but_never_more(said: Status) -> None:
    """Of a plain promise every weaker reading is believed; a withdrawal needs its words."""
    claim = {**honest()["pledges"][0], "status": said.value}
    made = proved(only(claim))
    if said is Status.WITHDRAWN:
        assert proposed(made) == []
    else:
        assert the_pledge(made).status is (Status.PLEDGED if said is Status.FULFILLED else said)


@pytest.mark.parametrize(
    "role", ["Prime Minister", "Water Minister", "President of Kenya", "said in Nairobi"]
)
def test_a_role_is_not_taken_from_elsewhere(role: str) -> None:
    """A role that the text gives nobody, or somebody else, is not shown; the text's own is."""
    answer = honest()
    answer["actors"][1]["role"] = role
    made = proved(answer)
    assert made.briefing
    dahl = next(actor for actor in made.briefing.actors if actor.name == "Ingrid Dahl")
    assert dahl.role == "Foreign Minister"
    assert reasons(made)["actors[1].role"] is Why.ROLE_ABSENT


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Norway will give Uganda $50 million for wells, Ingrid Dahl said.", Why.NAME_ADDED),
        ("Norway will give Kenya $60 million for wells, Ingrid Dahl said.", Why.NUMBER_ADDED),
        ("Norway will give Kenya $50 million for wells in March, Dahl said.", Why.NAME_ADDED),
        (
            "Norway will not give Kenya $50 million for wells, Ingrid Dahl said.",
            Why.NEGATION_CHANGED,
        ),
        ("Kenya will give Norway $50 million for wells, Ingrid Dahl said.", Why.REVERSED),
        ("Norway will receive $50 million for wells, Ingrid Dahl said.", Why.REVERSED),
        ("President Ingrid Dahl said Norway will give Kenya $50 million.", Why.NAME_ADDED),
        (
            "Norway rescued thirsty villages across the parched savannah, Dahl said.",
            Why.WORDS_ADDED,
        ),
        (" ".join(["Norway will give Kenya $50 million for wells"] * 5), Why.TOO_LONG),
    ],
)
def test_line_one_says_only_what_it_cites(line: str, why: Why) -> None:
    """A name, number, date, role, negation or turn that is not cited leaves the offline line."""
    answer = honest()
    answer["what"]["text"] = line
    made = proved(answer)
    assert made.briefing
    assert made.briefing.what == OFFLINE.what
    assert reasons(made)["what"] is why


@pytest.mark.parametrize(
    ("line", "quote"),
    [
        ("Dahl said Norway will send troops.", "We will not send troops"),
        ("The government will loan €20 million.", "The government in Oslo is considering a loan"),
        ("Sweden pledged to train 300 soldiers; parliament agrees.", "Sweden has pledged to train"),
    ],
)
def test_line_one_keeps_the_doubts_that_it_cites(line: str, quote: str) -> None:
    """What is refused, considered or conditional in the sentence stays so in a paraphrase."""
    answer = honest()
    answer["what"] = {"text": line, "quotes": [quote]}
    assert reasons(proved(answer))["what"] in {Why.NEGATION_CHANGED, Why.NAME_ADDED}


def test_a_passive_is_no_reversal() -> None:
    """The same said the other way round is still true."""
    answer = honest()
    answer["what"]["text"] = (
        "Kenya will be given $50 million for wells by Norway, Ingrid Dahl said."
    )
    made = proved(answer).briefing
    assert made
    assert made.what
    assert made.what.worded


@pytest.mark.parametrize(
    "words",
    ["", "no", "{", "[]", "null", "{}", '{"what": 3, "actors": {}, "pledges": "x"}', "{" * 5000,
     '{"pledges": [{"quote": "Norway will give Kenya $50 million for wells"}]}',
     '{"what": {"text": "x", "quotes": ["e"]}, "actors": [{"name": "the"}], "pledges": []}'],
)  # fmt: skip
def test_what_is_no_answer_changes_nothing(words: str) -> None:
    """Half an object, another shape, or claims of nothing: the offline briefing stands."""
    assert proved(words).briefing is None


def test_words_around_the_object_do_not_matter() -> None:
    """Servers without structured output wrap JSON in talk and fences."""
    made = proved(f"Sure! Here it is:\n```json\n{json.dumps(honest())}\n```\nAnything else?")
    assert made.briefing == proved(honest()).briefing


def test_the_same_pledge_twice_is_one() -> None:
    """Duplicates are merged as the offline reading merges them."""
    claim = honest()["pledges"][0]
    assert len(proposed(proved(only(claim, claim, claim)))) == 1


def test_the_pledge_of_line_one_cannot_be_left_out() -> None:
    """A lazy model that tells the event and lists no pledges does not take its pledge away."""
    made = proved({**honest(), "pledges": []}).briefing
    assert made
    assert made.what
    assert made.what.worded
    assert 50_000_000 in {int(one.amount.amount) for one in made.pledges if one.amount}


def test_a_promise_in_so_many_words_cannot_be_left_out() -> None:
    """A model that is talked into silence does not take a plain promise away."""
    text = "Norway has promised to give Kenya $50 million for wells. They met in Nairobi on Monday."
    answer = {**honest(), "pledges": []}
    answer["what"]["text"] = "Norway has promised Kenya $50 million for wells."
    answer["what"]["quotes"] = ["Norway has promised to give Kenya $50 million for wells"]
    made = proved(answer, text)
    assert made.briefing
    assert [one.amount.amount for one in made.briefing.pledges if one.amount] == [50_000_000]
