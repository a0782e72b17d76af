"""Answers say of each row what its probabilities say, one row at a time or many."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.classification.answers import answers_from, reasons_to_review
from pipeline.classification.head import Head
from pipeline.domain.prediction import Answer
from pipeline.resources import load_taxonomy

TREE = load_taxonomy().tree


def a_head(floor: float = 0.05) -> Head:
    n = len(TREE.codes)
    zeros = np.zeros(n, dtype=np.float32)
    return Head("code", TREE.codes, np.zeros((1, n), np.float32), zeros, 1.0, zeros, np.full(n, floor, np.float32))


def row(**shares: float) -> NDArray[np.float32]:
    found = np.zeros((1, len(TREE.codes)), dtype=np.float32)
    for code, share in shares.items():
        found[0, TREE.codes.index(code.removeprefix("c").replace("_", "."))] = share
    return found


def answer(floor: float = 0.5, **shares: float) -> Answer:
    (found,) = answers_from(TREE, a_head(), row(**shares), floor=floor)
    return found


def test_a_sure_leaf_is_the_answer() -> None:
    found = answer(c2_2_2=0.7, c2_2_1=0.3)

    assert (found.code, found.confidence, found.backed_off_from, found.abstained) == ("2.2.2", 0.7, None, False)
    assert [(each.code, each.confidence) for each in found.alternatives[:2]] == [("2.2.2", 0.7), ("2.2.1", 0.3)]
    assert found.prediction_set == ("2.2.2", "2.2.1")


def test_an_unsure_leaf_is_backed_off_from() -> None:
    found = answer(c2_2_2=0.4, c2_2_1=0.3, c1_1_1=0.3)

    assert (found.code, found.backed_off_from, found.abstained) == ("2.2", "2.2.2", False)
    assert found.confidence == pytest.approx(0.7)


def test_an_inner_node_that_is_likelier_than_all_below_it_is_not_backed_off_from() -> None:
    assert answer(c2_2=0.6, c2_2_1=0.4, floor=0.7).backed_off_from is None


def test_below_the_floor_it_abstains() -> None:
    found = answer(floor=0.9, c2_2_2=0.5, c1_1_1=0.5)

    assert found.abstained
    assert list(reasons_to_review(found)) == ["code: below the floor"]


def test_the_likeliest_stays_where_everything_could_be_ruled_out() -> None:
    (found,) = answers_from(TREE, a_head(floor=0.9), row(c2_2_2=0.6, c1_1_1=0.4), floor=0.5)

    assert found.prediction_set == ("2.2.2",)


def test_many_rows_get_the_answers_that_each_gets_alone() -> None:
    rng = np.random.default_rng(1)
    rows = rng.dirichlet(np.full(len(TREE.codes), 0.1), size=40).astype(np.float32)

    together = answers_from(TREE, a_head(), rows, floor=0.5)

    assert together == [answers_from(TREE, a_head(), each[None], floor=0.5)[0] for each in rows]
    assert answers_from(TREE, a_head(), rows[:0], floor=0.5) == []
