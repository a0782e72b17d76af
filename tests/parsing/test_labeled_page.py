from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.parsing.labeled_page import LabeledPage, looks_labeled, read_labeled_pages
from pipeline.resources import load_taxonomy

from .outlines import outline, parse_text, seconds_at_most

TAXONOMY = load_taxonomy()
NOTICES = ["This page is still being polished. Write to us.", "Data on this page is preliminary and may change."]
DESCRIPTION = "Checks on inputs and outputs, such as content moderation classifiers and validation of input."
PARENT = "Also in Non-Model"
TEXT = [
    "A second model reads every answer before a user sees it (Lee et al., 2023). What it flags is held back.",
    "Such filters can be switched off by those who hold the weights, so they fit hosted systems best.",
]
REASONING = "The passage filters answers at run time and leaves the weights alone."
SIBLINGS = [
    ("Threats > Prompt injection", "99.9 Other", "99.9"),
    ("Defences > Data curation", "1.1.1 Training Data", "1.1.1"),
    ("Defences", "2.2.2 Testing & Evaluation", "2.2.2"),
]
TITLE = "Holding Back: A Survey of Filters"
AUTHORS = "Lee, Ann; Ray, Bo (2023)"
ABSTRACT = "We survey filters. Some of them hold, and others do not; we say which."
FACETS = [
    ("Operate and Monitor", "Running and watching the system"),
    ("Deployer", "Entity that integrates the system"),
    ("Manage", "Prioritising and mitigating AI risks"),
]


def sibling_lines() -> list[str]:
    """The path of the first, then every code with what follows glued to it."""
    following = [*(path for path, _, _ in SIBLINGS[1:]), TITLE]
    return [SIBLINGS[0][0], *(f"{label}{after}" for (_, label, _), after in zip(SIBLINGS, following, strict=True))]


def page_lines(*, without: frozenset[str] = frozenset()) -> list[str]:
    parts: dict[str, list[str]] = {
        "notices": NOTICES,
        "description": [DESCRIPTION],
        "parent": [PARENT],
        "text": TEXT,
        "reasoning": ["Reasoning", REASONING],
        "siblings": sibling_lines() if "siblings" not in without else [TITLE],
        "authors": [AUTHORS, ABSTRACT],
        "facets": [line for pair in FACETS for line in pair],
    }
    return [line for name, lines in parts.items() if name not in without or name == "siblings" for line in lines]


def page(*, without: frozenset[str] = frozenset(), between: str = "\n") -> str:
    return between.join(page_lines(without=without))


def read(text: str, taxonomy: Taxonomy = TAXONOMY) -> LabeledPage:
    return read_labeled_pages(text, taxonomy)[0]


LABELS = {
    "code": "1.2.1",
    "lifecycle_stage": "Operate and Monitor",
    "actor": "Deployer",
    "risk_function": "Manage",
}


@pytest.mark.parametrize("between", ["\n", "\n\n", " ", ""])
def test_a_page_comes_apart_however_its_lines_are_joined(between: str) -> None:
    found = read(page(between=between))
    assert dict(found.entry.labels) == LABELS
    assert found.entry.text.replace("\n\n", between.strip("\n")) in {
        "\n\n".join(TEXT),
        between.join(TEXT),
        "".join(TEXT),
    }
    assert found.entry.reasoning == REASONING
    assert found.entry.paper == found.title == TITLE
    assert [(" > ".join(entry.section_path), entry.labels["code"]) for entry in found.siblings] == [
        (path, code) for path, _, code in SIBLINGS
    ]
    assert (found.authors, found.year, found.abstract) == (("Ann Lee", "Bo Ray"), 2023, ABSTRACT)
    assert found.warnings == ()


def test_siblings_are_headings_of_the_same_paper_without_text() -> None:
    for entry in read(page()).siblings:
        assert (entry.text, entry.paper, entry.origin) == ("", TITLE, "hand")
        assert set(entry.labels) == {"code"}


