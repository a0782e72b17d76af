"""Differences to baselines: none to oneself, clear where they are."""

import numpy as np
import pytest

from pipeline.evaluation.rivals import baselines, differences, sign_test
from tests.evaluation.records import a_sample, a_scored, an_answer, random_entries, random_pairs, rows_of


def test_a_rival_that_answers_alike_makes_no_difference() -> None:
    entries = [
        a_scored(number, {"code": an_answer(gold, code, rivals={"twin": code})})
        for number, (gold, code) in enumerate(random_pairs(0, 60))
    ]

    found = differences(a_sample(entries))

    assert [each.metric for each in found] == ["accuracy", "macro F1", "hierarchical F1"]
    assert all((each.difference.value, each.difference.low, each.difference.high) == (0, 0, 0) for each in found)
    assert all(each.p == 1 for each in found)


def test_a_constant_rival_loses_clearly() -> None:
    accuracy = next(each for each in differences(a_sample(random_entries(0, 200, n_papers=20))) if each.rival != "coin")

    assert accuracy.difference.low is not None
    assert accuracy.difference.low > 0
    assert accuracy.p is not None
    assert accuracy.p < 0.02


@pytest.mark.parametrize(
    ("rounds", "p"), [([1.0] * 99, 0.02), ([-1.0] * 99, 0.02), ([0.0] * 99, 1.0), ([1.0] * 50 + [-1.0] * 49, 1.0)]
)
def test_the_test_counts_signs(rounds: list[float], p: float) -> None:
    assert sign_test(np.asarray(rounds)) == p


def test_with_few_entries_nothing_is_claimed() -> None:
    section = baselines([a_sample(random_entries(0, 4))])

    cells = [cell for number in (0, 1) for row in rows_of(section, number) for cell in row]
    assert "fewer than 5 entries" in cells
    assert not any("better" in cell for cell in cells)


def test_without_rivals_there_is_no_section() -> None:
    assert baselines([a_sample([a_scored(0, {"code": an_answer("2", "2")})])]) is None
