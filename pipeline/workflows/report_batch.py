"""A folder of results → a report: what was found, what needs review, what was read poorly, and how new it all is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.batch.pieces import Unusable
from pipeline.batch.runs import RunFolder
from pipeline.batch.shards import finished
from pipeline.batch.sums import Sums, add_up
from pipeline.classification.features import with_headings
from pipeline.domain.labels import LabeledEntry
from pipeline.domain.taxonomy import Taxonomy
from pipeline.evaluation.drift import Vocabulary, by_hundredths, novelty, novelty_within
from pipeline.workflows.held_out import Held, HeldOut

_SAMPLE = 2000
_NEW_WORDS = 20

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True)
class Training:
    """What a model was trained on, to set a corpus beside: labelled entries, how text becomes vectors, and its answers.

    `held_out` is what the model said of entries whose papers it had not seen while it was made.
    """

    entries: Sequence[LabeledEntry]
    encode: Encode
    held_out: HeldOut
    same_labels: bool
    """Whether the entries are still those that it was trained on."""


@dataclass(frozen=True)
class Sure:
    """How sure a facet's likeliest categories are, here and on training papers not seen; and how often right there."""

    here: NDArray[np.int64]
    there: NDArray[np.int64]
    right_there: float | None


@dataclass(frozen=True)
class Drift:
    """Passages here beside entries of the training data, each compared with other papers of that data."""

    new_here: NDArray[np.float64]
    new_there: NDArray[np.float64]
    novel_here: NDArray[np.float32]
    novel_there: NDArray[np.float32]
    new_words: Sequence[tuple[str, int]]
    sure: Mapping[str, Sure]


@dataclass(frozen=True)
class Summary:
    """All that a report on a run may show."""

    home: Path
    manifest: Mapping[str, Any]
    taxonomy: Taxonomy
    sums: Sums
    documents: Sequence[Mapping[str, Any]]
    failures: Sequence[Unusable]
    drift: Drift | None
    same_labels: bool


def summarise(folder: RunFolder, taxonomy: Taxonomy, training: Training) -> Summary:
    """Add up a run, finished or not, and set it beside the training data of its model.

    Raises InputError when the folder holds no run.
    """
    shards = finished(folder.passages, folder.run().seal)
    sums = add_up(shards, [facet.name for facet in taxonomy], sample=_SAMPLE)
    return Summary(
        folder.home,
        folder.manifest(),
        taxonomy,
        sums,
        [document for shard in shards for document in shard.footer.documents],
        [failure for shard in shards for failure in shard.footer.failures],
        drift_of(sums, training) if sums.sample and training.entries else None,
        training.same_labels,
    )


def drift_of(sums: Sums, training: Training) -> Drift:
    """Set a sample of the passages beside the labelled entries."""
    entries, papers = training.entries, [entry.group for entry in training.entries]
    known = training.encode([with_headings(entry.section_path, entry.text) for entry in entries])
    here = training.encode([with_headings(passage.section_path, passage.text) for passage in sums.sample])
    vocabulary = Vocabulary.of((entry.text, entry.group) for entry in entries)
    rows = range(0, len(entries), max(len(entries) // _SAMPLE, 1))
    return Drift(
        new_here=np.asarray([vocabulary.share_new(passage.text) for passage in sums.sample]),
        new_there=np.asarray([vocabulary.share_new(entries[row].text, paper=papers[row]) for row in rows]),
        novel_here=novelty(here, known),
        novel_there=novelty_within(known, papers, rows),
        new_words=vocabulary.most_frequent_new([passage.text for passage in sums.sample], _NEW_WORDS),
        sure={facet: _sure(each.first, training.held_out.get(facet, {})) for facet, each in sums.facets.items()},
    )


def _sure(here: NDArray[np.int64], held_out: Mapping[str, Held]) -> Sure:
    held = list(held_out.values())
    right = [each.answer == each.truth for each in held]
    return Sure(here, by_hundredths([each.confidence for each in held]), sum(right) / len(right) if right else None)
