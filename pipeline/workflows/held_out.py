"""What a model said, while it was made, of entries whose papers it had not seen.

Kept with it, so that two models can be compared entry by entry without training either again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.classification.training import OutOfFold
from pipeline.domain.labels import LabeledEntry

DOCUMENT = "held_out"
"""The name under which a model's bundle holds it."""


@dataclass(frozen=True, slots=True)
class Held:
    """One entry's label, what the model said, and how sure it was."""

    paper: str
    truth: str
    answer: str
    confidence: float


HeldOut = Mapping[str, Mapping[str, Held]]
"""By facet and the id of the entry."""


def held_out_of(results: Sequence[OutOfFold], entries: Sequence[LabeledEntry]) -> HeldOut:
    """Say which entry each result is of."""
    return {each.facet: dict(_of_facet(each, entries)) for each in results}


def to_document(held_out: HeldOut) -> dict[str, Any]:
    """What JSON can hold and `from_document` reads."""
    return {
        facet: {
            "entries": list(each),
            "papers": [held.paper for held in each.values()],
            "truth": [held.truth for held in each.values()],
            "answers": [held.answer for held in each.values()],
            "confidence": [held.confidence for held in each.values()],
        }
        for facet, each in held_out.items()
    }


def from_document(document: Mapping[str, Any]) -> HeldOut:
    """Read what `to_document` wrote."""
    columns = ("papers", "truth", "answers", "confidence")
    return {
        facet: {
            entry_id: Held(*row)
            for entry_id, *row in zip(each["entries"], *(each[name] for name in columns), strict=True)
        }
        for facet, each in document.items()
    }


def _of_facet(each: OutOfFold, entries: Sequence[LabeledEntry]) -> Iterator[tuple[str, Held]]:
    best, sure = each.probabilities.argmax(axis=1), each.probabilities.max(axis=1)
    for number, truth, column, confidence in zip(each.entries, each.truth, best, sure, strict=True):
        entry = entries[number]
        yield entry.entry_id, Held(entry.group, truth, each.classes[column], round(float(confidence), 4))
