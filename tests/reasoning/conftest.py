"""One reasoner for all tests of the room, and passages for hypothesis to make up."""

import pytest
from hypothesis import strategies as st

from pipeline.domain.prediction import Evidence
from pipeline.reasoning import Reasoner

PLAIN = st.sampled_from(["red", "teaming", "models", "output", "filters", "on-chip", "audit", "hazardous", "data", "é"])
SMALL = st.sampled_from(["the", "of", "can", "it", "which", "–", ",", ".", "and", "to", "is", "…", "\n", "5", "our"])
QUOTES = st.sampled_from(["(Lin", "2024)", "[3]", "“quoted”", "e.g.", "toxicity", "removed", "Providers"])
PROSE = st.lists(PLAIN | SMALL | QUOTES, max_size=30).map(" ".join)
TEXTS = PROSE | st.text(max_size=60)


@pytest.fixture(scope="session")
def reasoner() -> Reasoner:
    return Reasoner()


def everywhere(text: str) -> list[Evidence]:
    return [Evidence(0, len(text), 1.0)]


def on(text: str, *words: str, weight: float = 1.0) -> list[Evidence]:
    return [Evidence(text.index(word), text.index(word) + len(word), weight) for word in words]
