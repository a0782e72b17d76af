"""Passages → columns of results, for many at a time: the cells of `ClassifyOutcome.rows`, without its objects."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.batch.columns import Coded, Column, Lists, table_of_columns
from pipeline.classification.answer_arrays import AnswerArrays, answer_arrays
from pipeline.classification.head import Head
from pipeline.classification.model import texts_of
from pipeline.domain.passage import Passage
from pipeline.domain.taxonomy import Taxonomy
from pipeline.workflows.classify import Classifier, ReasoningWriter, answer_columns, with_reasoning

PASSAGE_ID = "passage_id"
REASONING = "reasoning"
_AT_ONCE = 1024
_STEPS = 10_000  # confidence has four decimals, and is shown with two beside an alternative
_SHOWN = [f"{step / _STEPS:.2f}" for step in range(_STEPS + 1)]


class RowClassifier(Classifier, Protocol):
    """What this workflow needs of a trained model."""

    @property
    def model_id(self) -> str:
        """The model's name."""

    @property
    def heads(self) -> Mapping[str, Head]:
        """One head for each facet."""

    @property
    def floor(self) -> float:
        """The confidence below which an answer backs off."""

    def probabilities(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Calibrated probabilities of every class of each facet."""


def table_of(passages: Sequence[Passage], model: RowClassifier, reasoner: ReasoningWriter | None) -> Any:  # noqa: ANN401
    """All answers to passages as an Arrow table; with a `reasoner` also the lines that say why, which takes longer."""
    columns = tag(passages, model)
    if reasoner:
        predicted = zip(passages, model.classify(passages), strict=True)
        columns[REASONING] = [with_reasoning(*each, model, reasoner).reasoning for each in predicted]
    return table_of_columns(columns)


def tag(passages: Sequence[Passage], model: RowClassifier) -> dict[str, Column]:
    """Answer all facets for each passage."""
    scored = _probabilities(passages, model)
    answered = [
        answer_arrays(facet, model.heads[facet.name], scored[facet.name], floor=model.floor) for facet in model.taxonomy
    ]
    columns: dict[str, Column] = {}
    for answers in answered:
        columns |= _cells(answers, model.taxonomy)
    numbers, names = _reasons(answered)
    given = numbers >= 0
    columns["needs_review"] = np.asarray(given.any(axis=1))
    columns["review_reasons"] = Lists(numbers[given], _offsets(given.sum(axis=1)), names)
    columns[PASSAGE_ID] = [passage.passage_id for passage in passages]
    columns["model_id"] = Coded(np.zeros(len(passages), dtype=np.int64), [model.model_id])
    return columns


def columns_of(taxonomy: Taxonomy) -> list[str]:
    """The names of the columns that `tag` gives."""
    return [*answer_columns(taxonomy), "needs_review", "review_reasons", PASSAGE_ID, "model_id"]


def _probabilities(passages: Sequence[Passage], model: RowClassifier) -> dict[str, NDArray[np.float32]]:
    texts = texts_of(passages)
    found = [model.probabilities(texts[start : start + _AT_ONCE]) for start in range(0, max(len(texts), 1), _AT_ONCE)]
    return {facet: np.concatenate([each[facet] for each in found]) for facet in found[0]}


def _cells(answers: AnswerArrays, taxonomy: Taxonomy) -> dict[str, Column]:
    name = answers.facet
    facet = taxonomy[name]
    n, most = answers.alternatives.shape
    steps = np.rint(answers.alternative_confidences * _STEPS).astype(np.int64)
    shown, places = np.unique(answers.alternatives * (_STEPS + 1) + steps, return_inverse=True)
    alternatives = [f"{answers.classes[each // (_STEPS + 1)]} {_SHOWN[each % (_STEPS + 1)]}" for each in shown.tolist()]
    columns: dict[str, Column] = {name: Coded(answers.chosen, answers.codes)}
    if name == taxonomy.tree.name:
        columns[f"{name}_label"] = Coded(answers.chosen, [facet[code].label for code in answers.codes])
    return columns | {
        f"{name}_confidence": answers.confidence,
        f"{name}_alternatives": Lists(places.ravel(), np.arange(n + 1) * most, alternatives),
        f"{name}_prediction_set": Lists(answers.members, answers.offsets, answers.classes),
        f"{name}_backed_off_from": Coded(answers.backed_off_from, answers.classes),
        f"{name}_abstained": answers.abstained,
    }


def _reasons(answered: Sequence[AnswerArrays]) -> tuple[NDArray[np.int64], list[str]]:
    """The numbers of the reasons to look at each passage, one row a passage and -1 for none, and the reasons."""
    numbers, names = [], list[str]()
    for answers in answered:
        own, named = answers.reasons()
        numbers.append(np.where(own < 0, own, own + len(names)))
        names += named
    return np.hstack(numbers), names


def _offsets(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(sizes)])
