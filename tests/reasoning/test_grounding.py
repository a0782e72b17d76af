"""A word that stands in neither passage nor definition is found out."""

import pytest

from pipeline.domain.taxonomy import Category
from pipeline.reasoning import Reasoner

AUDITS = Category("2.2.3", "Auditing & Compliance", "Internal or external audits, third-party review.")


@pytest.mark.parametrize(
    ("line", "strange"),
    [
        ("Removing hazardous documents is an external audit.", []),
        ("The removal of documents serves compliance.", []),
        ("Removing hazardous documents pleases Geneva.", ["pleases", "Geneva"]),
        ("It is of the to and not.", []),
        ("", []),
    ],
)
def test_strange_words(reasoner: Reasoner, line: str, strange: list[str]) -> None:
    assert reasoner.strange("They remove hazardous documents.", AUDITS, line) == strange
