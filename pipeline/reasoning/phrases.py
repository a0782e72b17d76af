"""The phrase of a passage that carries an answer: found by what each word contributed, cut at natural bounds."""

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.domain.prediction import Evidence

_SHORTEST, _LONGEST = 2, 7
# A longer phrase collects more weight; each word has to be worth its place.
_WORD_COST = 0.25
# Function words that hold a noun phrase together; any other ("can", "which", "have") ends the phrase.
_CONNECTIVES = {"of", "for", "and", "to", "in", "on", "by", "with", "from", "against", "before", "after", "the"}


def best_phrase(doc: Any, evidence: Sequence[Evidence]) -> str:  # noqa: ANN401  (a spaCy Doc, imported late)
    """Return the phrase of two to seven words on which most of the evidence lies, or "" when none speaks for it.

    A phrase never crosses punctuation, brackets or a citation, and neither begins nor ends with a function word.
    """
    weights = _token_weights(doc, evidence)
    typical = max(weights, default=0.0)
    if typical <= 0:
        return ""
    best, best_score = "", 0.0
    for run in _runs(doc):
        for first in range(len(run)):
            for last in range(first + _SHORTEST, min(first + _LONGEST, len(run)) + 1):
                span = run[first:last]
                if _bounded(doc[span[0]], doc[span[-1]]):
                    score = sum(weights[index] for index in span) - _WORD_COST * typical * len(span)
                    if score > best_score:
                        best, best_score = doc[span[0] : span[-1] + 1].text, score
    return best


def _token_weights(doc: Any, evidence: Sequence[Evidence]) -> list[float]:  # noqa: ANN401
    at_character = [0.0] * (len(doc.text) + 1)
    for item in evidence:
        share = item.weight / max(item.end - item.start, 1)
        for position in range(item.start, item.end):
            at_character[position] += share
    return [sum(at_character[token.idx : token.idx + len(token)]) for token in doc]


def _runs(doc: Any) -> Iterator[list[int]]:  # noqa: ANN401
    run: list[int] = []
    for token in doc:
        if _joins(token):
            run.append(token.i)
        else:
            yield run
            run = []
    yield run


def _joins(token: Any) -> bool:  # noqa: ANN401
    if token.is_space or token.is_bracket or token.is_quote or token.like_num:
        return False
    if token.is_stop:
        return token.lower_ in _CONNECTIVES
    return not token.is_punct or token.text in {"-", "–", "/"}


def _bounded(first: Any, last: Any) -> bool:  # noqa: ANN401
    return not any(token.is_stop or token.is_punct or len(token) < 3 for token in (first, last))
