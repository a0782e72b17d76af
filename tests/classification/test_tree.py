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


@given(RAW, st.floats(0, 1))
def test_the_answer_is_the_deepest_sure_node_of_the_likelier_branch(raw: np.ndarray, floor: float) -> None:
    rows = NODES.probabilities((raw / raw.sum())[None, :])
    confidence = dict(zip(TREE.codes, rows[0].tolist(), strict=True))

    (node,), (sure,) = NODES.deepest_sure(rows, floor=floor)

    code = TREE.codes[node]
    confidences = [confidence[above] for above in TREE.ancestors(code)]
    assert confidences == sorted(confidences, reverse=True)
    assert sure == (max(confidence[root.code] for root in TREE.children(None)) >= floor)
    assert not sure or confidences[-1] >= floor
    assert all(confidence[child.code] < floor for child in TREE.children(code)) or not sure


def test_a_sure_branch_wins_over_a_likelier_leaf_elsewhere() -> None:
    raw = np.zeros((1, len(TREE.codes)), dtype=np.float32)
    for code, share in {"1.1.1": 0.25, "1.1.2": 0.24, "1.2.1": 0.24, "2.2.2": 0.27}.items():
        raw[0, TREE.codes.index(code)] = share

    (node,), (sure,) = NODES.deepest_sure(NODES.probabilities(raw), floor=0.5)
    assert (TREE.codes[node], sure) == ("1", True)


def test_many_rows_are_answered_as_each_alone() -> None:
    rng = np.random.default_rng(4)
    rows = NODES.probabilities(rng.dirichlet(np.full(len(TREE.codes), 0.1), size=50).astype(np.float32))

    nodes, sure = NODES.deepest_sure(rows, floor=0.4)

    alone = [NODES.deepest_sure(row[None], floor=0.4) for row in rows]
    assert nodes.tolist() == [node for (node,), _ in alone]
    assert sure.tolist() == [each for _, (each,) in alone]
    assert len(set(nodes.tolist())) > 5
