from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsing.pdf.numbering import Numbered, best_chain, read_label


def chain(*numbers: str, weights: dict[int, float] | None = None) -> dict[int, tuple[int, ...]]:
    labels = [read_label(f"{number} Title") for number in numbers]
    return best_chain(
        [
            Numbered(index, label, (weights or {}).get(index, 1.0), "style")
            for index, label in enumerate(labels)
            if label is not None
        ]
    )


def test_a_plain_chain_gives_every_heading_its_path() -> None:
    assert list(chain("1", "1.1", "1.2", "2", "2.1", "A", "A.1").values()) == [
        (1,),
        (1, 1),
        (1, 2),
        (2,),
        (2, 1),
        (101,),
        (101, 1),
    ]


def test_numbers_that_lead_nowhere_are_left_out() -> None:
    assert set(chain("1", "2", "7", "3", "17", "4")) == {0, 1, 3, 5}


def test_items_of_a_list_between_two_sections_are_no_sections() -> None:
    found = chain("1.", "2.", "1)", "2)", "3)", "3.", weights={2: 0.4, 3: 0.4, 4: 0.4})
    assert set(found) == {0, 1, 5}


def test_ieee_numbers_take_their_level_from_the_chain() -> None:
    found = chain("I.", "A.", "B.", "1)", "2)", "II.", "A.", "C.")
    assert list(found.values()) == [(1,), (1, 1), (1, 2), (1, 2, 1), (1, 2, 2), (2,), (2, 1), (2, 3)]


def test_a_missed_number_is_bridged() -> None:
    assert list(chain("1", "2", "4", "5").values()) == [(1,), (2,), (4,), (5,)]


@pytest.mark.parametrize("text", ["Results and discussion", "e.g. this", "2024 in review", "i.e. that"])
def test_words_are_no_numbers(text: str) -> None:
    assert read_label(text) is None


@given(st.lists(st.sampled_from(["1", "2", "3", "1.1", "1.2", "2.1", "A", "B", "I.", "II.", "a)", "9.9"]), max_size=25))
def test_the_paths_of_a_chain_only_ever_rise(numbers: list[str]) -> None:
    paths = list(chain(*numbers).values())
    assert all(earlier < later for earlier, later in pairwise(paths))
