"""The shares that a tree's levels have in the score of a class."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classification.levels import joined, levels_of
from pipeline.resources import load_taxonomy

TREE = load_taxonomy().tree
ACTOR = load_taxonomy()["actor"]


def test_every_level_groups_codes_by_what_they_begin_with() -> None:
    classes, first, second = levels_of(TREE)

    assert classes.tolist() == list(range(len(TREE.codes)))
    for codes, depth in ((first, 1), (second, 2)):
        for one, code in zip(codes, TREE.codes, strict=True):
            alike = {other for number, other in zip(codes, TREE.codes, strict=True) if number == one}
            assert alike == {
                each for each in TREE.codes if TREE.ancestors(each)[:depth] == TREE.ancestors(code)[:depth]
            }


def test_a_flat_facet_s_scores_stay_as_they_are() -> None:
    scores = np.random.default_rng(1).normal(size=(4, len(ACTOR.codes))).astype(np.float32)

    np.testing.assert_array_equal(joined(scores, levels_of(ACTOR)), scores)


@given(st.integers(0, 2**32 - 1))
def test_a_class_gets_more_of_the_level_that_is_nearer(seed: int) -> None:
    levels = levels_of(TREE)
    sizes = [int(level.max()) + 1 for level in levels]
    scores = np.random.default_rng(seed).normal(size=(3, sum(sizes))).astype(np.float32)
    own, first, second = np.split(scores, np.cumsum(sizes)[:-1], axis=1)

    found = joined(scores, levels)

    for column, code in enumerate(TREE.codes):
        expected = 0.9 * own[:, column] + 0.1 * first[:, levels[1][column]] + 0.2 * second[:, levels[2][column]]
        np.testing.assert_allclose(found[:, column], expected, atol=1e-5, err_msg=code)
