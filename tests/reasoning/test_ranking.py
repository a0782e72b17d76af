"""Measures come before who takes part, risks and asides; what does not speak for the answer does not come at all."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import pytest
from hypothesis import given

from pipeline.reasoning.mechanisms import Finder
from pipeline.reasoning.phrases import Candidate
from pipeline.reasoning.ranking import Ranking
from pipeline.reasoning.tagging import Tagger, Text, token_weights
from pipeline.reasoning.words import english
from tests.reasoning.conftest import TEXTS, everywhere, on

TAGGER, FINDER = Tagger(english()), Finder(english())


def ranked_in(read: Text, weights: Sequence[float], risky: AbstractSet[int] = frozenset()) -> list[Candidate]:
    return Ranking(read, weights, english(), risky=risky).strongest(FINDER.candidates(read))


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Companies must publish safety audits.", "publishing safety audits"),
        ("Staff of the lab keep an incident register.", "an incident register"),
        ("An attacker may extract weights, so weights are encrypted with hardware keys.", "hardware keys"),
    ],
)
def test_measures_come_before_who_takes_part(text: str, measure: str) -> None:
    read = TAGGER.read(text)

    ranked = ranked_in(read, token_weights(read, everywhere(text)))

    assert measure in FINDER.phrase(read, ranked[0]).wording


def test_what_guards_against_a_risk_comes_before_the_risk() -> None:
    text = "Prompt injection is met with input screening."
    read = TAGGER.read(text)
    weights = token_weights(read, on(text, "Prompt", "injection", "input", "screening"))

    ranked = ranked_in(read, weights, risky={1})

    assert FINDER.phrase(read, ranked[0]).wording == "input screening"


@given(TEXTS)
def test_candidates_are_stretches_of_the_text_with_evidence(text: str) -> None:
    read = TAGGER.read(text)
    weights = token_weights(read, everywhere(text))

    for candidate in ranked_in(read, weights):
        phrase = FINDER.phrase(read, candidate)
        assert 0 <= candidate.first < candidate.last <= len(read.tokens)
        assert sum(weights[candidate.first : candidate.last]) > 0
        assert phrase.wording == " ".join(phrase.wording.split())
        assert phrase.wording.split()[0].lower() not in {"its", "our", "these", "it", "no"}


@given(TEXTS)
def test_without_evidence_there_is_no_candidate(text: str) -> None:
    read = TAGGER.read(text)

    assert ranked_in(read, [0.0] * len(read.tokens)) == []
