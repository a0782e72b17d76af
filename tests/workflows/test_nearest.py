"""Labelled entries are found by likeness alone."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.workflows.nearest import NearestEntries, Neighbour
from tests.builders import a_passage, an_entry


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Counts of three letters, not of unit length."""
    return np.asarray([[text.count(letter) for letter in "xyz"] for text in texts], dtype=np.float32)


ENTRIES = (
    an_entry("z", section_path=(), labels={"code": "1.1"}, paper="a"),
    an_entry("xy", section_path=(), labels={"code": "1.2"}, paper="b"),
    an_entry("xx", section_path=(), labels={"code": "2"}, paper="c"),
    an_entry("x", section_path=(), labels={"actor": "User"}, paper="no code"),
    an_entry("x", section_path=(), labels={}, mitigation=False, paper="no mitigation"),
)


def test_the_likest_come_first_and_only_those_with_a_code() -> None:
    known = NearestEntries(ENTRIES, encode, "code")

    (found,) = known.nearest([a_passage("xxx", section_path=())], count=2)

    assert found == (Neighbour("xx", "2", "c", 1.0), Neighbour("xy", "1.2", "b", 0.7071))


def test_headings_count_on_both_sides() -> None:
    entry = an_entry("", section_path=("x", "y"), labels={"code": "2"}, paper="headings")

    ((found,),) = NearestEntries((entry,), encode, "code").nearest([a_passage("y", section_path=("x",))], count=3)

    assert found == Neighbour("x > y", "2", "headings", 1.0)


def test_equals_stand_in_the_order_of_the_labels() -> None:
    entries = tuple(an_entry("x", section_path=(), paper=name) for name in ("first", "second", "third"))

    (found,) = NearestEntries(entries, encode, "code").nearest([a_passage("x")], count=2)

    assert [each.paper for each in found] == ["first", "second"]


def test_entries_are_encoded_once_however_many_passages_there_are() -> None:
    seen: list[int] = []

    def counting(texts: Sequence[str]) -> NDArray[np.float32]:
        seen.append(len(texts))
        return encode(texts)

    found = NearestEntries(ENTRIES, counting, "code").nearest([a_passage("x")] * 600, count=1)

    assert len(found) == 600
    assert seen == [3, 512, 88]


def test_a_text_without_a_vector_is_like_nothing_and_no_labels_give_no_neighbours() -> None:
    nothing = a_passage("?", section_path=())

    assert [each.similarity for each in NearestEntries(ENTRIES, encode, "code").nearest([nothing], count=3)[0]] == [
        0.0,
        0.0,
        0.0,
    ]
    assert NearestEntries((), encode, "code").nearest([nothing, nothing], count=3) == [(), ()]
