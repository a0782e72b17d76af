import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsing.pdf.composing import compose, place_accents
from pipeline.parsing.pdf.joining import Joiner
from pipeline.parsing.pdf.lines import Font, Line, Page, Run
from pipeline.parsing.pdf.metadata import find_authors, find_doi, find_year
from pipeline.parsing.pdf.paragraphs import is_ended


def run(text: str, *, x0: float = 0.0, size: float = 10.0, font: str = "Times", math: bool = False) -> Run:
    return Run(text, Font(font, math=math), size, x0, x0 + 5.0 * len(text), 700.0, 0)


def line(*texts: str | Run) -> Line:
    runs = [text if isinstance(text, Run) else run(text) for text in texts]
    return Line(0, "".join(part.text for part in runs), runs, Font("Times"), 10.0, 0.0, 100.0, 700.0)


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
        (("Chain-of-\x02", "thought prompts"), "a thought", "Chain-of-thought prompts"),
        (("human-in-the-\x02", "loop"), "one loop", "human-in-the-loop"),
        (("an end-to-end sys\x02", "tem"), "", "an end-to-end system"),
        (("a multi-lan\x02", "guage model"), "the language", "a multi-language model"),
        (("a risk-\x02", "adjusted price"), "the (risk-adjusted) cost", "a risk-adjusted price"),
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


def test_places_in_another_style_and_raised_marks_are_no_part_of_names() -> None:
    front = [
        line(run("ADA B. EXAMPLE, ", size=11.0), run("Institute of Samples, Norway")),
        line("Ben van Sample", run("a,b", size=7.0), ", Cem Test", run("b", size=7.0)),
        line("Dublin, Ireland and the University of Somewhere"),
    ]
    assert find_authors(front) == ("Ada B. Example", "Ben van Sample", "Cem Test")


def composed(*runs: Run) -> str:
    return compose("".join(part.text for part in place_accents(runs)))


def test_an_accent_that_comes_after_its_letter_is_put_over_it() -> None:
    assert composed(run("by Nov"), run("ak and others ", x0=30.0), run("´ ", x0=30.5)) == "by Novák and others"
    assert composed(run("Bergstr"), run("¨", x0=35.2), run("om", x0=35.0)) == "Bergström"


def test_a_hat_over_a_letter_of_a_formula_stays_where_it_is() -> None:
    assert composed(run("y", math=True), run("ˆ", x0=0.5), run("= 1", x0=8.0)) == "yˆ= 1"
