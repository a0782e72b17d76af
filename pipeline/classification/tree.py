"""One probability for each node, adding up along the tree, and the deepest node that is sure enough.

A passage may be labelled with an inner node ("2.2 Risk & Assurance": a mix of what stands below). Such a label is a
class like any other; its probability belongs to the node itself, beside its children. So a node's probability is its
own plus its children's: no child ever exceeds its parent. A flat facet is a tree of depth one.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.taxonomy import Facet

_NONE = -1


class Nodes:
    """The nodes of a facet, by their place in `codes`, and how class probabilities become node probabilities."""

    def __init__(self, facet: Facet, classes: Sequence[str]) -> None:
        self.codes = facet.codes
        place = {code: index for index, code in enumerate(self.codes)}
        self._roots = np.asarray([place[category.code] for category in facet.children(None)])
        children = [[place[child.code] for child in facet.children(code)] for code in self.codes]
        widest = max(1, *map(len, children)) if children else 1
        self._children = np.asarray([row + [_NONE] * (widest - len(row)) for row in children])
        self.within = np.zeros((len(self.codes), len(classes)), dtype=np.bool_)
        """Which classes are the node or stand under it, one row a node."""
        for column, code in enumerate(classes):
            self.within[[place[above] for above in facet.ancestors(code)], column] = True

    def probabilities(self, of_classes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Sum class probabilities (n, classes) up to node probabilities (n, nodes)."""
        summed: NDArray[np.float32] = np.clip(of_classes @ self.within.T.astype(np.float32), 0.0, 1.0)
        return summed

    def deepest_sure(
        self, of_nodes: NDArray[np.float32], *, floor: float
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """For each row, the deepest node whose probability clears `floor`, and whether one does.

        The way down is the likelier branch. When not even a root is sure, the likeliest root is returned: confidence
        never rises with depth, so none is surer.
        """
        rows = np.arange(len(of_nodes))
        found = self._roots[of_nodes[:, self._roots].argmax(axis=1)]
        sure = of_nodes[rows, found] >= np.float64(floor)
        rows = rows[sure]
        while len(rows):
            below = self._children[found[rows]]
            confidence = np.where(below == _NONE, np.float64(_NONE), of_nodes[rows[:, None], below])
            likelier = confidence.argmax(axis=1)
            deeper = confidence.max(axis=1) >= floor
            rows = rows[deeper]
            found[rows] = below[deeper, likelier[deeper]]
        return found, sure
