"""A document's parts lie in its text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.document import Document, Paragraph, Section
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
