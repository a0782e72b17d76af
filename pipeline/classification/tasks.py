"""What each head has to learn: its question, and its part of the examples."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.examples import Example
from pipeline.classification.features import Rows
from pipeline.classification.model import IS_MITIGATION, IS_OTHER_TEXT, RELEVANCE
from pipeline.domain.taxonomy import Facet, Taxonomy


@dataclass(frozen=True)
class Question:
    """What a head answers: its classes, the siblings' number and the log frequency of each."""

    facet: str
    classes: tuple[str, ...]
    siblings: tuple[int, ...]
    log_frequency: NDArray[np.float32]


@dataclass(frozen=True)
class Task:
    """One facet's part of the examples: rows, class of each row, weights, and the held-out fold of each (-1: none).

    Only `scored` rows are predicted out of fold; `real` ones of them were not written for training.
    """

    question: Question
    rows: Rows
    targets: NDArray[np.int64]
    weights: NDArray[np.float32]
    folds: NDArray[np.int64]
    scored: NDArray[np.bool_]
    real: NDArray[np.bool_]
    penalty: float
    tolerance: float


RELEVANT = Question(RELEVANCE, (IS_OTHER_TEXT, IS_MITIGATION), (0, 0), np.zeros(2, dtype=np.float32))


def tree_question(taxonomy: Taxonomy) -> Question:
    """The question that the tree of codes answers."""
    return _question(taxonomy.tree)


def flat_questions(taxonomy: Taxonomy) -> list[Question]:
    """The questions of all other facets."""
    return [_question(facet) for facet in taxonomy if facet is not taxonomy.tree]


def _question(facet: Facet) -> Question:
    parents = [category.parent or "" for category in facet.categories]
    siblings = tuple(parents.index(parent) for parent in parents)
    frequency = np.asarray([category.frequency for category in facet.categories], dtype=np.float32)
    return Question(facet.name, facet.codes, siblings, np.log(frequency))


def folds_of(examples: Sequence[Example], n_folds: int) -> NDArray[np.int64]:
    """The fold in which each example is held out, cutting no paper; -1 for rows that never are."""
    from sklearn.model_selection import GroupKFold

    held_out = [index for index, example in enumerate(examples) if example.paper is not None]
    papers = [examples[index].paper for index in held_out]
    folds = np.full(len(examples), -1, dtype=np.int64)
    for number, (_, members) in enumerate(GroupKFold(n_folds).split(held_out, groups=papers)):
        folds[np.asarray(held_out)[members]] = number
    return folds


def task_of(
    question: Question,
    examples: Sequence[Example],
    rows: Rows,
    folds: NDArray[np.int64],
    *,
    penalty: float,
    tolerance: float,
) -> Task:
    """One question's part of the examples."""
    column = {code: index for index, code in enumerate(question.classes)}
    members = [index for index, example in enumerate(examples) if question.facet in example.labels]
    chosen = [examples[index] for index in members]
    return Task(
        question=question,
        rows=rows[members],
        targets=np.asarray([column[example.labels[question.facet]] for example in chosen], dtype=np.int64),
        weights=np.asarray([example.weight for example in chosen], dtype=np.float32),
        folds=folds[members],
        scored=np.asarray([example.scored for example in chosen], dtype=bool),
        real=np.asarray([example.origin not in {None, "synthetic"} for example in chosen], dtype=bool),
        penalty=penalty,
        tolerance=tolerance,
    )
