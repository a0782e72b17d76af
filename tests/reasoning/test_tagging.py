"""Neighbours settle what a word is, tokens keep their places, and evidence falls on the right ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.prediction import Evidence
from pipeline.reasoning.tagging import Tagger, token_weights
from pipeline.reasoning.words import english
from tests.reasoning.conftest import TEXTS


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(english())


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Developers audit models.", "svs."),
        ("They should audit models.", "xmvs."),
        ("The audit of models.", "dnos."),
        ("Audit the models.", "vds."),
        ("Log decisions and block the answers.", "vscvds."),
        ("The tool filters the prompts.", "dnzds."),
        ("They filter by removing hazardous data.", "xviGan."),
        ("Use monitoring tools.", "vgs."),
        ("Curated data arrive.", "anv."),
        ("Data are curated.", "nbe."),
        ("Red teaming searches for bugs.", "agzis."),
        ("The Contracts Act binds firms.", "dsnzs."),
        ("Named safeguards help.", "asv."),
        ("Hosts must separate agents.", "smvs."),
        ("HaluEval offers samples.", "nzs."),
        ("The risk rises when it rains.", "dnzwxs."),
    ],
)
def test_classes_in_context(tagger: Tagger, text: str, letters: str) -> None:
    assert tagger.read(text).letters == letters


@given(TEXTS)
def test_tokens_stand_where_they_say(tagger: Tagger, text: str) -> None:
    read = tagger.read(text)

    assert len(read.letters) == len(read.tokens)
    assert [text[start:end] for start, end in zip(read.starts, read.ends, strict=True)] == list(read.tokens)


@given(TEXTS, st.data())
def test_no_evidence_is_lost_that_lies_on_words(tagger: Tagger, text: str, data: st.DataObject) -> None:
    read = tagger.read(text)
    if not read.tokens:
        return
    numbers = data.draw(st.lists(st.integers(0, len(read.tokens) - 1), max_size=4))
    evidence = [Evidence(read.starts[number], read.ends[number], 0.5) for number in numbers]

    assert sum(token_weights(read, evidence)) == pytest.approx(0.5 * len(numbers), abs=1e-6)


def test_a_span_over_several_words_is_shared_by_length(tagger: Tagger) -> None:
    read = tagger.read("ab abcd")

    assert token_weights(read, [Evidence(0, 7, 7.0)]) == pytest.approx([2.0, 4.0])


def test_evidence_outside_of_the_text_does_no_harm(tagger: Tagger) -> None:
    assert token_weights(tagger.read("ab"), [Evidence(5, 9, 1.0)]) == pytest.approx([0.0])
    assert token_weights(tagger.read(""), [Evidence(0, 0, 1.0)]) == []


def test_capitals_of_names_stay_and_those_of_sentences_go(tagger: Tagger) -> None:
    read = tagger.read("Audits help. The Lumen protocol and NIST agree. Lumen")

    assert [read.written(number) for number in range(len(read.tokens))][:1] == ["audits"]
    assert read.written(len(read.tokens) - 1) == "Lumen"
