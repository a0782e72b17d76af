"""Passages cover a document's paragraphs; short list items go with what leads into them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.document import Document, Paragraph
from pipeline.domain.passage import Passage
from pipeline.extraction import passages_of
from tests.builders import Block, a_document

SHORT, LONGEST = 25, 160
PATHS = [("1 Measures",), ("1 Measures", "1.1 Drills"), ("2 Laws",)]


def words(count: int, end: str = ".") -> str:
    return " ".join(["word"] * count) + end


BLOCKS = st.builds(
    Block,
    st.builds(words, st.sampled_from([1, 5, 24, 25, 26, 40]), st.sampled_from([".", ":", ";"])),
    st.sampled_from(["paragraph", "list item", "list item", "abstract"]),
    st.sampled_from(PATHS),
    st.none() | st.integers(1, 9),
)
DOCUMENTS = st.lists(BLOCKS, max_size=12).map(lambda blocks: a_document(*blocks))


def item(text: str, section: int = 0) -> Block:
    return Block(text, "list item", PATHS[section])


def texts(*blocks: Block) -> list[list[str]]:
    return [passage.text.split("\n\n") for passage in passages_of(a_document(*blocks))]


def members(document: Document, passage: Passage) -> list[Paragraph]:
    return [each for each in document.paragraphs if passage.start <= each.start and each.end <= passage.end]


def takes_items(document: Document, before: Paragraph) -> bool:
    text = document.slice(before)
    return text.endswith(":") or (before.kind == "list item" and len(text.split()) <= SHORT)


def is_short(document: Document, paragraph: Paragraph) -> bool:
    return len(document.slice(paragraph).split()) <= SHORT


@given(DOCUMENTS)
def test_spans_slice_back(document: Document) -> None:
    for passage in passages_of(document):
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.document_id == document.document_id


@given(DOCUMENTS)
def test_every_paragraph_is_in_one_passage_and_in_order(document: Document) -> None:
    covered = [each for passage in passages_of(document) for each in members(document, passage)]

    assert covered == list(document.paragraphs)


@given(DOCUMENTS)
def test_a_passage_has_the_place_of_its_first_paragraph_and_never_crosses_sections(document: Document) -> None:
    for passage in passages_of(document):
        first, *others = members(document, passage)
        assert (passage.section_path, passage.page) == (first.section_path, first.page)
        assert all(each.section_path == first.section_path for each in others)


@given(DOCUMENTS)
def test_only_short_ones_follow_and_only_until_it_is_full(document: Document) -> None:
    for passage in passages_of(document):
        _, *others = members(document, passage)
        assert all(is_short(document, each) and each.kind != "abstract" for each in others)
        assert not others or len(passage.text.split()) <= LONGEST


@given(DOCUMENTS)
def test_items_follow_a_lead_in_or_short_items_and_paragraphs_follow_short_paragraphs(document: Document) -> None:
    for passage in passages_of(document):
        group = members(document, passage)
        for before, after in pairwise(group):
            if after.kind == "paragraph":
                assert {each.kind for each in group[: group.index(after)]} == {"paragraph"}
                assert is_short(document, group[0])
            else:
                assert takes_items(document, before)


@given(DOCUMENTS)
def test_no_item_stands_alone_that_could_have_followed(document: Document) -> None:
    for before, after in pairwise(passages_of(document)):
        last, (item_, *_) = members(document, before)[-1], members(document, after)
        could = (
            before.section_path == after.section_path
            and takes_items(document, last)
            and item_.kind == "list item"
            and is_short(document, item_)
        )
        room = LONGEST - len(before.text.split())
        assert not could or len(document.slice(item_).split()) > room


@given(DOCUMENTS)
def test_extracting_twice_gives_the_same_ids(document: Document) -> None:
    first, second = passages_of(document), passages_of(document)

    assert [passage.passage_id for passage in first] == [passage.passage_id for passage in second]
    assert len({passage.passage_id for passage in first}) == len(first)


def test_a_lead_in_and_its_items_are_one_passage() -> None:
    assert texts(Block("Deployers should:"), item("keep logs;"), item("rehearse."), Block("Later.")) == [
        ["Deployers should:", "keep logs;", "rehearse."],
        ["Later."],
    ]


def test_items_without_a_lead_in_go_together_and_not_with_the_paragraph_before() -> None:
    assert texts(Block("A sentence."), item("keep logs;"), item("rehearse.")) == [
        ["A sentence."],
        ["keep logs;", "rehearse."],
    ]


def test_a_list_does_not_go_on_in_the_next_section() -> None:
    assert texts(Block("Deployers should:"), item("keep logs;", 1), item("rehearse.", 2)) == [
        ["Deployers should:"],
        ["keep logs;"],
        ["rehearse."],
    ]


def test_a_long_item_stands_alone() -> None:
    long = words(26)

    assert texts(Block("Deployers should:"), item("keep logs;"), item(long), item("rehearse.")) == [
        ["Deployers should:", "keep logs;"],
        [long],
        ["rehearse."],
    ]


def test_a_long_item_with_a_colon_leads_into_items_of_its_own() -> None:
    long = words(26, ":")

    assert texts(item(long), item("keep logs;"), item("rehearse.")) == [[long, "keep logs;", "rehearse."]]


def test_a_long_list_is_cut_when_it_is_full() -> None:
    items = [item(words(25)) for _ in range(8)]

    assert [len(passage) for passage in texts(Block("Deployers should:"), *items)] == [7, 2]


def test_short_paragraphs_under_one_heading_are_one_passage() -> None:
    assert texts(Block("Keep logs."), Block("Read them."), Block(words(26)), Block("Delete them.")) == [
        ["Keep logs.", "Read them."],
        [words(26)],
        ["Delete them."],
    ]


def test_short_paragraphs_without_a_heading_stand_alone() -> None:
    assert texts(Block("Keep logs.", section_path=()), Block("Read them.", section_path=())) == [
        ["Keep logs."],
        ["Read them."],
    ]


def test_an_abstract_stays_apart() -> None:
    assert texts(Block("In short:", "abstract"), Block("Keep logs."), Block("So far.", "abstract")) == [
        ["In short:"],
        ["Keep logs."],
        ["So far."],
    ]


def test_items_follow_the_last_short_paragraph_that_leads_into_them() -> None:
    assert texts(Block("Logs matter."), Block("Keep:"), item("calls;"), item("alarms.")) == [
        ["Logs matter.", "Keep:", "calls;", "alarms."]
    ]


def test_a_document_without_paragraphs_has_no_passages() -> None:
    assert passages_of(a_document()) == []
