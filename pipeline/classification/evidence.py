"""What in a passage spoke for an answer: a linear score taken apart into its tokens."""

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.features import Features, with_headings
from pipeline.classification.head import Head
from pipeline.classification.ngrams import Tokens, pair_keys
from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Evidence


def evidence_for(features: Features, head: Head, passage: Passage, code: str) -> tuple[Evidence, ...]:
    """The stretches of the passage's text with what each adds to the score of `code`, above the mean of all classes.

    Only n-grams are taken apart; what the encoder's vector adds belongs to no single word. Headings speak for an
    answer too, but they are not part of the passage's text and are left out.
    """
    text = with_headings(passage.section_path, passage.text)
    ids, offsets = features.encoding.tokenizer.token_ids([text])
    if not len(ids):
        return ()
    ngrams = features.ngrams
    row = ngrams.transform(Tokens(ids, offsets))
    contribution = np.zeros(len(ngrams.keys) + 1, dtype=np.float32)
    contribution[row.indices] = row.data * _above_mean(head.weights[row.indices], head.classes.index(code))
    singles = _each(contribution, ngrams.columns(ids.astype(np.int64)))
    pairs = _each(contribution, ngrams.columns(pair_keys(ids)))
    weights = singles
    weights[:-1] += pairs / 2
    weights[1:] += pairs / 2
    shift = len(text) - len(passage.text)
    return tuple(
        Evidence(start - shift, end - shift, float(weight))
        for (start, end), weight in zip(features.encoding.tokenizer.token_spans(text), weights, strict=True)
        if start >= shift and end > start and weight != 0.0
    )


def _above_mean(weights: NDArray[np.float32], column: int) -> NDArray[np.float32]:
    above: NDArray[np.float32] = weights[:, column] - weights.mean(axis=1)
    return above


def _each(contribution: NDArray[np.float32], columns: NDArray[np.int64]) -> NDArray[np.float32]:
    # A column's contribution is shared by the places where it occurs; -1 picks the spare last cell, which is 0.
    places = np.bincount(columns[columns >= 0], minlength=len(contribution)).astype(np.float32)
    share: NDArray[np.float32] = (contribution / np.maximum(places, 1.0)).astype(np.float32)[columns]
    return share
