"""Columns for many passages hold the cells that the table of few passages has."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.batch.columns import table_of_columns
from pipeline.classification import Model
from pipeline.domain.document import Document
from pipeline.domain.passage import Finding, Passage
from pipeline.workflows.classify import ClassifyOutcome, Tagged
from pipeline.workflows.tagging import columns_of, tag
from tests.builders import a_passage
from tests.classification.conftest import WORDS, toy_training

MODEL = toy_training()[0]
VOCABULARY = [*" ".join(WORDS.values()).split(), "we", "thank", "zebra", "İstanbul,", "don't"]


def rows_of(passages: Sequence[Passage], model: Model) -> list[dict[str, object]]:
    document = Document("d0c", "paper.pdf", "")
    tagged = [
        Tagged(document, Finding(passage, 1.0, (), taken=True), prediction)
        for passage, prediction in zip(passages, model.classify(passages), strict=True)
    ]
    return ClassifyOutcome(model.taxonomy, tuple(tagged), 1, ()).rows()


@given(st.lists(st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join), max_size=8), st.floats(0, 1))
def test_cells_are_those_of_the_small_table(texts: list[str], floor: float) -> None:
    model = replace(MODEL, floor=floor)
    passages = [a_passage(text, start=number) for number, text in enumerate(texts)]

    table = table_of_columns(tag(passages, model))

    names = columns_of(model.taxonomy)
    assert table.column_names == names
    assert table.to_pylist() == [{name: row[name] for name in names} for row in rows_of(passages, model)]


def test_more_passages_than_are_scored_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    passages = [a_passage(f"red team {number}", start=number) for number in range(7)]
    whole = table_of_columns(tag(passages, MODEL))

    monkeypatch.setattr("pipeline.workflows.tagging._AT_ONCE", 2)

    parts = table_of_columns(tag(passages, MODEL))
    assert parts["code"].equals(whole["code"])
    np.testing.assert_allclose(parts["code_confidence"], whole["code_confidence"], atol=1e-4)
