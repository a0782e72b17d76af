"""Each reason for a look is a badge, and what has more reasons comes first."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.prediction import Answer, Candidate, Prediction
from pipeline.domain.review import Badge, FiledPrediction
from pipeline.workflows.classify import READ_POORLY
from pipeline.workflows.look_alikes import bucket_of
from pipeline.workflows.ranking import Corpus, rank
from tests.builders import a_taxonomy, an_entry

TAXONOMY = a_taxonomy()
TEXT = "Staff rehearse a shutdown before every release of the model."
ENTRIES = [
    *(an_entry(f"People rehearse case {number}.", labels={"code": "2", "actor": "Developer"}) for number in range(20)),
    *(an_entry(f"Users watch case {number}.", labels={"code": "1.1", "actor": "User"}) for number in range(20)),
    an_entry("A known wording of some length that is repeated.", labels={"code": "1.2"}),
    an_entry("Staff before every release of the shutdown model rehearse.", labels={}, mitigation=False, reasoning=""),
]
CORPUS = Corpus(ENTRIES, TAXONOMY)


def predicted(code: str = "2", actor: str = "Developer", **of_code: Any) -> FiledPrediction:
    answers = {
        facet: Answer(facet, answer, 0.9, (Candidate(answer, 0.9),), (answer,))
        for facet, answer in (("code", code), ("actor", actor))
    }
    answers["code"] = replace(answers["code"], **of_code)
    return FiledPrediction(Prediction("p", "m", answers), mitigation_confidence=0.9)


def badges(filed: FiledPrediction, text: str = TEXT) -> dict[str, Badge]:
    return {badge.name: badge for badge in rank(text, filed, CORPUS).badges}


def test_an_answer_like_all_others_has_no_badge() -> None:
    assert badges(predicted()) == {}


@pytest.mark.parametrize(
    ("filed", "name", "explanation"),
    [
        (predicted(confidence=0.31), "unsure", "The model's confidence is low: code 31%."),
        (
            predicted("1", "User", backed_off_from="1.1"),
            "backed off",
            "code: perhaps 1.1 Model, but not sure enough.",
        ),
        (
            predicted(prediction_set=("1", "1.1", "1.2", "2", "9")),
            "many possible",
            "code: 5 categories cannot be ruled out.",
        ),
        (predicted("1.2", "User"), "rare", "Only 1 labelled entry has this code."),
        (
            predicted("2", "User"),
            "unusual actor",
            "User is 21 times rarer under 2 than among all labelled entries.",
        ),
        (
            replace(predicted(), mitigation_confidence=0.55),
            "perhaps none",
            "It describes a mitigation with a confidence of only 55%.",
        ),
        (
            replace(predicted(), prediction=replace(predicted().prediction, review_reasons=(READ_POORLY,))),
            "poor page",
            "Text is missing from the page that the passage stands on.",
        ),
    ],
)
def test_each_reason_is_said_plainly(filed: FiledPrediction, name: str, explanation: str) -> None:
    assert {each: badge.explanation for each, badge in badges(filed).items()} == {name: explanation}


def test_the_same_text_with_another_label_is_a_suspected_error() -> None:
    found = badges(predicted(), "a KNOWN wording, of some length (that is repeated)")

    assert found["label differs"].explanation == "Nearly the same text is labelled 1.2: one of the two is wrong."
    assert "label differs" not in badges(predicted("1", "User"), ENTRIES[-2].text)


def test_new_wording_is_said_with_examples() -> None:
    found = badges(predicted(), "Quantum annealers verify homomorphic ciphertexts while staff rehearse every release")

    assert found["new wording"].explanation == "60% of its words are new, such as ciphertexts, homomorphic, annealers."


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_less_sure_the_more_urgent(one: float, other: float) -> None:
    urgencies = [rank(TEXT, predicted(confidence=each), CORPUS).priority for each in (one, other)]

    assert (urgencies[0] >= urgencies[1]) or one >= other


def test_what_says_nearly_the_same_shares_a_bucket() -> None:
    assert rank(TEXT, predicted(), CORPUS).bucket == bucket_of(f"  {TEXT.upper()} ")
    assert bucket_of("One thing entirely.") != bucket_of("Another thing altogether.")
    assert bucket_of(" … ") == ""
