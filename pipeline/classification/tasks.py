"""What each head has to learn: its question, and its part of the examples."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.examples import Example
from pipeline.classification.features import Rows
from pipeline.classification.levels import Levels, levels_of
from pipeline.classification.model import IS_MITIGATION, IS_OTHER_TEXT, RELEVANCE
from pipeline.domain.taxonomy import Facet, Taxonomy


@dataclass(frozen=True)
class Question:
    """What a head answers: its classes, the siblings' number and the log frequency of each, and its levels."""

    facet: str
    classes: tuple[str, ...]
    siblings: tuple[int, ...]
    log_frequency: NDArray[np.float32]
    levels: Levels


@dataclass(frozen=True)
class Split:
    """The fold in which each example is held out (-1: none), and whether it is scored by a model of the others."""

    folds: NDArray[np.int64]
    scored: NDArray[np.bool_]


@dataclass(frozen=True)
class Task:
    """One facet's part of the examples: their numbers, rows, class of each row, weights, and how they are split.

    Of the scored rows, `real` ones were not written for training.
    """

    question: Question
    examples: NDArray[np.int64]
    rows: Rows
    targets: NDArray[np.int64]
    weights: NDArray[np.float32]
    folds: NDArray[np.int64]
    scored: NDArray[np.bool_]
    real: NDArray[np.bool_]
    penalty: float
    tolerance: float


RELEVANT = Question(
    RELEVANCE, (IS_OTHER_TEXT, IS_MITIGATION), (0, 0), np.zeros(2, dtype=np.float32), levels=(np.arange(2),)
)


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
    return Question(facet.name, facet.codes, siblings, np.log(frequency), levels_of(facet))


def split_of(examples: Sequence[Example], n_folds: int, *, apart_from: Collection[str]) -> Split:
    """Hold out every paper once, cutting none; scored are entries as they stand, `apart_from` some papers'.

    A paper keeps its fold whatever papers come after it, so that two models of the same folder are compared on the same
    folds: those written for training are dealt out evenly among themselves, each other one by its name. Where too few
    were written for training, all are dealt out evenly.
    """
    papers = [example.paper for example in examples if example.paper is not None]
    written = {example.paper for example in examples if example.paper is not None and example.origin == "synthetic"}
    fold = {paper: _fold_by_name(paper, n_folds) for paper in papers}
    fold |= _dealt([paper for paper in papers if paper in written or len(written) < n_folds], n_folds)
    folds = [-1 if example.paper is None else fold[example.paper] for example in examples]
    scored = [example.origin is not None and example.paper not in apart_from for example in examples]
    return Split(np.asarray(folds, dtype=np.int64), np.asarray(scored, dtype=bool))


def _fold_by_name(paper: str, n_folds: int) -> int:
    return int.from_bytes(sha256(paper.encode()).digest()[:8]) % n_folds


def _dealt(papers: Sequence[str], n_folds: int) -> dict[str, int]:
    from sklearn.model_selection import GroupKFold

    parts = GroupKFold(n_folds).split(papers, groups=papers)
    return {papers[index]: number for number, (_, members) in enumerate(parts) for index in members}


def task_of(
    question: Question,
    examples: Sequence[Example],
    rows: Rows,
    split: Split,
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
        examples=np.asarray(members, dtype=np.int64),
        rows=rows[members],
        targets=np.asarray([column[example.labels[question.facet]] for example in chosen], dtype=np.int64),
        weights=np.asarray([example.weight for example in chosen], dtype=np.float32),
        folds=split.folds[members],
        scored=split.scored[members],
        real=np.asarray([example.origin not in {None, "synthetic"} for example in chosen], dtype=bool),
        penalty=penalty,
        tolerance=tolerance,
    )
