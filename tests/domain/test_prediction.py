"""Confidences are between 0 and 1, whoever builds an answer."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.prediction import Answer, Candidate, Prediction
from pipeline.errors import InputError


@given(st.floats(0, 1))
def test_a_confidence_between_0_and_1_is_kept(confidence: float) -> None:
    assert Candidate("1.1", confidence).confidence == confidence
    assert Answer("code", "1.1", confidence).confidence == confidence


@given(st.floats().filter(lambda number: not 0 <= number <= 1) | st.just(math.nan))
def test_any_other_number_is_refused(confidence: float) -> None:
    with pytest.raises(InputError) as caught:
        Candidate("1.1", confidence)
    assert str(caught.value) == f"the confidence {confidence} of '1.1' is not between 0 and 1"
    with pytest.raises(InputError) as caught:
        Answer("code", "1.1", confidence)
    assert str(caught.value) == f"the confidence {confidence} in '1.1' is not between 0 and 1"


@pytest.mark.parametrize(("reasons", "needed"), [((), False), (("code below the floor",), True)])
def test_a_prediction_needs_review_when_there_is_a_reason(reasons: tuple[str, ...], needed: bool) -> None:
    assert Prediction("p", "m", review_reasons=reasons).needs_review is needed
