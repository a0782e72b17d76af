"""The hash table against a dictionary."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.classification.index import Index

KEYS = st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=40)


def array(keys: list[int]) -> np.ndarray:
    return np.asarray(keys, dtype=np.uint64)


@given(KEYS, KEYS)
def test_numbers_are_those_of_a_dictionary(added: list[int], asked: list[int]) -> None:
    expected = {key: number for number, key in enumerate(added)}

    index = Index(array(added))

    assert index.find(array(asked + added)).tolist() == [expected.get(key, -1) for key in asked + added]
    assert len(index) == len(added)


def test_keys_that_fall_together_are_told_apart() -> None:
    spread = pow(0x9E3779B97F4A7C15, -1, 2**64)
    together = [low * spread % 2**64 for low in range(200)]  # all at home in the first slot
    index = Index(array(together[:100]))

    assert index.find(array(together)).tolist() == [*range(100), *[-1] * 100]


def test_it_grows_as_keys_are_added() -> None:
    index = Index()
    for start in range(0, 30_000, 777):
        index.add(np.arange(start, start + 777, dtype=np.uint64))

    asked = np.asarray([0, 5, 29_999, 10**9], dtype=np.uint64)
    assert index.find(asked).tolist() == [0, 5, 29_999, -1]
