"""What in a passage spoke for an answer: a linear score taken apart into its words."""

import re

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.features import with_headings
from pipeline.classification.scoring import Parts, Scorer
from pipeline.classification.terms import word_spans
from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Evidence

_CHUNK = re.compile(r"\S+")


def evidence_for(scorer: Scorer, passage: Passage, facet: str, code: str) -> tuple[Evidence, ...]:
    """The words of the passage's text with what each adds to the score of `code`, above the mean of all classes.

    A word's part is that of itself, its affixes, half of each pair it stands in, and, where the encoder has vectors of
    chunks, its share of its chunk's vector. Headings speak for an answer too, but they are not part of the passage's
    text and are left out.
    """
    text = with_headings(passage.section_path, passage.text)
    spans, chunks = _words_in(text)
    if not spans:
        return ()
    parts = scorer.parts(text, facet, code)
    n_words = np.bincount(chunks, minlength=len(parts.of_chunks))
    weights = parts.of_chunks[chunks] / n_words[chunks]
    crowded = np.flatnonzero(n_words[chunks] > 1)
    if len(crowded):  # words of one chunk share its vector alike, but each has its own terms
        own = np.zeros(len(spans), dtype=np.float32)
        own[crowded] = scorer.of_words([text[slice(*spans[word])].lower() for word in crowded], facet, code)
        own *= parts.scale
        weights += own - (np.bincount(chunks, own, len(n_words)) / np.maximum(n_words, 1))[chunks]
    for side in (0, 1):
        np.add.at(weights, _word_at(parts.places + side, parts, n_words), parts.of_pairs / 2)
    shift = len(text) - len(passage.text)
    return tuple(
        Evidence(start - shift, end - shift, weight)
        for (start, end), weight in zip(spans, weights.tolist(), strict=True)
        if start >= shift and weight != 0.0
    )


def _words_in(text: str) -> tuple[list[tuple[int, int]], NDArray[np.int64]]:
    """Where each word stands, and the number of its chunk."""
    spans = word_spans(text)  # no word reaches over a blank
    begins = [chunk.start() for chunk in _CHUNK.finditer(text)]
    return spans, np.searchsorted(begins, [start for start, _ in spans], side="right") - 1


def _word_at(places: NDArray[np.int64], parts: Parts, n_words: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of the words at places that are counted in lower-cased chunks.

    Lower case makes two words of a few that are one, such as "İstanbul"; both are the one.
    """
    chunk = np.searchsorted(parts.starts, places, side="right") - 1
    nth = np.minimum(places - parts.starts[chunk], n_words[chunk] - 1)
    numbers: NDArray[np.int64] = (np.cumsum(n_words) - n_words)[chunk] + nth
    return numbers
