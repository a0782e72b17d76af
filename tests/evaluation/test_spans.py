"""Labelled passages are found in papers that do not say them to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.spans import Paper, best_match, overlap

BEFORE = "Earlier work is listed here, with all its dates and names. "
WANTED = "Providers keep a log of every call, screen it for misuse, and delete it after thirty days."
AFTER = " What follows is a section on something else entirely, with words of its own."
HALF = "Providers keep a log of every call in a jar under the sink, next to sugar, flour, salt and one old clock."
PAPER = Paper.of(BEFORE + WANTED + AFTER)


@pytest.mark.parametrize(
    "said",
    [
        WANTED,
        WANTED.upper(),
        WANTED.replace(" ", "\n"),
        WANTED.replace(",", " –"),
        WANTED.replace("screen it for misuse, ", ""),
        WANTED + " (Smith, 2020)",
    ],
)
def test_a_passage_is_found_in_spite_of_small_changes(said: str) -> None:
    place = PAPER.find(said)

    assert place is not None
    assert overlap(place, (len(BEFORE), len(BEFORE) + len(WANTED))) > 0.95


@pytest.mark.parametrize(
    "said", ["", "Too short", "Nobody wrote these words about zebras and their stripes.", "… !", HALF]
)
def test_what_is_not_there_is_not_found(said: str) -> None:
    assert PAPER.find(said) is None


def test_of_two_places_the_whole_one_is_found() -> None:
    before = "Providers keep a log of something. " + BEFORE
    paper = Paper.of(before + WANTED)

    assert paper.find(WANTED) == (len(before), len(before + WANTED) - 1)


SPANS = st.tuples(st.integers(0, 50), st.integers(1, 20)).map(lambda each: (each[0], each[0] + each[1]))


@given(SPANS, SPANS)
def test_overlap_is_that_of_the_sets_of_characters(one: tuple[int, int], other: tuple[int, int]) -> None:
    first, second = set(range(*one)), set(range(*other))

    assert overlap(one, other) == overlap(other, one)
    expected = len(first & second) / len(first | second) if first & second else 0.0
    assert overlap(one, other) == pytest.approx(expected)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), SPANS)
def test_the_best_match_is_the_best_of_all(lengths: list[int], wanted: tuple[int, int]) -> None:
    spans, start = [], 0
    for length in lengths:
        spans.append((start, start + length))
        start += length + 1
    shares = [overlap(wanted, span) for span in spans]

    match = best_match(wanted, spans)

    assert (match is None) == (max(shares) == 0)
    if match:
        assert match == (shares.index(max(shares)), max(shares))
