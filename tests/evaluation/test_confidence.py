"""Confidence: against scikit-learn, against the definition written out, and at the edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, top_k_accuracy_score

from pipeline.evaluation.confidence import (
    FLOORS,
    brier,
    calibration,
    floors,
    prediction_sets,
    reliability,
    risk_coverage,
    selective,
    top_k,
)
from pipeline.evaluation.headline import Sample
from pipeline.evaluation.metrics import calibration_error
from pipeline.evaluation.trust import trust
from pipeline.evaluation.view import view_of
from tests.evaluation.records import (
    CODES,
    ROUNDS,
    SEED,
    TAXONOMY,
    a_sample,
    a_scored,
    an_answer,
    an_evaluation,
    random_entries,
)

SEEDS = st.integers(0, 10_000)


@given(SEEDS)
def test_top_k_and_brier_are_those_of_scikit_learn(seed: int) -> None:
    sample = a_sample(random_entries(seed, 40))
    view = sample.view
    even = view.probabilities / view.probabilities.sum(axis=1, keepdims=True)

    expected = top_k_accuracy_score(view.gold, view.probabilities, k=2, labels=range(len(CODES)))
    assert top_k(view, 2, sample.resampler).value == pytest.approx(expected, abs=1e-4)
    expected = brier_score_loss(view.gold, even, labels=range(len(CODES)))
    assert brier(view, sample.resampler).value == pytest.approx(expected, abs=1e-3)


@given(SEEDS, st.integers(5, 70))
def test_the_calibration_error_is_the_one_that_training_reports(seed: int, n: int) -> None:
    sample = a_sample(random_entries(seed, n))
    view = sample.view

    expected = calibration_error(view.confidence.astype(np.float32), view.right)

    assert calibration(view, sample.resampler).value == pytest.approx(expected, abs=1e-4)


@given(SEEDS, st.sampled_from([0.3, 0.5, 0.7, 1.0]))
def test_accuracy_on_the_surest_is_what_the_words_say(seed: int, coverage: float) -> None:
    sample = a_sample(random_entries(seed, 40))
    view = sample.view
    surest = np.argsort(-view.confidence, kind="stable")[: round(coverage * len(view))]

    (score,) = selective(view, sample.resampler, [coverage])

    assert score.value == pytest.approx(view.right[surest].mean(), abs=1e-4)
    assert score.n == len(surest)


def test_the_risk_curve_ends_at_the_error_of_all() -> None:
    view = a_sample(random_entries(3, 60)).view

    curve = risk_coverage(view)

    assert curve[-1] == pytest.approx((1.0, 1 - view.right.mean()), abs=1e-4)
    assert [share for share, _ in curve] == sorted({share for share, _ in curve})


def test_a_higher_floor_tags_less_without_review() -> None:
    sample = a_sample(random_entries(3, 60))

    rows = floors(sample.view.confidence, sample.view.right, sample.resampler)

    shares = [row.share.value for row in rows]
    assert [row.floor for row in rows] == list(FLOORS)
    assert shares == sorted(shares, key=lambda share: -(share or 0))
    above = sample.view.confidence >= 0.5
    half = rows[FLOORS.index(0.5)]
    assert half.share.value == pytest.approx(above.mean(), abs=1e-4)
    assert half.right.value == pytest.approx(sample.view.right[above].mean(), abs=1e-4)
    assert half.right.n == above.sum()


def test_who_is_exactly_as_sure_as_the_floor_passes() -> None:
    sample = a_sample([a_scored(number, {"code": an_answer("2", "2", sure=0.5)}) for number in range(6)])

    rows = floors(sample.view.confidence, sample.view.right, sample.resampler)

    assert [row.share.value for row in rows] == [1, 1, 1, 0, 0, 0, 0, 0]


def test_an_entry_as_a_whole_is_as_sure_as_its_least_sure_facet_and_right_if_all_are() -> None:
    entries = [
        a_scored(
            number,
            {
                "code": an_answer("2", "2", sure=0.95),
                "actor": an_answer("User", "User" if number % 2 else "Developer", sure=0.65),
            },
        )
        for number in range(12)
    ]
    samples = [Sample.of(view_of(entries, facet), rounds=ROUNDS, seed=SEED) for facet in TAXONOMY]

    section = trust(samples, an_evaluation(entries))

    (table,) = (block for block in section.blocks if block.kind == "table" and block.caption.startswith("All facets"))
    at = {row[0]: row[1:] for row in table.rows}
    assert at["0.60"][0].startswith("100 % [")
    assert at["0.60"][1].startswith("50 % [")
    assert at["0.70"][0].startswith("0 % [")


def test_prediction_sets_are_counted() -> None:
    sample = a_sample(random_entries(3, 60))

    held, size = prediction_sets(sample.view, sample.resampler)

    inside = [answer.gold in answer.prediction_set for answer in sample.view.answers]
    assert held.value == pytest.approx(np.mean(inside), abs=1e-4)
    assert size.value == 2


def test_every_point_of_the_reliability_diagram_stands_on_five_entries_or_more() -> None:
    points = reliability(a_sample(random_entries(3, 23)).view, rounds=ROUNDS, seed=SEED)

    assert [point.right.n for point in points] == [6, 6, 6, 5]
    assert [point.confidence for point in points] == sorted(point.confidence for point in points)


def test_nothing_to_score_is_no_error() -> None:
    sample = a_sample(())

    assert brier(sample.view, sample.resampler).value is None
    assert calibration(sample.view, sample.resampler).value is None
    assert [score.value for score in selective(sample.view, sample.resampler)] == [None, None, None]
    assert risk_coverage(sample.view) == []
    assert reliability(sample.view, rounds=ROUNDS, seed=SEED) == []
