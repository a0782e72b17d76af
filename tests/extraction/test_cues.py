"""Headings that speak of measures, and headings of sections that seldom hold any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.cues import aside, mitigating

HEADINGS = st.lists(
    st.sampled_from(["1 Introduction", "4 Defences", "4.1 Overview", "6 Discussion", "Safeguards", "REFERENCES", ""]),
    max_size=4,
).map(tuple)


@pytest.mark.parametrize(
    "heading",
    [
        "4 Defences",
        "Mitigation Strategies",
        "DEFENSE MECHANISMS",
        "3.2 Guardrails for agents",
        "Red-teaming and red teaming",
        "Privacy-preserving training",
        "Policy recommendations",
        "Safety cases",
        "What measures exist?",
        "Common approaches",
        "Recommendation 3",
        "Risk management",
    ],
)
def test_a_heading_that_speaks_of_measures(heading: str) -> None:
    assert mitigating((heading,)) == heading
    assert aside((heading,)) is None


@pytest.mark.parametrize(
    "heading",
    [
        "Abstract",
        "1 Introduction",
        "2.1 Background",
        "II. RELATED WORK",
        "Related works",
        "5 Conclusion",
        "Acknowledgments",
        "Acknowledgements",
        "References",
        "Organization of this paper",
        "Threat model",
        "Survey methodology",
        "Grounding example",
        "3.4 Case study",
        "Risks",
        "Future work",
    ],
)
def test_a_heading_of_a_section_that_seldom_holds_measures(heading: str) -> None:
    assert aside((heading,)) == heading
    assert mitigating((heading,)) is None


@pytest.mark.parametrize(
    "heading", ["Resolution of disputes", "Unpreventable harm", "4 Agents", "Backgrounds", "Loss of control", ""]
)
def test_a_heading_that_says_neither(heading: str) -> None:
    assert mitigating((heading,)) is None
    assert aside((heading,)) is None


def test_the_innermost_heading_that_speaks_of_measures_is_named() -> None:
    assert mitigating(("4 Defences", "4.1 Filters", "4.1.2 Setup")) == "4.1 Filters"


def test_measures_within_a_discussion_count_and_a_discussion_within_measures_does_not() -> None:
    assert aside(("6 Discussion", "6.2 Mitigation strategies")) is None
    assert aside(("4 Defences", "4.3 Discussion")) == "4.3 Discussion"


@given(HEADINGS)
def test_only_a_heading_of_the_path_is_named(path: tuple[str, ...]) -> None:
    assert mitigating(path) in (None, *path)
    assert aside(path) in (None, *path)


@given(HEADINGS)
def test_an_aside_stands_below_every_heading_that_speaks_of_measures(path: tuple[str, ...]) -> None:
    heading = aside(path)
    if heading is not None:
        below = path[len(path) - path[::-1].index(heading) :]
        assert mitigating(below) is None
