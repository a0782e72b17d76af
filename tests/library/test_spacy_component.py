"""The spaCy component finds what the extractor finds, wherever its document comes from."""

from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from pipeline import Tagger
from pipeline.library.spacy_component import _paragraphs
from tests.library.conftest import FILTERS, THANKS, TREATY

TEXT = f"\n{THANKS}\n\n{FILTERS}\n \n\n{TREATY}\n"


@pytest.fixture(scope="module")
def nlp(trained_home: Path) -> Language:
    language = spacy.blank("en")
    language.add_pipe("mitag", config={"project": str(trained_home)})
    return language


def test_mitigations_stand_where_they_say(nlp: Language, tagger: Tagger) -> None:
    doc = nlp(TEXT)

    first, second = doc._.mitigations
    assert [first["text"], second["text"]] == [FILTERS, TREATY]
    assert all(TEXT[each["start_char"] : each["end_char"]] == each["text"] for each in doc._.mitigations)
    assert tagger.rows([FILTERS])[0].items() <= first.items()
    assert [span.text for span in doc.spans["mitigations"]] == [each["text"] for each in (first, second)]
    assert doc.spans["mitigations"][0].label_ == first["code"] == "1.2.1"


@pytest.mark.parametrize("with_sentences", [True, False])
def test_sentences_are_those_of_the_pipeline_or_our_own(trained_home: Path, with_sentences: bool) -> None:
    language = spacy.blank("en")
    if with_sentences:
        language.add_pipe("sentencizer")
    language.add_pipe("mitag", config={"project": str(trained_home), "granularity": "sentence"})

    found = language(f"{THANKS} {TREATY}")._.mitigations

    assert [each["text"] for each in found] == [TREATY]


def test_batches_and_processes_change_nothing(nlp: Language) -> None:
    texts = [TEXT, THANKS, "", FILTERS] * 2
    alone = [nlp(text)._.mitigations for text in texts]

    assert [doc._.mitigations for doc in nlp.pipe(texts, batch_size=3)] == alone
    assert [doc._.mitigations for doc in nlp.pipe(texts, batch_size=3, n_process=2)] == alone
    assert alone[1] == alone[2] == []


def test_a_saved_pipeline_needs_no_project(nlp: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")

    loaded = spacy.load(tmp_path / "pipeline")

    assert loaded(TEXT)._.mitigations == nlp(TEXT)._.mitigations


def test_answers_stay_with_a_document_that_is_saved(nlp: Language) -> None:
    doc = nlp(TEXT)

    assert Doc(nlp.vocab).from_bytes(doc.to_bytes())._.mitigations == doc._.mitigations


def test_a_wrong_setting_is_refused() -> None:
    with pytest.raises(ValueError, match="granularity"):
        spacy.blank("en").add_pipe("mitag", config={"granularity": "word"})


@given(st.lists(st.sampled_from(["word", "two words", " ", "\n", "\n\n", "\t"])).map("".join))
def test_paragraphs_hold_all_that_is_not_blank(text: str) -> None:
    spans = _paragraphs(text)

    paragraphs = [text[start:end] for start, end in spans]
    assert "".join("".join(paragraphs).split()) == "".join(text.split())
    assert all(each == each.strip() and "\n\n" not in each for each in paragraphs)