@pytest.mark.parametrize("missing", ["notices", "siblings", "facets", "reasoning", "parent", "description", "authors"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_missing_part_costs_only_itself(missing: str, between: str) -> None:
    found = read(page(without=frozenset({missing}), between=between))
    assert found.entry.text == "\n\n".join(TEXT)
    assert found.entry.reasoning == ("" if missing == "reasoning" else REASONING)
    assert found.title == TITLE
    assert len(found.siblings) == (0 if missing == "siblings" else 3)
    assert found.year == (None if missing == "authors" else 2023)
    expected = dict(LABELS)
    if missing == "facets":
        expected = {"code": "1.2.1"}
    if missing == "description":
        del expected["code"]
    assert dict(found.entry.labels) == expected
    assert bool(found.warnings) == (missing not in ("notices", "siblings"))


@given(st.sets(st.sampled_from(["notices", "siblings", "facets", "reasoning", "authors", "description", "parent"])))
def test_any_parts_may_be_missing(missing: set[str]) -> None:
    found = read(page(without=frozenset(missing)))
    assert TEXT[0] in found.entry.text
    assert REASONING not in found.entry.text


@pytest.mark.parametrize("n", [1, 2])
def test_labels_from_the_end_may_be_missing(n: int) -> None:
    lines = page_lines()[: -2 * n]
    labels = read("\n".join(lines)).entry.labels
    assert labels["lifecycle_stage"] == "Operate and Monitor"
    assert len(labels) == 4 - n


@pytest.mark.parametrize(
    ("stage", "actor", "function"),
    [
        ("Other (multiple stages)", "Other", "Govern"),
        ("Unable to classify", "Unable to classify", "Unable to classify"),
        ("Deploy", "Unable to classify", "Map"),
        ("Collect and Process Data", "Infrastructure Provider", "Unable to classify"),
        ("Unable to classify", "Governance Actor", "Measure"),
    ],
)
@pytest.mark.parametrize("between", ["\n", " ", ""])
def test_labels_that_hold_each_other_or_stand_in_several_facets(
    stage: str, actor: str, function: str, between: str
) -> None:
    lines = page_lines(without=frozenset({"facets"}))
    tail = [stage, "Some words on the stage", actor, "Some words on them", function, "Some words on it"]
    labels = read(between.join([*lines, *tail])).entry.labels
    assert (labels["lifecycle_stage"], labels["actor"], labels["risk_function"]) == (stage, actor, function)


def test_case_and_spelling_do_not_matter() -> None:
    text = page().replace("Operate and Monitor", "OPERATE AND MONITOR").replace("Deployer\n", "deployer\n")
    text = text.replace("Also in Non-Model", "Also in Non-model").replace(
        "Testing & Evaluation", "Testing and Evaluation"
    )
    found = read(text)
    assert dict(found.entry.labels) == LABELS
    assert [entry.labels["code"] for entry in found.siblings] == ["99.9", "1.1.1", "2.2.2"]


@pytest.mark.parametrize("definition", ["Completely other words", ""])
def test_definitions_may_say_anything_or_nothing(definition: str) -> None:
    lines = page_lines(without=frozenset({"facets"})) + [line for label, _ in FACETS for line in (label, definition)]
    assert dict(read("\n".join(lines)).entry.labels) == LABELS


def test_a_label_in_running_text_is_no_label() -> None:
    lines = page_lines(without=frozenset({"facets"}))
    text = "\n".join(lines).replace(TEXT[0], "Deploy with care. The Developer should Manage it. " + TEXT[0])
    assert set(read(text).entry.labels) == {"code"}


def test_a_paper_without_siblings_or_with_odd_years() -> None:
    without = page(without=frozenset({"siblings"}))
    assert read(without.replace("(2023)", "(n.d.)")).year is None
    assert read(without.replace(AUTHORS, "OpenAI (2023)")).authors == ("OpenAI",)
    assert read(without.replace(AUTHORS, "van der Berg, Jan (2021b)")).authors == ("Jan van der Berg",)


def test_a_description_that_fits_nothing_leaves_the_code_out() -> None:
    found = read(page().replace(DESCRIPTION, "Something else entirely."))
    assert "code" not in found.entry.labels
    assert any("no code" in warning for warning in found.warnings)
    assert {key: found.entry.labels[key] for key in LABELS if key != "code"} == {
        key: LABELS[key] for key in LABELS if key != "code"
    }


@pytest.mark.parametrize("code", [category.code for category in TAXONOMY.tree.categories if category.definition])
def test_every_category_is_known_by_its_own_definition(code: str) -> None:
    category = TAXONOMY.tree[code]
    if category.parent is None:
        return
    text = (
        page()
        .replace(DESCRIPTION, category.definition)
        .replace(PARENT, f"Also in {TAXONOMY.tree[category.parent].label}")
    )
    assert read(text).entry.labels.get("code") == code


def test_several_pages_in_one_text() -> None:
    second = page().replace(TEXT[0], "Another text.").replace("Deployer", "Developer")
    for joint in ("", "\n", "\n\n"):
        first_found, second_found = read_labeled_pages(page() + joint + second, TAXONOMY)
        assert first_found == read(page())
        assert second_found.entry.text.startswith("Another text.")
        assert second_found.entry.labels["actor"] == "Developer"


def test_several_pages_without_notices() -> None:
    bare = frozenset({"notices"})
    second = page(without=bare).replace(TEXT[0], "Another text.")
    found = read_labeled_pages(f"{page(without=bare)}\n{second}", TAXONOMY)
    assert [part.entry.text[:12] for part in found] == [TEXT[0][:12], "Another text"]
    assert [dict(part.entry.labels) for part in found] == [LABELS, LABELS]


def test_a_page_without_its_text_is_refused(tmp_path: Path) -> None:
    text = page(without=frozenset({"text"}))
    with pytest.raises(InputError, match="without the text"):
        read(text)
    with pytest.raises(InputError, match=r"page\.txt: a labelled page"):
        parse_text(tmp_path, "page.txt", text)


def test_other_taxonomies_give_other_codes() -> None:
    tree = TAXONOMY.tree
    renamed = tuple(
        replace(category, label="Sieves") if category.code == "1.2.1" else category for category in tree.categories
    )
    facets = tuple(replace(facet, categories=renamed) if facet is tree else facet for facet in TAXONOMY.facets)
    text = page().replace("99.9 Other", "1.2.1 Sieves")
    assert read(text, Taxonomy("x", facets)).siblings[0].labels["code"] == "1.2.1"


def test_as_a_document_a_page_is_its_text_and_its_paper(tmp_path: Path) -> None:
    document = parse_text(tmp_path, "some page.txt", page())
    assert outline(document) == TEXT
    assert (document.title, document.authors, document.year) == (TITLE, ("Ann Lee", "Bo Ray"), 2023)
    assert document.abstract == ABSTRACT


@pytest.mark.parametrize(
    "text",
    [
        "Plain prose.\n\nReasoning\n\nMore prose about how people reason.",
        "Also in this year, models grew.\n\nReasoning models are new.",
        "AIMS\n\nWe Deploy.\n\nDeveloper\n\nManage",
    ],
)
def test_other_texts_are_not_taken_for_pages(text: str) -> None:
    assert not looks_labeled(text)


@given(
    st.lists(
        st.sampled_from([*page_lines(), "Reasoning", "Also in Model", "1 AI System", "(2024)", "; ,"]), max_size=25
    ),
    st.sampled_from(["\n", " ", ""]),
)
def test_no_shuffled_page_brings_the_reader_down(lines: list[str], between: str) -> None:
    text = between.join(lines)
    if looks_labeled(text):
        with suppress(InputError):
            assert read_labeled_pages(text, TAXONOMY)


def test_real_pages(labeled_pages: list[Path]) -> None:
    for path in labeled_pages:
        text = path.read_text(encoding="utf-8")
        whole = read(text)
        assert whole.warnings == ()
        assert set(whole.entry.labels) == {"code", "lifecycle_stage", "actor", "risk_function"}
        assert [entry.labels["code"] for entry in whole.siblings] == ["99.9", "1", "1", "1", "1", "1"]
        assert whole.siblings[1].section_path == ("Value Misalignment", "Mitigating social bias")
        assert (whole.title, whole.year, len(whole.authors)) == (
            "Large Language Model Safety: A Holistic Survey",
            2024,
            13,
        )
        for joined in (" ".join(text.splitlines()), "".join(text.splitlines())):
            assert replace(read(joined), entry=whole.entry) == whole
    assert {read(path.read_text(encoding="utf-8")).entry.labels["code"] for path in labeled_pages} >= {"1.1.2", "2.4.1"}


@pytest.mark.parametrize(
    "text",
    [
        "Also in" + "\n" * 100_000 + "x",
        "Also in Non-Model\n" + "." + " \n" * 100_000 + "x",
        "This page is still being polished" + "\n" * 100_000 + "x",
        "Also in nothing that is known here. " * 3_000 + "x",
        "Also in Non-Model\n" + "(2020) " * 50_000,
    ],
)
def test_long_texts_take_no_time(text: str) -> None:
    with seconds_at_most(10), suppress(InputError):
        looks_labeled(text)
        read_labeled_pages(text, TAXONOMY)


def test_pages_without_notices_are_parted_one_by_one() -> None:
    one = page(without=frozenset({"notices"}))
    pages = read_labeled_pages("\n".join([one] * 3), TAXONOMY)
    assert [each.entry for each in pages] == [read_labeled_pages(one, TAXONOMY)[0].entry] * 3
