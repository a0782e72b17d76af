"""Labelled entries → a model, with calibration on papers it did not see."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.calibration import conformal_floors, fit_temperature
from pipeline.classification.examples import examples_from
from pipeline.classification.features import Features, Rows, TextEncoding
from pipeline.classification.head import Head, view_of
from pipeline.classification.levels import joined
from pipeline.classification.model import RELEVANCE, Model
from pipeline.classification.softmax import fit_softmax
from pipeline.classification.tasks import RELEVANT, Task, flat_questions, split_of, task_of, tree_question
from pipeline.domain.labels import LabeledEntry, TrainingSet
from pipeline.errors import NotReadyError

Track = Callable[[Iterable[object], int], Iterator[object]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what a training gives, apart from the labels and the encoder.

    `synthetic_margin` multiplies the share of prediction sets that may miss while there are too few real entries to
    calibrate on: text written for training is easier than the literature, so sets fitted on it would be too small.
    """

    coverage: float = 0.9
    floor: float = 0.5
    seed: int = 0
    folds: int = 3
    synthetic_margin: float = 0.08
    penalty: float = 0.2
    flat_penalty: float = 1.0
    iterations: int = 50


@dataclass(frozen=True)
class OutOfFold:
    """What a facet's head says of entries whose papers neither it nor the encoder was trained on.

    `entries` are their numbers among the entries of the training set.
    """

    facet: str
    entries: NDArray[np.int64]
    classes: tuple[str, ...]
    probabilities: NDArray[np.float32]
    truth: tuple[str, ...]


def train_model(
    lessons: TrainingSet,
    recipe: Recipe,
    encoding: TextEncoding,
    *,
    track: Track,
    jobs: int = 2,
) -> tuple[Model, tuple[OutOfFold, ...]]:
    """Train and calibrate all heads; the same input gives the same model on any number of cores.

    Returns the model, still without an id, and the out-of-fold predictions behind its calibration.

    Raises NotReadyError when there are too few entries, papers or paragraphs without mitigation to learn from.
    """
    _check(lessons.entries, recipe)
    examples = examples_from(lessons, seed=recipe.seed)
    texts = [example.text for example in examples]
    features = Features.fit(encoding, texts)
    rows = features.transform(texts)
    split = split_of(examples, recipe.folds, apart_from=encoding.tuned_on)
    asked = ((tree_question(lessons.taxonomy), _EARLY), (RELEVANT, _ROUGHLY))
    first = [
        task_of(question, examples, rows, split, penalty=recipe.penalty, tolerance=tolerance)
        for question, tolerance in asked
    ]
    fits = _fit_all(first, recipe, track, jobs)
    # What code a passage has tells much of its stage, actor and function: the flat heads see it beside the words.
    seen = rows.beside(view_of(_view_of_tree(first[0], rows, split.folds, fits)))
    others = [
        task_of(question, examples, seen, split, penalty=recipe.flat_penalty, tolerance=_CLOSELY)
        for question in flat_questions(lessons.taxonomy)
    ]
    fits |= _fit_all(others, recipe, track, jobs)
    tasks = [*first, *others]
    calibrated = {task.question.facet: _calibrated(task, fits, recipe) for task in tasks}
    heads = {name: head for name, (head, _) in calibrated.items()}
    model = Model(
        model_id="",
        taxonomy=lessons.taxonomy,
        features=features,
        relevance_head=heads[RELEVANCE],
        heads={facet.name: heads[facet.name] for facet in lessons.taxonomy},
        floor=recipe.floor,
    )
    return model, tuple(held_out for _, held_out in calibrated.values())


def _check(entries: Sequence[LabeledEntry], recipe: Recipe) -> None:
    positives = [entry for entry in entries if entry.mitigation]
    if len(positives) < recipe.folds or len(positives) == len(entries):
        raise NotReadyError(
            f"{len(positives)} labelled entries and {len(entries) - len(positives)} paragraphs marked"
            " `mitigation` false are too few",
            remedy=f"training needs at least {recipe.folds} of the one and 1 of the other: `mitag labels import`",
        )
    papers = {entry.group for entry in entries}
    if len(papers) < recipe.folds:
        raise NotReadyError(
            f"the labels come from {len(papers)} papers; calibration needs at least {recipe.folds}",
            remedy="import labels of more papers, or name each entry's paper",
        )


