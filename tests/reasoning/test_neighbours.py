"""The examples are those most like the passage, of its code where there are any."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.labels import LabeledEntry
from pipeline.reasoning import Neighbours


def letters(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.asarray([[text.count(letter) for letter in "abc"] for text in texts], dtype=np.float32)


def entry(text: str, code: str, reasoning: str = "Because.") -> LabeledEntry:
    return LabeledEntry(text, labels={"code": code}, reasoning=reasoning)


ENTRIES = [entry("aaa", "1"), entry("bbb", "1"), entry("aab", "2"), entry("ccc", "3", reasoning="")]


def nearest(text: str, code: str, count: int) -> list[str]:
    return [each.text for each in Neighbours(lambda: ENTRIES, letters, "code").nearest(text, code, count=count)]


def test_the_likest_come_first() -> None:
    assert nearest("aa", "9", 2) == ["aaa", "aab"]


def test_the_same_code_is_preferred() -> None:
    assert nearest("aaab", "2", 1) == ["aab"]


def test_the_passage_itself_and_entries_without_a_line_are_left_out() -> None:
    assert nearest("aaa", "1", 1) == ["aab"]
    assert "ccc" not in nearest("ccc", "3", 4)


def test_none_may_be_asked_for() -> None:
    assert nearest("aaa", "1", 0) == []
    assert Neighbours(list, letters, "code").nearest("a", "1", count=3) == []
