"""Agreement of people: against the textbook's example and statsmodels, and beside the model's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import fleiss_kappa

from pipeline.evaluation.agreement import alpha_of_many, ceiling
from pipeline.evaluation.resampling import Resampler
from tests.evaluation.records import TAXONOMY, a_scored, an_answer, an_evaluation, rows_of

# Krippendorff (2011), part C: four observers, twelve units, values missing; nominal alpha 0.743.
OBSERVERS = ("123321412...", "12332241 25.3".replace(" ", ""), ".33323422 51.".replace(" ", ""), "12332441251.")


def test_alpha_of_a_published_example_with_missing_values() -> None:
    values = np.zeros((12, 5))
    for said in OBSERVERS:
        for unit, value in enumerate(said):
            if value != ".":
                values[unit, int(value) - 1] += 1
    rated = values[values.sum(axis=1) > 1]

    alpha = alpha_of_many(rated, Resampler(np.arange(len(rated)), rounds=1, seed=0))[0]

    assert alpha == pytest.approx(0.743, abs=5e-4)


@given(st.integers(0, 10_000))
def test_alpha_of_three_people_is_fleiss_kappa_of_statsmodels_corrected_for_size(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = np.stack([np.bincount(rng.integers(0, 4, size=3), minlength=4) for _ in range(30)]).astype(float)

    alpha = alpha_of_many(values, Resampler(np.arange(30), rounds=1, seed=0))[0]

    assert alpha == pytest.approx(1 - (1 - fleiss_kappa(values)) * 89 / 90)


def test_the_model_stands_beside_people() -> None:
    said = [("1.1", "1.1"), ("1.1", "2"), ("2", "2"), ("1.2", "1.2"), ("2", "1.2"), ("9", "9")]
    entries = [
        a_scored(
            number,
            {"code": an_answer(one, "1.1")},
            ratings={"ann": {"code": one}, "bob": {"code": other}},
        )
        for number, (one, other) in enumerate(said)
    ]

    section = ceiling(an_evaluation(entries), TAXONOMY.facets)

    (row,) = rows_of(section)
    assert row[:2] == ("code", "6")
    assert row[2].startswith("0.67 [")  # people: 4 of 6
    assert row[3].startswith("0.25 [")  # the model: 2 + 1 of 12


def test_without_a_second_person_there_is_no_ceiling() -> None:
    entries = [a_scored(0, {"code": an_answer("2", "2")}, ratings={"ann": {"code": "2"}})]

    assert ceiling(an_evaluation(entries), TAXONOMY.facets) is None
