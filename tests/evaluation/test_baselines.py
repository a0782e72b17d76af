"""Baselines are as simple as they say, and answer whatever comes."""

import pytest

from pipeline.evaluation.baselines import BASELINES, most_frequent, nearest_definition, words
from tests.builders import a_taxonomy, an_entry

TREE = a_taxonomy().tree
TRAIN = [
    *(an_entry(f"weights gradients {number}", labels={"code": "1.1"}) for number in range(3)),
    *(an_entry(f"staff training {number}", labels={"code": "2"}) for number in range(4)),
    an_entry("unlabelled", labels={"actor": "User"}),
]


def test_the_most_frequent_label_is_always_answered() -> None:
    assert most_frequent(TREE, TRAIN, [an_entry("weights"), an_entry("")]) == ["2", "2"]


def test_words_decide() -> None:
    unseen = [an_entry("gradients and weights", section_path=()), an_entry("the staff", section_path=())]

    assert words(TREE, TRAIN, unseen) == ["1.1", "2"]


def test_definitions_decide_without_training() -> None:
    unseen = [an_entry("It is learned by the model.", section_path=()), an_entry("What people do", section_path=())]

    assert nearest_definition(TREE, [], unseen) == ["1.1", "2"]


@pytest.mark.parametrize("name", BASELINES)
def test_one_label_no_label_and_no_words_are_no_error(name: str) -> None:
    alone = [an_entry(labels={"code": "2"})]

    for train in ([], alone, TRAIN):
        answered = BASELINES[name](TREE, train, [an_entry("?", section_path=()), an_entry("staff")])
        assert len(answered) == 2
        assert set(answered) <= set(TREE.codes)
