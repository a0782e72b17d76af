"""What training has seen in all but name is found."""

from pipeline.evaluation.leakage import across_folds, seen_before
from tests.builders import an_entry

TEXT = "An outside team tries to break the model before every release and reports what it finds."
NEARLY = TEXT.replace("reports", "then reports")
OTHER = "Users are told in plain words that they speak to a machine."


def test_near_repeats_of_training_entries_are_found_with_the_likest() -> None:
    train = [an_entry(OTHER), an_entry(NEARLY), an_entry(TEXT)]

    found = seen_before([an_entry("Something else is said here by nobody."), an_entry(TEXT)], train)

    assert found == {1: (train[2], 1.0)}


def test_repeats_among_the_unseen_are_no_leak() -> None:
    assert seen_before([an_entry(TEXT), an_entry(NEARLY)], [an_entry(OTHER)]) == {}


def test_a_heading_alone_is_compared_as_it_stands() -> None:
    heading = an_entry("", section_path=("5 Red teaming before every release",))

    assert list(seen_before([heading], [heading])) == [0]


def test_folds_leak_only_into_each_other() -> None:
    entries = [an_entry(TEXT), an_entry(NEARLY), an_entry(OTHER)]

    assert across_folds(entries, [0, 0, 1]) == {}
    assert set(across_folds(entries, [0, 1, 1])) == {0, 1}
    assert set(across_folds(entries, [0, -1, 1])) == {0}
