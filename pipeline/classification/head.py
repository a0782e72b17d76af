"""One facet's classifier: linear scores, calibrated, with prediction sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.features import Rows
from pipeline.classification.softmax import softmax

_ARRAYS = ("weights", "biases", "log_frequency", "floors")


# Beside a vector of length 1, so that the view counts for as much as the words do.
_VIEW_LENGTH = np.float32(2)


def view_of(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The features that one head's raw scores are for another: probabilities, uncalibrated."""
    view: NDArray[np.float32] = _VIEW_LENGTH * softmax(scores)
    return view


def ranked(probabilities: NDArray[np.float32]) -> NDArray[np.int64]:
    """The numbers of the classes of each row, likeliest first."""
    return np.argsort(-probabilities, axis=1, kind="stable")


@dataclass(frozen=True)
class Head:
    """Weights (features x classes), biases, and what makes the scores honest.

    Training sets are balanced by design and the literature is not: `log_frequency` shifts the calibrated scores by how
    much commoner each class is there.
    """

    facet: str
    classes: tuple[str, ...]
    weights: NDArray[np.float32]
    biases: NDArray[np.float32]
    temperature: float
    log_frequency: NDArray[np.float32]
    floors: NDArray[np.float32]

    def scores(self, rows: Rows) -> NDArray[np.float32]:
        """Raw scores of shape (rows, classes)."""
        return rows.times(self.weights) + self.biases

    def probabilities(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Calibrated probabilities from raw scores."""
        return softmax(scores / np.float32(self.temperature) + self.log_frequency)

    def prediction_set(self, probabilities: NDArray[np.float32]) -> tuple[str, ...]:
        """The classes that one row of probabilities cannot rule out, likeliest first; never empty."""
        members, _ = self.prediction_sets(probabilities[None], ranked(probabilities[None]))
        return tuple(self.classes[member] for member in members)

    def prediction_sets(
        self, probabilities: NDArray[np.float32], order: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The prediction sets of all rows, whose classes are `ranked` in `order`, as numbers of classes and offsets.

        That of row i is `members[offsets[i]:offsets[i + 1]]`.
        """
        kept = np.take_along_axis(probabilities >= self.floors, order, axis=1)
        kept[~kept.any(axis=1), 0] = True
        return order[kept], np.concatenate([[0], np.cumsum(kept.sum(axis=1))])

    def to_parts(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """The arrays and the JSON that `from_parts` reads."""
        arrays = {f"{self.facet}.{name}": getattr(self, name) for name in _ARRAYS}
        return arrays, {"facet": self.facet, "classes": list(self.classes), "temperature": self.temperature}

    @classmethod
    def from_parts(cls, arrays: Mapping[str, NDArray[Any]], settings: Mapping[str, Any]) -> "Head":
        """Build a head from saved parts."""
        facet = settings["facet"]
        return cls(
            facet=facet,
            classes=tuple(settings["classes"]),
            temperature=settings["temperature"],
            **{name: arrays[f"{facet}.{name}"] for name in _ARRAYS},
        )
