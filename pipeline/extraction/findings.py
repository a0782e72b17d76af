"""The judgement: passage by passage, does it describe a mitigation, and why do we think so.

Evidence is added up in log-odds, in this order: what the headings say, at any level; the kind of section; the
paragraph model, pooled; the wording; length. Half of the model's say comes from the passages around: papers keep
mitigations together, and the model is steadier over a stretch than over a single paragraph of a field that it has not
seen. The model learned from a corpus of which seven in eight passages are mitigations, documents hold far fewer: the
base rate makes up for that, except in excerpts of a few passages, which somebody chose. `benchmarks/extraction.py`
gives precision and recall on real text.
"""

import math
from collections.abc import Callable, Sequence

from pipeline.domain.document import Document
from pipeline.domain.passage import Finding, Passage
from pipeline.extraction.cues import aside, mitigating
from pipeline.extraction.passages import passages_of
from pipeline.extraction.wording import cues_in, missing_topics

Relevance = Callable[[Sequence[Passage]], Sequence[float]]

_MITIGATING_SHIFT = 0.7
_ASIDE_SHIFT = -2.0
_OFF_TOPIC_SHIFT = -2.0
# From seven in eight to one in three.
_BASE_RATE_SHIFT = math.log(1 / 2) - math.log(7)
_NEIGHBOURS = 3
_WHOLE_DOCUMENT = 8


def find_passages(
    document: Document, relevance: Relevance, *, threshold: float = 0.5, min_words: int = 12, take_all: bool = False
) -> list[Finding]:
    """Judge every passage of a document, in order; those taken describe a mitigation with confidence ≥ `threshold`.

    `relevance` gives each passage's probability of describing a mitigation. `take_all` takes every passage and keeps
    the judgement beside it.
    """
    passages = passages_of(document)
    probabilities = relevance(passages)
    abstract = {each.start for each in document.paragraphs if each.kind == "abstract"}
    of_document = [
        (f"the document hardly speaks of {topic}", _OFF_TOPIC_SHIFT)
        for topic in missing_topics([passage.text for passage in passages])
    ]
    base_rate = _BASE_RATE_SHIFT if len(passages) >= _WHOLE_DOCUMENT else 0.0
    findings = []
    for passage, own, around in zip(passages, probabilities, _around(probabilities), strict=True):
        shifts = [(f"paragraph model {own:.2f}", (_log_odds(own) + around) / 2 + base_rate)]
        shifts.append((f"passages around it {_probability(around):.2f}", 0.0))
        shifts += _heading_shifts(passage, is_abstract=passage.start in abstract)
        shifts += cues_in(passage.text)
        shifts += of_document
        confidence = _probability(sum(shift for _, shift in shifts))
        long_enough = len(passage.text.split()) >= min_words
        if not long_enough:
            shifts.append((f"shorter than {min_words} words", 0.0))
        taken = take_all or (long_enough and confidence >= threshold)
        findings.append(Finding(passage, round(confidence, 4), tuple(name for name, _ in shifts), taken))
    return findings


def _around(probabilities: Sequence[float]) -> list[float]:
    """The mean log-odds of each passage and its neighbours on either side."""
    odds = [_log_odds(probability) for probability in probabilities]
    windows = (odds[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS + 1] for index in range(len(odds)))
    return [sum(window) / len(window) for window in windows]


def _heading_shifts(passage: Passage, *, is_abstract: bool) -> list[tuple[str, float]]:
    """What the innermost telling heading says: an example or a discussion within measures is what it says it is."""
    if is_abstract:
        return [("abstract", _ASIDE_SHIFT)]
    if heading := aside(passage.section_path):
        return [(f"under “{heading}”", _ASIDE_SHIFT)]
    if heading := mitigating(passage.section_path):
        return [(f"heading “{heading}”", _MITIGATING_SHIFT)]
    return []


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
