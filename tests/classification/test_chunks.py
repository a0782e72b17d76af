"""Texts become numbers of their chunks, and rows of numbers lead from one to the next."""

from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classification.chunks import Chunks, Ragged

ROWS = st.lists(st.lists(st.integers(0, 4), max_size=6), max_size=6)


def lists_of(ragged: Ragged) -> list[list[int]]:
    return [
        ragged.values[start:end].tolist() for start, end in zip(ragged.offsets[:-1], ragged.offsets[1:], strict=True)
    ]


@given(st.lists(st.text(max_size=30), max_size=8))
def test_numbers_lead_back_to_the_chunks(texts: list[str]) -> None:
    read, names = Chunks().read(texts)

    assert [[names[number] for number in row] for row in lists_of(read)] == [text.lower().split() for text in texts]
    assert len(set(names)) == len(names)


def test_only_what_was_not_met_before_is_fresh() -> None:
    chunks = Chunks()
    first, fresh = chunks.read(["a treaty", "a Treaty a"])
    second, fresher = chunks.read(["the treaty"])

    assert (fresh, fresher) == (["a", "treaty"], ["the"])
    assert (lists_of(first), lists_of(second)) == ([[0, 1], [0, 1, 0]], [[2, 1]])
    assert len(chunks) == 3


@given(ROWS, st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=5, max_size=5))
def test_through_puts_rows_in_place_of_their_numbers(rows: list[list[int]], inner: list[list[int]]) -> None:
    through = Ragged.of(rows).through(Ragged.of(inner))

    assert lists_of(through) == [list(chain.from_iterable(inner[number] for number in row)) for row in rows]


@given(ROWS, ROWS)
def test_extended_rows_are_those_of_both(some: list[list[int]], more: list[list[int]]) -> None:
    assert lists_of(Ragged.of(some).extended(Ragged.of(more))) == some + more


@given(ROWS)
def test_counts_are_how_often_a_number_stands_in_a_row(rows: list[list[int]]) -> None:
    expected = [np.bincount(row, minlength=5) if row else np.zeros(5) for row in rows]

    np.testing.assert_array_equal(Ragged.of(rows).counts(5).toarray(), np.asarray(expected).reshape(len(rows), 5))
