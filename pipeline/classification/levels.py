"""What a tree's levels are worth: one fit answers for each of them, and a class's score has a share of all.

A first level has more examples a category than a leaf has, and is told by other words. So the rows are asked for their
category at every level at once, and what the levels above say is added to the scores of the classes that stand there.
The sum is linear still, and the tree's probabilities add up as before. On held-out registers this beats classes alone.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.taxonomy import Facet

Levels = tuple[NDArray[np.int64], ...]

_SHARE_OF_DEPTH = 0.1
# A level above repeats part of what the classes say; this much less of them keeps confidence where it was.
_REPEATED = 0.05


def levels_of(facet: Facet) -> Levels:
    """The number of each class's group at every level: the classes themselves, then the tree from its roots down.

    A class that does not reach down to a level is a group of its own there.

    >>> from pipeline.domain.taxonomy import Category
    >>> tree = Facet("code", "?", (Category("1", "", ""), Category("1.1", "", "", "1"), Category("2", "", "")))
    >>> [level.tolist() for level in levels_of(tree)]
    [[0, 1, 2], [0, 0, 1]]
    """
    paths = [facet.ancestors(code) for code in facet.codes]
    above = range(1, max(map(len, paths)))
    groups = (np.unique([path[:depth][-1] for path in paths], return_inverse=True)[1] for depth in above)
    return (np.arange(len(paths)), *groups)


def joined(scores: NDArray[np.float32], levels: Levels) -> NDArray[np.float32]:
    """Add to what each class has (weights, biases or scores, in the last axis) its share of what its groups have.

    The groups of all levels stand side by side in `scores`, in the order of `levels`.
    """
    own, *above = np.split(scores, np.cumsum([level.max() + 1 for level in levels])[:-1], axis=-1)
    total: NDArray[np.float32] = own * np.float32(1 - _REPEATED * len(above))
    for depth, (level, groups) in enumerate(zip(levels[1:], above, strict=True), start=1):
        total += np.float32(_SHARE_OF_DEPTH * depth) * groups[..., level]
    return total
