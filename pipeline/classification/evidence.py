"""What in a passage spoke for an answer: a linear score taken apart into its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.chunks import Ragged
from pipeline.classification.features import LENGTH, TERM_LENGTH, Features, lengths_of, squares_of, with_headings
from pipeline.classification.head import Head
from pipeline.classification.terms import Terms, word_spans
from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Evidence

_CHUNK = re.compile(r"\S+")


@dataclass(frozen=True)
class _Word:
    """A word, where it stands, and the number of its chunk."""

    start: int
    end: int
    chunk: int


def evidence_for(features: Features, head: Head, passage: Passage, code: str) -> tuple[Evidence, ...]:
    """The words of the passage's text with what each adds to the score of `code`, above the mean of all classes.

    A word's part is that of itself, its affixes, half of each pair it stands in, and, where the encoder has vectors of
    chunks, its share of its chunk's vector. Headings speak for an answer too, but they are not part of the passage's
    text and are left out.
    """
    text = with_headings(passage.section_path, passage.text)
    words = list(_words_in(text))
    if not words:
        return ()
    above = head.weights[:, head.classes.index(code)] - head.weights.mean(axis=1)
    of_terms, squares = _of_terms(features.terms, above, [text[word.start : word.end].lower() for word in words])
    of_vectors, more = _of_vectors(features, above, text, words)
    length = LENGTH if features.encoding.sums else TERM_LENGTH
    weights = (of_terms + of_vectors) * length / lengths_of(np.asarray([squares + more]))
    shift = len(text) - len(passage.text)
    return tuple(
        Evidence(word.start - shift, word.end - shift, float(weight))
        for word, weight in zip(words, weights, strict=True)
        if word.start >= shift and weight != 0.0
    )


def _words_in(text: str) -> Iterator[_Word]:
    for number, chunk in enumerate(_CHUNK.finditer(text)):
        for start, end in word_spans(chunk.group()):
            yield _Word(chunk.start() + start, chunk.start() + end, number)


def _of_terms(terms: Terms, above: NDArray[np.float32], words: list[str]) -> tuple[NDArray[np.float32], float]:
    """What each word's terms add, and the sum of their squares."""
    valued, squares = above[: terms.width] * terms.weights, terms.weights**2
    columns, numbers = terms.read(words)
    places, pairs = terms.pairs_in(Ragged(numbers.values, np.asarray([0, len(numbers.values)])))
    singles, of_pairs = columns.counts(terms.n_single), pairs.values + terms.n_single
    found: NDArray[np.float32] = singles @ valued[: terms.n_single]
    for side in (places, places + 1):
        np.add.at(found, side, valued[of_pairs] / 2)
    return found, float((singles @ squares[: terms.n_single]).sum() + squares[of_pairs].sum())


def _of_vectors(
    features: Features, above: NDArray[np.float32], text: str, words: list[_Word]
) -> tuple[NDArray[np.float32], float]:
    """What each word's share of its chunk's vector adds, and the sum of the vectors' squares."""
    vectors = features.vectors_of(text.lower().split())
    begin = features.terms.width
    of_chunk = vectors @ above[begin : begin + vectors.shape[1]]
    chunks = np.asarray([word.chunk for word in words])
    share = np.bincount(chunks, minlength=len(vectors))[chunks]
    return of_chunk[chunks] / share, float(squares_of(vectors).sum())
