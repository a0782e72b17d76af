"""Noun phrases are whole: no pieces of two, no verbs taken for nouns."""

import pytest

from pipeline.reasoning.noun_phrases import NounPhrases, is_plural
from pipeline.reasoning.tagging import Tagger
from pipeline.reasoning.words import english

TAGGER, NOUN_PHRASES = Tagger(english()), NounPhrases(english())


def found(text: str) -> list[str]:
    read = TAGGER.read(text)
    return [read.slice(each.first, each.last) for each in NOUN_PHRASES.found(read)]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("An external auditor checks the model weights.", ["An external auditor", "the model weights"]),
        ("They rate whole pipelines on technical properties.", ["whole pipelines", "technical properties"]),
        ("The institute examined five systems.", ["The institute", "five systems"]),
        ("It ties levels to named safeguards.", ["levels", "named safeguards"]),
    ],
)
def test_whole_ones_are_found_in_reading_order(text: str, whole: list[str]) -> None:
    assert found(text) == whole


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("Parties may leave, returning metered chips as they go.", "returning metered chips"),
        ("Robots may be used in a manner that serves everyone.", "a manner"),
        ("C1 Ensemble spread: seven copies vote.", "C1 Ensemble spread"),
        ("Give staff clear rules.", "staff clear rules"),
        ("It looks like an inverse quadratic starting from the line.", "an inverse quadratic starting"),
        ("Drills use data of its own choosing.", "its own choosing"),
        ("An adviser found 140 faults in a week.", "faults"),
        ("Open talks on a pact.", "Open talks"),
        ("They guard the weights, offer keys and wait.", "offer keys"),
        ("A joint go/no-go vote was taken.", "A joint go"),
        ("Flag any image whose risk score is high.", "risk score"),
    ],
)
def test_pieces_are_not(text: str, torn: str) -> None:
    assert torn not in found(text)


@pytest.mark.parametrize(
    ("text", "article"), [("Robust output filter, tested.", "a "), ("Annual audit.", "an "), ("Strong encryption.", "")]
)
def test_an_article_is_added_where_a_heading_left_it_out(text: str, article: str) -> None:
    read = TAGGER.read(text)
    phrase = NOUN_PHRASES.found(read)[0]

    assert NOUN_PHRASES.article(read, phrase.first, phrase.head) == article


@pytest.mark.parametrize(("text", "plural"), [("Output filters help.", True), ("Training data help.", False)])
def test_number(text: str, plural: bool) -> None:
    read = TAGGER.read(text)
    phrase = NOUN_PHRASES.found(read)[0]

    assert is_plural(read, phrase.first, phrase.head) is plural
