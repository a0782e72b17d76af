"""Confidence on the tree: it adds up, never rises with depth, and backing off is always safe."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.classification.tree import Nodes
from pipeline.resources import load_taxonomy

TREE = load_taxonomy().tree
NODES = Nodes(TREE, TREE.codes)
RAW = arrays(np.float32, (len(TREE.codes),), elements=st.floats(0, 1, width=32)).filter(lambda row: row.sum() > 0.01)


@given(RAW)
def test_a_parent_is_its_own_share_and_its_children(raw: np.ndarray) -> None:
    of_classes = (raw / raw.sum())[None, :]
    of_nodes = NODES.probabilities(of_classes)[0]
    place = {code: index for index, code in enumerate(TREE.codes)}

    for code in TREE.codes:
        below = sum(of_nodes[place[child.code]] for child in TREE.children(code))
        np.testing.assert_allclose(of_nodes[place[code]], below + of_classes[0, place[code]], atol=1e-5)
    np.testing.assert_allclose(sum(of_nodes[place[root.code]] for root in TREE.children(None)), 1.0, atol=1e-5)


@given(RAW, st.floats(0, 1), st.sampled_from(TREE.codes))
def test_the_answer_is_the_deepest_sure_node_on_the_path(raw: np.ndarray, floor: float, likeliest: str) -> None:
    row = NODES.probabilities((raw / raw.sum())[None, :])[0]
    path = TREE.ancestors(likeliest)

    code, sure = NODES.deepest_sure(row, likeliest, floor=floor)

    confidences = [NODES.confidence(row, node) for node in path]
    assert confidences == sorted(confidences, reverse=True)
    assert sure == (confidences[0] >= floor)
    below = path[path.index(code) + 1 :]
    assert all(NODES.confidence(row, node) < floor for node in below)
    assert not sure or NODES.confidence(row, code) >= floor
