import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsing.pdf.composing import compose
from pipeline.parsing.pdf.lines import Font, Line, Page
from pipeline.parsing.pdf.metadata import find_authors, find_doi, find_year
from pipeline.parsing.pdf.paragraphs import Joiner, is_ended


def line(text: str) -> Line:
    return Line(0, text, [], Font("Times"), 10.0, 0.0, 100.0, 700.0)


def joined(*texts: str, known: str = "") -> str:
    lines = [line(text) for text in texts]
    return Joiner([*lines, line(known)]).join(lines)


@pytest.mark.parametrize(
    ("texts", "known", "result"),
    [
        (("infor\x02", "mation is"), "", "information is"),
        (("state-of-the-\x02", "art models"), "", "state-of-the-art models"),
        (("well-\x02", "known"), "", "well-known"),
        (("a rule\x02", "based system"), "", "a rule-based system"),
        (("over\x02", "view of"), "an overview", "overview of"),
        (("multi\x02", "modal input"), "a multi-modal model", "multi-modal input"),
        (("post\x02", "Soviet"), "", "post-Soviet"),
        (("no break", "here"), "", "no break here"),
    ],
)
def test_a_hyphen_at_a_line_end_stays_only_where_it_belongs(texts: tuple[str, ...], known: str, result: str) -> None:
    assert joined(*(text.replace("-\x02", "\x02") for text in texts), known=known) == result.replace("\x02", "")


@given(st.text(max_size=60))
def test_composing_leaves_no_surrogates_and_changes_nothing_twice(text: str) -> None:
    once = compose(text)
    assert not any("\ud800" <= letter <= "\udfff" for letter in once)
    assert compose(once) == once


def test_two_surrogates_become_the_letter_they_stand_for() -> None:
    assert compose("\ud835\udc65 and \ud835\udc66") == "x and y"


@pytest.mark.parametrize("text", ["as shown in Fig.", "see (e.g.", "by Lee et al.", "in version v2.1", "without stop"])
def test_a_line_that_only_seems_to_end_goes_on(text: str) -> None:
    assert not is_ended(line(text))


@pytest.mark.parametrize("text", ["It ends.", "It ends [12].", "It ends.3", "“It ends.”", "It ends?", "as follows:"])
def test_a_line_that_ends_is_seen_to(text: str) -> None:
    assert is_ended(line(text))


def page(*texts: str) -> Page:
    return Page(0, 612.0, 792.0, [line(text) for text in texts], 100)


def test_a_doi_is_found_and_a_placeholder_is_not() -> None:
    assert find_doi([page("https://doi.org/10.1145/3292500.3330701.")]) == "10.1145/3292500.3330701"
    assert find_doi([page("https://doi.org/10.1145/nnnnnnn.nnnnnnn")]) == ""


def test_the_year_comes_from_the_notice_of_copyright() -> None:
    assert find_year([page("As Doe (2011) showed", "© 2021 Association for Examples")], []) == 2021


def test_authors_are_names_without_marks_and_places() -> None:
    front = [line("Ada Example1,∗ and Ben van Sample2"), line("1 University of Somewhere, Norway"), line("ada@x.org")]
    assert find_authors(front) == ("Ada Example", "Ben van Sample")
