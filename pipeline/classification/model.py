"""The trained model: features, a head for each facet, and one that tells mitigations from other text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.evidence import evidence_for
from pipeline.classification.features import Features, TextEncoding, with_headings
from pipeline.classification.head import Head
from pipeline.classification.ngrams import Ngrams
from pipeline.classification.softmax import softmax
from pipeline.classification.tree import Nodes
from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Answer, Candidate, Evidence, Prediction
from pipeline.domain.taxonomy import Facet, Taxonomy, taxonomy_from_mapping, taxonomy_to_mapping
from pipeline.errors import IntegrityError

RELEVANCE = "is_mitigation"
IS_MITIGATION, IS_OTHER_TEXT = "yes", "no"

_BATCH = 2048
_ALTERNATIVES = 5
_LARGEST_SET = 6


@dataclass(frozen=True)
class Model:
    """Answers every facet for every passage, the same way each time."""

    model_id: str
    taxonomy: Taxonomy
    features: Features
    heads: Mapping[str, Head]
    relevance_head: Head
    floor: float

    def classify(self, passages: Sequence[Passage]) -> list[Prediction]:
        """Answer all facets for each passage; the reasoning line is left empty."""
        return [prediction for batch in _batches(passages) for prediction in self._classify_batch(batch)]

    def relevance(self, passages: Sequence[Passage]) -> list[float]:
        """The probability of each passage that it describes a mitigation."""
        column = self.relevance_head.classes.index(IS_MITIGATION)
        probabilities: list[float] = []
        for batch in _batches(passages):
            scores = self.relevance_head.scores(self.features.transform(_texts(batch)))
            probabilities += self.relevance_head.probabilities(scores)[:, column].astype(float).tolist()
        return probabilities

    def probabilities(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Calibrated probabilities of every class of each facet; texts are given as `with_headings` writes them.

        Returns one array of shape (len(texts), classes of the facet's head) for each facet.
        """
        rows = self.features.transform(texts)
        tree = self.heads[self.taxonomy.tree.name]
        scores = tree.scores(rows)
        beside = rows.beside(softmax(scores))
        return {
            name: head.probabilities(scores if head is tree else head.scores(beside))
            for name, head in self.heads.items()
        }

    def evidence(self, passage: Passage, answer: Answer) -> tuple[Evidence, ...]:
        """What in the passage's text spoke for an answer, or for the category it was backed off from."""
        return evidence_for(self.features, self.heads[answer.facet], passage, answer.backed_off_from or answer.code)

    def _classify_batch(self, passages: Sequence[Passage]) -> list[Prediction]:
        probabilities = self.probabilities(_texts(passages))
        by_facet = {
            facet.name: _answers(facet, self.heads[facet.name], probabilities[facet.name], self.floor)
            for facet in self.taxonomy
        }
        return [
            self._prediction(passage, {name: answers[index] for name, answers in by_facet.items()})
            for index, passage in enumerate(passages)
        ]

    def _prediction(self, passage: Passage, answers: Mapping[str, Answer]) -> Prediction:
        reasons = tuple(reason for answer in answers.values() for reason in _reasons_to_review(answer))
        return Prediction(passage.passage_id, self.model_id, answers, review_reasons=reasons)

    def to_parts(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """The arrays and the JSON documents that `from_parts` reads."""
        arrays: dict[str, NDArray[Any]] = self.features.ngrams.to_arrays()
        settings = []
        for head in (*self.heads.values(), self.relevance_head):
            head_arrays, head_settings = head.to_parts()
            arrays |= head_arrays
            settings.append(head_settings)
        return arrays, {
            "heads": settings,
            "taxonomy": taxonomy_to_mapping(self.taxonomy),
            "answers": {"floor": self.floor},
        }

    @classmethod
    def from_parts(
        cls,
        model_id: str,
        arrays: Mapping[str, NDArray[Any]],
        documents: Mapping[str, Any],
        encoding: TextEncoding,
    ) -> "Model":
        """Build a model from saved parts and the encoder it was trained with.

        Raises IntegrityError when the encoder gives other vectors than the model was trained on.
        """
        heads = {each["facet"]: Head.from_parts(arrays, each) for each in documents["heads"]}
        ngrams = Ngrams.from_arrays(arrays)
        _check_widths(heads, documents, len(ngrams.keys) + encoding.encode([""]).shape[1], model_id)
        return cls(
            model_id=model_id,
            taxonomy=taxonomy_from_mapping(documents["taxonomy"], where=f"model {model_id}"),
            features=Features(encoding, ngrams),
            relevance_head=heads.pop(RELEVANCE),
            heads=heads,
            floor=documents["answers"]["floor"],
        )


def _check_widths(heads: Mapping[str, Head], documents: Mapping[str, Any], width: int, model_id: str) -> None:
    tree = taxonomy_from_mapping(documents["taxonomy"], where=f"model {model_id}").tree.name
    for facet, head in heads.items():
        expected = width if facet in {tree, RELEVANCE} else width + len(heads[tree].classes)
        if head.weights.shape[0] != expected:
            raise IntegrityError(
                f"model {model_id}: {facet} was trained on {head.weights.shape[0]} features, but there are {expected}",
                remedy="train again with `mitag train`",
            )


def _answers(facet: Facet, head: Head, probabilities: NDArray[np.float32], floor: float) -> list[Answer]:
    nodes = Nodes(facet, head.classes)
    of_nodes = nodes.probabilities(probabilities)
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :_ALTERNATIVES]
    answers = []
    for row, node_row, best in zip(probabilities, of_nodes, order, strict=True):
        code, sure = nodes.deepest_sure(node_row, floor=floor)
        candidates = tuple(Candidate(head.classes[index], _rounded(row[index])) for index in best)
        answers.append(
            Answer(
                facet=facet.name,
                code=code,
                confidence=_rounded(nodes.confidence(node_row, code)),
                alternatives=candidates,
                prediction_set=head.prediction_set(row),
                backed_off_from=_likelier_below(code, candidates, nodes.below(code)),
                abstained=not sure,
            )
        )
    return answers


def _likelier_below(code: str, candidates: Sequence[Candidate], below: Sequence[str]) -> str | None:
    """The likeliest category under the answer, unless the answer itself is likelier."""
    likeliest = next((each.code for each in candidates if each.code == code or each.code in below), code)
    return None if likeliest == code else likeliest


def _reasons_to_review(answer: Answer) -> Iterator[str]:
    if answer.abstained:
        yield f"{answer.facet}: below the floor"
    elif answer.backed_off_from:
        yield f"{answer.facet}: backed off from {answer.backed_off_from}"
    if len(answer.prediction_set) > _LARGEST_SET:
        yield f"{answer.facet}: {len(answer.prediction_set)} categories possible"


def _rounded(probability: float) -> float:
    return round(min(max(float(probability), 0.0), 1.0), 4)


def _texts(passages: Sequence[Passage]) -> list[str]:
    return [with_headings(passage.section_path, passage.text) for passage in passages]


def _batches(passages: Sequence[Passage]) -> Iterator[Sequence[Passage]]:
    for start in range(0, len(passages), _BATCH):
        yield passages[start : start + _BATCH]
