"""How far a corpus is from what a model was trained on: how new are its passages and words, how unsure the answers.

Each is set beside the same measure among the training data itself, where every entry is compared with those of other
papers only: papers differ, and only what goes beyond that is drift.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[^\W\d_]{2,}")
_AT_ONCE = 512
_HUNDREDTHS = 100

Vectors = NDArray[np.float32]


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without numbers and single letters.

    >>> words_of("Red-teaming in 2024, a review")
    ['red', 'teaming', 'in', 'review']
    """
    return _WORD.findall(text.lower())


def novelty(vectors: Vectors, known: Vectors) -> NDArray[np.float32]:
    """How unlike each unit vector is to the nearest known one: 1 minus their cosine, 0 when they are the same."""
    nearest = [(vectors[start : start + _AT_ONCE] @ known.T).max(axis=1) for start in range(0, len(vectors), _AT_ONCE)]
    found: NDArray[np.float32] = 1 - np.concatenate([np.empty(0, dtype=np.float32), *nearest])
    return found


def novelty_within(vectors: Vectors, papers: Sequence[str], rows: Sequence[int]) -> NDArray[np.float32]:
    """The novelty of some rows among all, each against the rows of other papers."""
    names, numbers = np.unique(np.asarray(papers), return_inverse=True)
    if len(names) < 2:
        return np.empty(0, dtype=np.float32)
    chosen = np.asarray(rows, dtype=np.int64)
    found = []
    for start in range(0, len(chosen), _AT_ONCE):
        part = chosen[start : start + _AT_ONCE]
        likeness = vectors[part] @ vectors.T
        likeness[numbers[part][:, None] == numbers[None]] = -1
        found.append(1 - likeness.max(axis=1))
    return np.concatenate(found)


@dataclass(frozen=True)
class Vocabulary:
    """The words of the training data, and in how many papers each of them stands."""

    papers: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, texts: Iterable[tuple[str, str]]) -> "Vocabulary":
        """Take the words of texts, each with the paper that it is of."""
        papers: defaultdict[str, set[str]] = defaultdict(set)
        for text, paper in texts:
            for word in words_of(text):
                papers[word].add(paper)
        return cls({word: frozenset(those) for word, those in papers.items()})

    def new(self, text: str, *, paper: str | None = None) -> list[str]:
        """The words of a text that are in no other paper.

        >>> vocabulary = Vocabulary.of([("red teams probe", "a"), ("teams agree", "b")])
        >>> vocabulary.new("teams probe quarks"), vocabulary.new("red teams probe", paper="a")
        (['quarks'], ['red', 'probe'])
        """
        return [word for word in words_of(text) if not self.papers.get(word, frozenset()) - {paper}]

    def share_new(self, text: str, *, paper: str | None = None) -> float:
        """The share of a text's words that are in no other paper; 0 where there are no words."""
        return len(self.new(text, paper=paper)) / max(len(words_of(text)), 1)

    def most_frequent_new(self, texts: Iterable[str], n: int) -> list[tuple[str, int]]:
        """The new words that stand in most texts, and in how many."""
        counts = Counter(word for text in texts for word in sorted(set(self.new(text))))
        return counts.most_common(n)


def stranger(here: Sequence[float], there: Sequence[float]) -> float | None:
    """How likely a value drawn here is higher than one drawn there: 0.5 when they are alike; None when one is empty.

    The area under the ROC curve that tells the two apart, from their ranks (Mann and Whitney, 1947).

    >>> stranger([1.0, 3.0], [0.0, 2.0]), stranger([1.0], [1.0]), stranger([], [1.0])
    (0.75, 0.5, None)
    """
    if not len(here) or not len(there):
        return None
    ordered = np.sort(np.asarray(there))
    below, up_to = np.searchsorted(ordered, here, side="left"), np.searchsorted(ordered, here, side="right")
    return float((below + up_to).mean() / 2 / len(ordered))


def by_hundredths(confidence: Sequence[float]) -> NDArray[np.int64]:
    """How often each confidence occurs, by hundredths from 0 to 1."""
    steps = np.rint(np.asarray(confidence, dtype=np.float64) * _HUNDREDTHS).astype(np.int64)
    return np.bincount(steps, minlength=_HUNDREDTHS + 1)


def mean_of_hundredths(counts: NDArray[np.int64]) -> float | None:
    """The mean of what `by_hundredths` counted; None when nothing was.

    >>> mean_of_hundredths(by_hundredths([0.5, 0.9]))
    0.7
    """
    total = int(counts.sum())
    return float(counts @ np.arange(_HUNDREDTHS + 1)) / _HUNDREDTHS / total if total else None
