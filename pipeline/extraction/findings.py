"""The judgement: passage by passage, does it describe a mitigation, and why do we think so.

The paragraph model's probability is moved in log-odds by what the headings say. Headings are the strongest single
cue that a passage describes a mitigation, and the paragraph model is trained on passages of which many stand under
telling headings, so the shift is moderate.
"""

import math
from collections.abc import Callable, Sequence

from pipeline.domain.document import Document
from pipeline.domain.passage import Finding, Passage
from pipeline.extraction.cues import aside, mitigating
from pipeline.extraction.passages import passages_of

Relevance = Callable[[Sequence[Passage]], Sequence[float]]

_MITIGATING_SHIFT = 0.7
_ASIDE_SHIFT = -1.5


def find_passages(
    document: Document, relevance: Relevance, *, threshold: float = 0.5, min_words: int = 12, take_all: bool = False
) -> list[Finding]:
    """Judge every passage of a document, in order; those taken describe a mitigation with confidence ≥ `threshold`.

    `relevance` gives each passage's probability of describing a mitigation. `take_all` takes every passage and keeps
    the judgement beside it.
    """
    passages = passages_of(document)
    abstract = {(each.start, each.kind) for each in document.paragraphs if each.kind == "abstract"}
    findings = []
    for passage, probability in zip(passages, relevance(passages), strict=True):
        evidence = [f"paragraph model {probability:.2f}"]
        confidence = _shifted(probability, passage, evidence, is_abstract=(passage.start, "abstract") in abstract)
        long_enough = len(passage.text.split()) >= min_words
        if not long_enough:
            evidence.append(f"shorter than {min_words} words")
        taken = take_all or (long_enough and confidence >= threshold)
        findings.append(Finding(passage, round(confidence, 4), tuple(evidence), taken))
    return findings


def _shifted(probability: float, passage: Passage, evidence: list[str], *, is_abstract: bool) -> float:
    shift = 0.0
    if is_abstract:
        shift += _ASIDE_SHIFT
        evidence.append("abstract")
    elif heading := aside(passage.section_path):
        shift += _ASIDE_SHIFT
        evidence.append(f"under “{heading}”")
    if heading := mitigating(passage.section_path):
        shift += _MITIGATING_SHIFT
        evidence.append(f"heading “{heading}”")
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-math.log(bounded / (1 - bounded)) - shift))
