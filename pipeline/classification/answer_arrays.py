"""Probabilities → answers as arrays: the deepest sure node, what else is likely, and what cannot be ruled out.

Who answers by the million takes them as they are; an object for each answer takes as long as all the scoring.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.head import Head, ranked
from pipeline.classification.tree import Nodes
from pipeline.domain.taxonomy import Facet

_ALTERNATIVES = 5
LARGEST_SET = 6
"""A prediction set of more categories is reason to look."""
_NONE = -1


@dataclass(frozen=True)
class AnswerArrays:
    """One facet's answers to n passages. Nodes are numbered as in `codes`, classes as in `classes`, and -1 is none.

    `alternatives` and their confidences have the shape (n, most alternatives); the prediction set of row i is
    `members[offsets[i]:offsets[i + 1]]`.
    """

    facet: str
    codes: tuple[str, ...]
    classes: tuple[str, ...]
    chosen: NDArray[np.int64]
    confidence: NDArray[np.float64]
    alternatives: NDArray[np.int64]
    alternative_confidences: NDArray[np.float64]
    members: NDArray[np.int64]
    offsets: NDArray[np.int64]
    backed_off_from: NDArray[np.int64]
    abstained: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.chosen)

    def reasons(self) -> tuple[NDArray[np.int64], Sequence[str]]:
        """Why a person should look at each answer: an array of shape (n, 2) of numbers of reasons, and the reasons."""
        n, sizes = len(self.classes), np.diff(self.offsets)
        named = [backed_off(self.facet, code) for code in self.classes]
        named += [undecided(self.facet, size) for size in range(n + 1)] + [below_floor(self.facet)]
        unsure = np.where(self.abstained, len(named) - 1, self.backed_off_from)
        return np.stack([unsure, np.where(sizes > LARGEST_SET, n + sizes, _NONE)], axis=1), named


def below_floor(facet: str) -> str:
    """The reason to look at an answer that is not sure enough."""
    return f"{facet}: below the floor"


def backed_off(facet: str, code: str) -> str:
    """The reason to look at an answer that stands in for a likelier one below it."""
    return f"{facet}: backed off from {code}"


def undecided(facet: str, size: int) -> str:
    """The reason to look at an answer with a large prediction set."""
    return f"{facet}: {size} categories possible"


def answer_arrays(facet: Facet, head: Head, probabilities: NDArray[np.float32], *, floor: float) -> AnswerArrays:
    """Answer one facet for each row of calibrated probabilities."""
    nodes = Nodes(facet, head.classes)
    of_nodes = nodes.probabilities(probabilities)
    chosen, sure = nodes.deepest_sure(of_nodes, floor=floor)
    order = ranked(probabilities)
    best = order[:, :_ALTERNATIVES]
    members, offsets = head.prediction_sets(probabilities, order)
    return AnswerArrays(
        facet=facet.name,
        codes=nodes.codes,
        classes=head.classes,
        chosen=chosen,
        confidence=_rounded(of_nodes[np.arange(len(of_nodes)), chosen]),
        alternatives=best,
        alternative_confidences=_rounded(np.take_along_axis(probabilities, best, axis=1)),
        members=members,
        offsets=offsets,
        backed_off_from=_likelier_below(nodes, head, chosen, best),
        abstained=~sure,
    )


def _likelier_below(nodes: Nodes, head: Head, chosen: NDArray[np.int64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """The likeliest class of each row that stands under the answer, unless the answer itself is likelier."""
    fits = np.take_along_axis(nodes.within[chosen], order, axis=1)
    likeliest = np.take_along_axis(order, fits.argmax(axis=1)[:, None], axis=1)[:, 0]
    place = {code: index for index, code in enumerate(head.classes)}
    itself = np.asarray([place.get(code, _NONE) for code in nodes.codes])[chosen]
    found: NDArray[np.int64] = np.where(fits.any(axis=1) & (likeliest != itself), likeliest, _NONE)
    return found


def _rounded(probabilities: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.clip(probabilities.astype(np.float64), 0.0, 1.0).round(4)
