"""Entries that training has seen in all but name: scoring them would measure memory."""

from collections.abc import Sequence

from pipeline.domain.labels import LabeledEntry
from pipeline.evaluation.baselines import text_of
from pipeline.evaluation.duplicates import near_duplicates

NEAR = 0.7


def seen_before(
    unseen: Sequence[LabeledEntry], train: Sequence[LabeledEntry], *, threshold: float = NEAR
) -> dict[int, tuple[LabeledEntry, float]]:
    """The numbers of entries that nearly repeat a training entry, each with the likest one and the similarity."""
    found: dict[int, tuple[LabeledEntry, float]] = {}
    for earlier, later, similarity in _pairs([*train, *unseen], threshold):
        number = later - len(train)
        if earlier < len(train) <= later and similarity > found.get(number, (None, 0.0))[1]:
            found[number] = (train[earlier], similarity)
    return found


def across_folds(
    entries: Sequence[LabeledEntry], folds: Sequence[int], *, threshold: float = NEAR
) -> dict[int, tuple[LabeledEntry, float]]:
    """The numbers of held-out entries that nearly repeat one they are not held out with; -1 is never held out."""
    found: dict[int, tuple[LabeledEntry, float]] = {}
    for one, other, similarity in _pairs(entries, threshold):
        if folds[one] == folds[other]:
            continue
        for number, like in ((one, other), (other, one)):
            if folds[number] >= 0 and similarity > found.get(number, (None, 0.0))[1]:
                found[number] = (entries[like], similarity)
    return found


def _pairs(entries: Sequence[LabeledEntry], threshold: float) -> list[tuple[int, int, float]]:
    # An entry without text is its headings; among those with text, headings repeat without saying the same.
    return near_duplicates([entry.text or text_of(entry) for entry in entries], threshold=threshold)
