"""One probability for each node, adding up along the tree, and the deepest node that is sure enough.

A passage may be labelled with an inner node ("2.2 Risk & Assurance": a mix of what stands below). Such a label is a
class like any other; its probability belongs to the node itself, beside its children. So a node's probability is its
own plus its children's: no child ever exceeds its parent. A flat facet is a tree of depth one.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.taxonomy import Facet


class Nodes:
    """The nodes of a facet and how class probabilities become node probabilities."""

    def __init__(self, facet: Facet, classes: Sequence[str]) -> None:
        self.codes = facet.codes
        self._index = {code: index for index, code in enumerate(self.codes)}
        self._paths = {code: facet.ancestors(code) for code in self.codes}
        self._roots = tuple(category.code for category in facet.children(None))
        self._children = {code: tuple(child.code for child in facet.children(code)) for code in self.codes}
        self._below = {
            code: tuple(other for other in self.codes if other != code and code in self._paths[other])
            for code in self.codes
        }
        self._sums = np.zeros((len(classes), len(self.codes)), dtype=np.float32)
        for row, code in enumerate(classes):
            for above in self._paths[code]:
                self._sums[row, self._index[above]] = 1.0

    def probabilities(self, of_classes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Sum class probabilities (n, classes) up to node probabilities (n, nodes)."""
        summed: NDArray[np.float32] = np.clip(of_classes @ self._sums, 0.0, 1.0)
        return summed

    def deepest_sure(self, row: NDArray[np.float32], *, floor: float) -> tuple[str, bool]:
        """The deepest node whose probability clears `floor`, going down the likelier branch, and whether one does.

        When not even a root does, the likeliest root is returned: confidence never rises with depth, so none is surer.
        """
        code = self._likeliest(row, self._roots)
        sure = self.confidence(row, code) >= floor
        while sure and (below := self._children[code]):
            child = self._likeliest(row, below)
            if self.confidence(row, child) < floor:
                break
            code = child
        return code, sure

    def _likeliest(self, row: NDArray[np.float32], codes: Sequence[str]) -> str:
        return max(codes, key=lambda code: self.confidence(row, code))

    def below(self, code: str) -> tuple[str, ...]:
        """The codes under `code`, itself not included."""
        return self._below[code]

    def confidence(self, row: NDArray[np.float32], code: str) -> float:
        """The probability of one node in a row of node probabilities."""
        return float(row[self._index[code]])
