import pytest

from pipeline.parsing.finishing import finish
from pipeline.parsing.headings import is_lead_in, names_references, split_number, trim, without_numbers
from pipeline.parsing.reading import Block, Heading, Reading


@pytest.mark.parametrize(
    ("heading", "number", "words"),
    [
        ("1 Introduction", "1", "Introduction"),
        ("3.2.1. Value alignment", "3.2.1", "Value alignment"),
        ("2) Filters", "2", "Filters"),
        ("A. Proofs", "A", "Proofs"),
        ("B.2 Data", "B.2", "Data"),
        ("IV. Guardrails", "IV", "Guardrails"),
        ("Appendix C: Prompts", "C", "Prompts"),
        ("Chapter 3. Oversight", "3", "Oversight"),
        ("2024 in review", "", "2024 in review"),
        ("A new approach", "", "A new approach"),
        ("I think therefore", "", "I think therefore"),
        ("3D printing", "", "3D printing"),
        ("Section leaders", "", "Section leaders"),
        ("a) lower case letters are list items", "", "a) lower case letters are list items"),
    ],
)
def test_numbers_are_parted_from_words(heading: str, number: str, words: str) -> None:
    assert split_number(heading) == (number, words)


def test_trimming_never_leaves_nothing() -> None:
    assert trim("Common approaches:") == "Common approaches"
    assert trim("...") == "..."


@pytest.mark.parametrize(
    "heading", ["References", "7. REFERENCES", "Bibliography", "References and notes", "Works cited"]
)
def test_reference_lists_are_known(heading: str) -> None:
    assert names_references(heading)


def test_lead_ins() -> None:
    assert is_lead_in("Data filtering", ". We remove")
    assert not is_lead_in("we show that", " models")
    assert not is_lead_in("One two three four five six seven eight nine ten eleven twelve thirteen.", " x")


def test_references_end_where_an_appendix_begins() -> None:
    blocks: list[Heading | Block] = [
        Heading("References", 1),
        Block("[1] A."),
        Heading("Online", 2),
        Block("[2] B."),
        Heading("Appendix", 1),
        Block("C"),
    ]
    assert finish(Reading(tuple(blocks))).blocks == (Heading("Appendix", 1), Block("C"))


def test_what_stands_under_abstract_is_the_abstract() -> None:
    finished = finish(Reading((Heading("Abstract", 1), Block("We guard."), Heading("Aims", 1), Block("Text"))))
    assert finished.abstract == "We guard."
    assert finished.blocks == (Block("We guard.", kind="abstract"), Heading("Aims", 1), Block("Text"))


def test_a_lone_highest_heading_is_the_title() -> None:
    blocks = (Heading("Guide", 1), Block("x"), Heading("Aims", 2), Heading("Means", 2))
    finished = finish(Reading(blocks), find_title=True)
    assert (finished.title, finished.blocks) == ("Guide", blocks[1:])
    two = (Heading("Aims", 1), Heading("Means", 1))
    assert finish(Reading(two), find_title=True).blocks == two


@pytest.mark.parametrize(
    "headings",
    [
        ["3 Lines of Defence", "Audits"],
        ["5 Ways to reduce risk", "1. Aims"],
        ["C. elegans models", "A. Proofs", "B. Tables"],
        ["A. Smith on guardrails"],
        ["7 Dwarfs", "8 Dwarfs"],
    ],
)
def test_numbers_that_belong_to_the_words_stay(headings: list[str]) -> None:
    assert without_numbers(headings)[0] == headings[0]


def test_numbers_in_a_row_go() -> None:
    assert without_numbers(["1 Aims", "1.1 Filters", "2 Means"]) == ["Aims", "Filters", "Means"]
    assert without_numbers(["2 Means", "2.1 Filters"]) == ["Means", "Filters"]
    assert without_numbers(["A. Proofs", "B. Tables"]) == ["Proofs", "Tables"]
    assert without_numbers(["I. Aims", "II. Means", "V. Ends", "VI. Coda"]) == ["Aims", "Means", "Ends", "Coda"]
    assert without_numbers(["Appendix A. Extra", "1. Aims"]) == ["Extra", "Aims"]


def test_a_title_keeps_the_number_that_belongs_to_it() -> None:
    reading = Reading((Heading("3 Lines of Defence", 1), Heading("Aims", 2), Block("x"), Heading("Means", 2)))
    assert finish(reading, find_title=True).title == "3 Lines of Defence"


def test_a_review_of_the_literature_is_no_reference_list() -> None:
    review = (Heading("Literature", 1), Block("We read."), Heading("Guards", 2), Block("x"), Heading("Means", 1))
    assert finish(Reading(review)).blocks == review
    last = (Heading("Means", 1), Block("x"), Heading("Literature", 1), Block("Lee, A. Some book."))
    assert finish(Reading(last)).blocks == last[:2]