_ENOUGH_REAL = 200
# How near to the least loss a fit must come. Nearer takes longer, and for the tree it loses: on registers held out, the
# last steps towards the corpus cost more than they win.
_EARLY, _ROUGHLY, _CLOSELY = 1e-2, 3e-3, 1e-3

Fit = tuple[NDArray[np.float32], NDArray[np.float32]]
_ALL = -2


def _fit_all(tasks: Sequence[Task], recipe: Recipe, track: Track, jobs: int) -> dict[tuple[str, int], Fit]:
    from joblib import Parallel, delayed
    from threadpoolctl import threadpool_limits

    pairs = [(task, held_out) for task in tasks for held_out in (_ALL, *range(recipe.folds))]
    names = [(task.question.facet, held_out) for task, held_out in pairs]
    # One thread a fit, always: sums split over threads round differently, and the model's id is a digest of its
    # weights. The products of sparse matrices, most of the work, let other threads go on.
    with threadpool_limits(limits=1):
        fits = Parallel(n_jobs=jobs, prefer="threads", return_as="generator")(
            delayed(_fit)(task, held_out, recipe) for task, held_out in pairs
        )
        return dict(zip(names, track(fits, len(pairs)), strict=True))  # type: ignore[arg-type]  # joblib is untyped


def _fit(task: Task, held_out: int, recipe: Recipe) -> Fit:
    seen, levels = task.folds != held_out, task.question.levels
    weights, biases = fit_softmax(
        task.rows[seen],
        [np.eye(level.max() + 1, dtype=np.float32)[level[task.targets[seen]]] for level in levels],
        task.weights[seen],
        penalty=task.penalty,
        iterations=recipe.iterations,
        tolerance=task.tolerance,
    )
    return joined(weights, levels), joined(biases, levels)


def _view_of_tree(
    task: Task, rows: Rows, folds: NDArray[np.int64], fits: dict[tuple[str, int], Fit]
) -> NDArray[np.float32]:
    """The tree head's view of every row, by the head that was not trained on the row's paper."""
    view = np.zeros((len(rows), len(task.question.classes)), dtype=np.float32)
    for number in range(-1, int(folds.max(initial=-1)) + 1):
        weights, biases = fits[task.question.facet, _ALL if number < 0 else number]
        view[folds == number] = rows[folds == number].times(weights) + biases
    return view


def _held_out(task: Task, fits: dict[tuple[str, int], Fit]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Scores of every scored row by the head that was not trained on its paper, and which rows these are."""
    scores = np.zeros((len(task.targets), len(task.question.classes)), dtype=np.float32)
    for number in range(int(task.folds.max(initial=-1)) + 1):
        members = (task.folds == number) & task.scored
        weights, biases = fits[task.question.facet, number]
        scores[members] = task.rows[members].times(weights) + biases
    rows = np.flatnonzero(task.scored)
    return scores[rows], rows


def _calibrated(task: Task, fits: dict[tuple[str, int], Fit], recipe: Recipe) -> tuple[Head, OutOfFold]:
    """The head trained on everything, calibrated on what it says out of fold, and that."""
    scores, rows = _held_out(task, fits)
    question, truth = task.question, task.targets[rows]
    head = _head(task, fits, recipe, scores, rows)
    named = tuple(question.classes[index] for index in truth)
    return head, OutOfFold(question.facet, task.examples[rows], question.classes, head.probabilities(scores), named)


def _head(
    task: Task, fits: dict[tuple[str, int], Fit], recipe: Recipe, scores: NDArray[np.float32], rows: NDArray[np.int64]
) -> Head:
    truth, real = task.targets[rows], task.real[rows]
    enough = int(real.sum()) >= _ENOUGH_REAL
    if enough:
        scores, truth = scores[real], truth[real]
    temperature = fit_temperature(scores, truth)
    coverage = recipe.coverage
    if not enough:
        # Text written for training is easier than the literature: it may lower confidence, but not raise it.
        temperature = max(temperature, 1.0)
        coverage = 1 - (1 - coverage) * recipe.synthetic_margin
    question = task.question
    weights, biases = fits[question.facet, _ALL]
    head = Head(question.facet, question.classes, weights, biases, temperature, question.log_frequency, biases)
    floors = conformal_floors(head.probabilities(scores), truth, coverage=coverage, groups=question.siblings)
    return replace(head, floors=floors)
