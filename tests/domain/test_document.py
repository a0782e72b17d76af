"""A document's parts lie in its text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.document import POOR_BELOW, Document, Page, PageLook, Paragraph, Section
from pipeline.errors import InputError
from tests.builders import Block, a_document


def test_a_section_knows_its_heading_and_its_depth() -> None:
    section = Section(("4 Defences", "4.1 Filters"), 0, 9)

    assert (section.heading, section.level) == ("4.1 Filters", 2)


@given(st.text(max_size=20), st.integers(-3, 25), st.integers(-3, 25))
def test_a_span_is_accepted_exactly_when_it_lies_in_the_text(text: str, start: int, end: int) -> None:
    section, paragraph = Section(("1",), start, end), Paragraph(("1",), start, end)
    if 0 <= start <= end <= len(text):
        document = Document("d0c", "a.pdf", text, sections=(section,), paragraphs=(paragraph,))
        assert document.slice(section) == document.slice(paragraph) == text[start:end]
        return
    problem = f"a.pdf: a span {start}:{end} lies outside the text"
    with pytest.raises(InputError) as caught:
        Document("d0c", "a.pdf", text, sections=(section,))
    assert str(caught.value) == problem
    with pytest.raises(InputError) as caught:
        Document("d0c", "a.pdf", text, paragraphs=(paragraph,))
    assert str(caught.value) == problem


def test_the_builder_s_paragraphs_are_its_blocks() -> None:
    document = a_document(Block("First."), Block("Second, longer."))

    assert [document.slice(each) for each in document.paragraphs] == ["First.", "Second, longer."]


@pytest.mark.parametrize(
    ("kept", "set_aside", "grade"),
    [(1000, 0, "A"), (0, 970, "A"), (900, 69, "B"), (930, 0, "B"), (929, 0, "C"), (850, 0, "C"), (849, 0, "D")],
)
def test_a_page_is_graded_by_what_was_not_lost(kept: int, set_aside: int, grade: str) -> None:
    page = Page(1, 1000, kept, set_aside)

    assert page.grade == grade
    assert page.is_poor == (grade == "D") == (page.share < POOR_BELOW)


@pytest.mark.parametrize(("look", "share"), [("blank", 1.0), ("picture", 0.0), ("damaged", 0.0)])
def test_a_page_without_text_counts_by_how_it_looks(look: PageLook, share: float) -> None:
    assert Page(1, 12, 12, 0, look).share == share


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_a_share_lies_between_none_and_all(characters: int, kept: int, set_aside: int) -> None:
    assert 0.0 <= Page(1, characters, kept, set_aside).share <= 1.0


def test_a_document_s_share_is_the_mean_of_its_pages_without_the_blank_ones() -> None:
    pages = (Page(1, 100, 90, 10), Page(2, 0, 0, 0, "blank"), Page(3, 0, 0, 0, "picture"))
    document = Document("d0c", "a.pdf", "", pages=pages)

    assert (document.share, document.grade, [page.number for page in document.poor_pages]) == (0.5, "D", [3])


def test_what_has_no_pages_has_no_grade() -> None:
    document = a_document(Block("First."))

    assert (document.share, document.grade, document.poor_pages) == (None, None, ())


def test_a_span_lies_on_the_pages_of_its_paragraphs() -> None:
    document = a_document(Block("First.", page=1), Block("Second.", page=2), Block("Third.", page=None))

    assert document.pages_of(0, 6) == {1}
    assert document.pages_of(5, 9) == {1, 2}
    assert document.pages_of(6, 8) == document.pages_of(17, 20) == frozenset()
