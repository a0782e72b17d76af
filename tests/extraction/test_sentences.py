"""Sentences are found as a person marked them, and never end inside brackets."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.sentences import bracketed, sentences

GOLD = [
    json.loads(line)["marked"]
    for line in Path(__file__).with_name("sentences.jsonl").read_text(encoding="utf-8").splitlines()
]
PIECES = [
    "Filters help",
    "et al.",
    "Fig. 3",
    "(",
    ")",
    "[",
    "]",
    "[12]",
    "e.g.",
    ". ",
    "! ",
    "\n\n",
    " ",
    "The",
    "x",
    "²",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=80)


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def starts(marked: str) -> set[int]:
    """Where the marked text has a boundary, counted without the marks."""
    parts = marked.split("‖")
    return {sum(map(len, parts[:number])) for number in range(1, len(parts))}


def test_the_marked_boundaries_are_found() -> None:
    found = right = wanted = 0
    for marked in GOLD:
        boundaries = {start for start, _ in sentences(marked.replace("‖", ""))[1:]}
        right += len(boundaries & starts(marked))
        found += len(boundaries)
        wanted += len(starts(marked))

    assert wanted >= 150
    assert 2 * right / (found + wanted) >= 0.985


@given(TEXTS)
def test_spans_are_in_order_and_leave_out_nothing_but_white_space(text: str) -> None:
    spans = sentences(text)
    edges = [0, *(edge for span in spans for edge in span), len(text)]

    assert edges == sorted(edges)
    assert all(piece and piece == piece.strip() for piece in split(text))
    assert not "".join(text[end:start] for end, start in zip(edges[::2], edges[1::2], strict=True)).strip()


@given(TEXTS)
def test_only_a_blank_line_parts_what_stands_in_brackets(text: str) -> None:
    brackets = bracketed(text)

    for (_, end), (start, _) in pairwise(sentences(text)):
        if "\n" not in text[end:start]:
            assert not any(opened <= start and end < closed for opened, closed in brackets)


@given(TEXTS)
def test_brackets_are_apart_and_balanced_at_their_ends(text: str) -> None:
    found = bracketed(text)

    assert all(before[1] < after[0] for before, after in pairwise(found))
    assert all(text[start - 1] + text[end] in {"()", "[]"} for start, end in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n ", []),
        ("One", ["One"]),
        ("Is it safe? No! We stop.", ["Is it safe?", "No!", "We stop."]),
        ("See Roe (2021. It is long. Too long.) for more. Then stop.", None),
        ("Doe et al. [4] differ. [5] agree.", ["Doe et al. [4] differ.", "[5] agree."]),
        ("It works. [4] The rest fails.", ["It works. [4]", "The rest fails."]),
        ("It works. [4, 5]. The rest fails.", ["It works. [4, 5].", "The rest fails."]),
        ("Rare strings stay.2 Others go.", ["Rare strings stay.2", "Others go."]),
        ("Version 2.1 Beta is out.", ["Version 2.1 Beta is out."]),
        ("1. Log calls. 2. Read logs.", ["1. Log calls.", "2. Read logs."]),
        ("Say “stop.” Then stop.", ["Say “stop.”", "Then stop."]),
        ("lead-in:\n\nfirst item\n\nsecond item", ["lead-in:", "first item", "second item"]),
        ("Written by J. R. Hall. We agree.", ["Written by J. R. Hall.", "We agree."]),
        ("Heated to 90 °C. Samples broke.", ["Heated to 90 °C.", "Samples broke."]),
    ],
)
def test_what_ends_a_sentence(text: str, expected: list[str] | None) -> None:
    assert split(text) == (expected or ([] if not text.strip() else [text[:-11], "Then stop."]))


def test_a_bracket_that_is_never_closed_holds_nothing_together() -> None:
    assert split("It fails (see below. We know why. It is old.") == [
        "It fails (see below.",
        "We know why.",
        "It is old.",
    ]


def test_a_bracket_closed_far_away_is_a_slip() -> None:
    assert len(sentences("It fails (see below. " + "We know why. " * 60 + "So (a).)")) > 50


@pytest.mark.parametrize(
    "text", ["(" * 20_000 + ")" * 20_000, "([)" * 20_000, "a. " * 20_000, "." * 50_000, ". " * 20_000]
)
def test_odd_text_is_read_in_no_time(text: str) -> None:
    assert sentences(text)
