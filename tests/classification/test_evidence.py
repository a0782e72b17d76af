"""Evidence is a score taken apart: its parts belong to words, and together they are the score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classification.evidence import evidence_for
from pipeline.classification.features import Features
from pipeline.classification.scoring import Scorer
from pipeline.domain.passage import Passage
from tests.classification.test_scoring import a_head, additive

TEXTS = [
    "red team the model",
    "a treaty on compute",
    "the red line, the red-line treaty & compute",
    "red-team red-team",
]
FEATURES = Features.fit(additive(), TEXTS)
HEAD = a_head("one", FEATURES.transform(TEXTS).width, 3, 1)
SCORER = Scorer(FEATURES, {"zero": a_head("zero", FEATURES.transform(TEXTS).width, 4, 2), "one": HEAD})


def weights_of(text: str, code: str, section_path: tuple[str, ...] = ()) -> dict[tuple[int, str], float]:
    passage = Passage("d", section_path, 0, len(text), text)
    found = evidence_for(SCORER, passage, "one", code)
    return {(each.start, text[each.start : each.end]): each.weight for each in found}


def above_the_mean(text: str, code: str) -> float:
    scores = HEAD.scores(FEATURES.transform([text]))[0] - HEAD.biases
    return float(scores[HEAD.classes.index(code)] - scores.mean())


@given(st.lists(st.sampled_from(["red", "Red-line,", "(treaty", "on", "unseen", "model.", "red-team/red"]), max_size=9))
def test_the_parts_of_all_words_add_up_to_the_score(chunks: list[str]) -> None:
    text = " ".join(chunks)

    for code in HEAD.classes:
        total = sum(weights_of(text, code).values())
        assert total == pytest.approx(above_the_mean(text, code), abs=1e-4)


def test_words_of_one_chunk_have_their_own_terms_and_share_its_vector() -> None:
    text = "red-zzz"
    parts = weights_of(text, "a")
    scale = 2 / np.sqrt(_squares(text))
    own = {word: float(SCORER.of_words([word], "one", "a")[0]) * scale for word in ("red", "zzz")}

    red, unknown = parts[0, "red"], parts[4, "zzz"]
    assert red - unknown == pytest.approx(own["red"] - own["zzz"], abs=1e-5)
    assert red + unknown == pytest.approx(above_the_mean(text, "a"), abs=1e-5)


def test_headings_speak_too_but_are_not_told() -> None:
    alone, under = (weights_of("red team", "a", path) for path in ((), ("Treaty",)))

    assert [word for _, word in under] == [word for _, word in alone] == ["red", "team"]
    assert list(under.values()) != list(alone.values())


@pytest.mark.parametrize("text", ["İstanbul-red team", "red İİ-İ. line", "& — &", "team \u2003 red line"])
def test_any_letters_can_be_taken_apart(text: str) -> None:
    assert all(text[start : start + len(word)] == word for start, word in weights_of(text, "b"))


def test_no_words_no_evidence() -> None:
    assert evidence_for(SCORER, Passage("d", (), 0, 5, "— … —"), "one", "a") == ()


def _squares(text: str) -> float:
    terms = FEATURES.terms
    columns, _ = terms.read([text])
    vectors = FEATURES.vectors_of([text])
    return float((terms.weights[columns.values] ** 2).sum() + (vectors**2).sum())
