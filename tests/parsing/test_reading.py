from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.domain.document import Document, ParagraphKind
from pipeline.parsing.reading import Block, Heading, Reading, Source, assemble, clean

SOURCE = Source(Path("paper.txt"), b"bytes")
KINDS: list[ParagraphKind] = ["paragraph", "list item", "abstract"]
TEXTS = st.text(max_size=40)
BLOCKS = st.lists(
    st.one_of(
        st.builds(Heading, text=TEXTS, level=st.integers(1, 9), page=st.none() | st.integers(1, 9)),
        st.builds(Block, text=TEXTS, kind=st.sampled_from(KINDS), anchor=st.text(max_size=3)),
    ),
    max_size=20,
)


def assembled(blocks: list[Heading | Block]) -> Document:
    return assemble(Reading(tuple(blocks)), SOURCE)


@given(BLOCKS)
@example([Heading("", 1), Block("under nothing")])
@example([Heading("\x00\u200b", 2), Heading("Deep", 5), Block("text"), Heading("Up", 1)])
def test_every_span_sliced_from_the_text_is_the_cleaned_block(blocks: list[Heading | Block]) -> None:
    document = assembled(blocks)
    expected = [text for block in blocks if isinstance(block, Block) and (text := clean(block.text))]
    assert [document.slice(paragraph) for paragraph in document.paragraphs] == expected
    headings = [text for block in blocks if isinstance(block, Heading) and (text := clean(block.text))]
    assert [section.heading for section in document.sections] == headings
    for section in document.sections:
        assert document.slice(section).startswith(section.heading)


@given(BLOCKS)
def test_sections_nest_and_never_overlap_halfway(blocks: list[Heading | Block]) -> None:
    document = assembled(blocks)
    for section in document.sections:
        for other in document.sections:
            if section.start < other.start < section.end:
                assert other.end <= section.end
                assert other.path[: section.level] == section.path


@given(BLOCKS)
def test_a_paragraph_lies_in_the_innermost_section_that_its_path_names(blocks: list[Heading | Block]) -> None:
    document = assembled(blocks)
    for paragraph in document.paragraphs:
        around = [part for part in document.sections if part.start <= paragraph.start and paragraph.end <= part.end]
        assert paragraph.section_path == (around[-1].path if around else ())


@given(BLOCKS)
def test_a_path_is_one_longer_than_that_of_the_section_around_it(blocks: list[Heading | Block]) -> None:
    seen: set[tuple[str, ...]] = {()}
    for section in assembled(blocks).sections:
        assert section.path[:-1] in seen
        seen.add(section.path)


@given(st.text())
def test_clean_text_is_one_line_without_debris(text: str) -> None:
    cleaned = clean(text)
    assert "\n" not in cleaned
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    cleaned.encode("utf-8")  # no lone surrogate is left to break JSON


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("e\ufb03cient", "efficient"),
        ("soft\u00adware", "software"),
        ("zero\u200bwidth", "zerowidth"),
        ("a\u00a0b\u2009c", "a b c"),
        ("cafe\u0301", "café"),
        ("x² ≤ ½", "x² ≤ ½"),
        (" \n\t ", ""),
    ],
)
def test_clean_undoes_what_typesetting_did_and_no_more(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


def test_levels_may_skip_and_climb_back() -> None:
    document = assembled([Heading("A", 2), Heading("B", 5), Block("x"), Heading("C", 3), Heading("D", 1), Block("y")])
    assert [section.path for section in document.sections] == [("A",), ("A", "B"), ("A", "C"), ("D",)]
    assert [paragraph.section_path for paragraph in document.paragraphs] == [("A", "B"), ("D",)]


def test_the_id_comes_from_the_bytes_alone() -> None:
    here, there = Source(Path("a.txt"), b"same"), Source(Path("b/c.txt"), b"same")
    assert assemble(Reading(()), here).document_id == assemble(Reading(()), there).document_id
    assert assemble(Reading(()), here).document_id != assemble(Reading(()), SOURCE).document_id


def test_front_matter_is_cleaned_too() -> None:
    reading = Reading((), title=" A\n title ", authors=("Ann  Lee", " "), doi=" 10.1/x ")
    document = assemble(reading, SOURCE)
    assert (document.title, document.authors, document.doi) == ("A title", ("Ann Lee",), "10.1/x")
