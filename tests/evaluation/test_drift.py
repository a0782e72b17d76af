"""Measures of drift: nothing where nothing differs, more the more it does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.drift import (
    Vocabulary,
    by_hundredths,
    mean_of_hundredths,
    novelty,
    novelty_within,
    stranger,
)

AXES = np.eye(4, dtype=np.float32)


def test_what_is_known_is_not_new_and_what_is_at_right_angles_is() -> None:
    found = novelty(AXES[:3], AXES[:2])

    np.testing.assert_allclose(found, [0, 0, 1], atol=1e-6)


def test_within_the_training_data_only_other_papers_count() -> None:
    vectors = AXES[[0, 0, 0, 1]]

    found = novelty_within(vectors, ["a", "a", "b", "c"], [0, 2, 3])

    np.testing.assert_allclose(found, [0, 0, 1], atol=1e-6)
    assert len(novelty_within(vectors, ["a"] * 4, [0])) == 0


def test_more_rows_than_are_compared_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.random.default_rng(0).normal(size=(7, 3)).astype(np.float32)
    papers = list("aabbccd")
    whole = novelty(vectors, AXES[:3, :3]), novelty_within(vectors, papers, range(7))

    monkeypatch.setattr("pipeline.evaluation.drift._AT_ONCE", 2)

    for before, after in zip(
        whole, (novelty(vectors, AXES[:3, :3]), novelty_within(vectors, papers, range(7))), strict=True
    ):
        np.testing.assert_allclose(after, before, atol=1e-5)


def test_no_passages_have_no_novelty() -> None:
    assert len(novelty(AXES[:0], AXES)) == 0


def test_new_words_are_counted_once_a_text() -> None:
    vocabulary = Vocabulary.of([("red teams probe models", "a")])

    assert vocabulary.most_frequent_new(["quark quark teams", "quark 7"], 5) == [("quark", 2)]
    assert vocabulary.share_new("quark models") == 0.5
    assert vocabulary.share_new("12 %") == 0.0


@given(st.lists(st.floats(0, 1), min_size=1), st.lists(st.floats(0, 1), min_size=1))
def test_the_one_is_as_much_higher_as_the_other_is_lower(here: list[float], there: list[float]) -> None:
    one, other = stranger(here, there), stranger(there, here)

    assert one is not None
    assert other is not None
    assert one + other == pytest.approx(1)
    assert stranger(here, here) == pytest.approx(0.5)
    assert stranger([value + 2 for value in here], there) == 1.0


@given(st.lists(st.integers(0, 100), min_size=1))
def test_the_mean_is_that_of_what_was_counted(hundredths: list[int]) -> None:
    counts = by_hundredths([each / 100 for each in hundredths])

    assert counts.sum() == len(hundredths)
    assert mean_of_hundredths(counts) == pytest.approx(sum(hundredths) / 100 / len(hundredths))


def test_the_mean_of_nothing_is_none() -> None:
    assert mean_of_hundredths(by_hundredths([])) is None
