"""Lines: grounded or not, and how near to a person's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.reasons import is_grounded, own_words, reasoning, rouge_l
from tests.evaluation.records import TAXONOMY, a_scored, an_answer, an_evaluation, rows_of

WORDS = st.lists(st.sampled_from("abc"), max_size=8).map(" ".join)


PEOPLE = TAXONOMY.tree["2"]


@pytest.mark.parametrize(
    ("line", "grounded"),
    [
        ("Rests on “rehearse a  Shutdown”, hence.", True),
        ("Rests on “4 operations”.", True),
        ("Rests on “rehearse a strike”.", False),
        ("“rehearse” and “strike”", False),
        ("Rehearsing is a thing of the staff.", True),
        ("It is what people do.", False),
        ("Hence, of the and.", False),
    ],
)
def test_a_line_names_something_of_the_passage_and_quotes_only_what_is_there(line: str, grounded: bool) -> None:
    assert is_grounded(a_scored(0, {}, line=line), PEOPLE) is grounded


@pytest.mark.parametrize(
    ("line", "share"),
    [("Rehearses shutdowns.", 1.0), ("People rehearse.", 1.0), ("Rehearses bravely.", 0.5), ("", 1.0)],
)
def test_own_words_come_from_passage_or_definition(line: str, share: float) -> None:
    assert own_words(a_scored(0, {}, line=line), PEOPLE) == share


def longest(one: list[str], other: list[str]) -> int:
    if not one or not other:
        return 0
    if one[-1] == other[-1]:
        return longest(one[:-1], other[:-1]) + 1
    return max(longest(one[:-1], other), longest(one, other[:-1]))


@given(WORDS, WORDS)
def test_similarity_is_that_of_the_longest_common_subsequence(one: str, other: str) -> None:
    n = len(one.split()) + len(other.split())
    expected = 2 * longest(one.split(), other.split()) / n if one and other else 0

    assert rouge_l(one, other) == rouge_l(other, one) == pytest.approx(expected, abs=1e-4)


def test_the_table_counts_what_it_can() -> None:
    lines = ["Rests on “rehearse”.", "Rests on “strike”.", *["Says it."] * 8]
    entries = [
        a_scored(number, {"code": an_answer("2", "2")}, line=line, reasoning="Says it." if number < 6 else "")
        for number, line in enumerate(lines)
    ]
    unclassifiable = a_scored(99, {"code": an_answer("2", "9")}, line="Names nothing.")

    rows = {row[0]: row[1:] for row in rows_of(reasoning(an_evaluation([*entries, unclassifiable]), TAXONOMY.tree))}

    assert rows["grounded"][0] == "10"
    assert rows["grounded"][1].startswith("0.10 [")
    assert rows["similarity to the hand-written line"][0] == "6"


def test_without_lines_there_is_no_section() -> None:
    assert reasoning(an_evaluation([a_scored(0, {})]), TAXONOMY.tree) is None
