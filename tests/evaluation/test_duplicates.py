"""Near duplicates are exactly the pairs whose word triples overlap enough."""

import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluation.duplicates import near_duplicates

# Few words, so that triples meet.
TEXTS = st.lists(
    st.lists(st.sampled_from(["log", "Log", "every", "call", "a", "7", "é", "…", "\n"]), max_size=9).map(" ".join),
    max_size=9,
)
THRESHOLDS = st.floats(0.01, 1) | st.sampled_from([0.25, 0.5, 0.7, 1.0])


def triples(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    marked = [*words, "end0", "end1"]
    return {tuple(marked[start : start + 3]) for start in range(len(words))}


def compared_one_by_one(texts: list[str], threshold: float) -> list[tuple[int, int, float]]:
    found = []
    for (first, one), (second, other) in combinations(enumerate(map(triples, texts)), 2):
        if one | other and (similarity := len(one & other) / len(one | other)) >= threshold:
            found.append((first, second, round(similarity, 3)))
    return found


@given(TEXTS, THRESHOLDS)
@settings(deadline=None)
def test_the_pairs_are_those_of_a_comparison_one_by_one(texts: list[str], threshold: float) -> None:
    found = near_duplicates(texts, threshold=threshold)

    assert [pair[:2] for pair in found] == [pair[:2] for pair in compared_one_by_one(texts, threshold)]
    assert [pair[2] for pair in found] == pytest.approx(
        [pair[2] for pair in compared_one_by_one(texts, threshold)], abs=1e-3
    )


@given(TEXTS, THRESHOLDS)
@settings(deadline=None)
def test_pairs_are_ordered_and_name_the_earlier_text_first(texts: list[str], threshold: float) -> None:
    found = near_duplicates(texts, threshold=threshold)

    assert found == sorted(found)
    assert all(earlier < later for earlier, later, _ in found)
    assert len({(earlier, later) for earlier, later, _ in found}) == len(found)


@given(TEXTS, THRESHOLDS)
@settings(deadline=None)
def test_likeness_does_not_depend_on_the_order(texts: list[str], threshold: float) -> None:
    last = len(texts) - 1
    turned = [
        (last - later, last - earlier, similarity)
        for earlier, later, similarity in near_duplicates(texts[::-1], threshold=threshold)
    ]

    assert sorted(turned) == near_duplicates(texts, threshold=threshold)


@given(TEXTS, THRESHOLDS, THRESHOLDS)
@settings(deadline=None)
def test_a_lower_threshold_finds_no_fewer(texts: list[str], one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert set(near_duplicates(texts, threshold=high)) <= set(near_duplicates(texts, threshold=low))


def test_punctuation_and_case_do_not_matter_and_the_order_of_words_does() -> None:
    texts = ["Keep a log of every call.", "keep a LOG, of every call!", "call every of log a keep"]

    assert near_duplicates(texts) == [(0, 1, 1.0)]


@pytest.mark.parametrize("texts", [[], ["alone"], ["", ""], ["…", "!?", ""], ["", "word"]])
def test_texts_without_words_are_like_no_other(texts: list[str]) -> None:
    assert near_duplicates(texts) == []


def test_one_word_is_enough_to_be_alike() -> None:
    assert near_duplicates(["Logging", "logging.", "blogging"]) == [(0, 1, 1.0)]


def test_more_texts_than_are_compared_at_once() -> None:
    texts = [f"measure {number} of many" for number in range(1200)]

    assert near_duplicates([*texts, texts[3], texts[1100]]) == [(3, 1200, 1.0), (1100, 1201, 1.0)]
