"""The trained model: features, a head for each facet, and one that tells mitigations from other text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.classification.answers import answers_from, reasons_to_review
from pipeline.classification.evidence import evidence_for
from pipeline.classification.features import Features, TextEncoding, with_headings
from pipeline.classification.head import Head, view_of
from pipeline.classification.scoring import Scorer
from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Answer, Evidence, Prediction
from pipeline.domain.taxonomy import Taxonomy, taxonomy_from_mapping, taxonomy_to_mapping
from pipeline.errors import IntegrityError

RELEVANCE = "is_mitigation"
IS_MITIGATION, IS_OTHER_TEXT = "yes", "no"

_BATCH = 1024


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
        return [
            prediction
            for batch in _batches(passages)
            for prediction in self.predictions(batch, self.probabilities(texts_of(batch)))
        ]

    def relevance(self, passages: Sequence[Passage]) -> list[float]:
        """The probability of each passage that it describes a mitigation."""
        head = self.relevance_head
        column = head.classes.index(IS_MITIGATION)
        probabilities: list[float] = []
        for batch in _batches(passages):
            scores = self._scorer.scores(texts_of(batch))[head.facet]
            probabilities += head.probabilities(scores)[:, column].astype(float).tolist()
        return probabilities

    def probabilities(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Calibrated probabilities of every class of each facet; texts are given as `with_headings` writes them.

        Returns one array of shape (len(texts), classes of the facet's head) for each facet.
        """
        scores = self._scorer.scores(texts)
        tree = self.taxonomy.tree.name
        view = view_of(scores[tree])
        found = {}
        for name, head in self.heads.items():
            beside = 0 if name == tree else view @ head.weights[-view.shape[1] :]
            found[name] = head.probabilities(scores[name] + beside)
        return found

    def predictions(
        self, passages: Sequence[Passage], probabilities: Mapping[str, NDArray[np.float32]]
    ) -> list[Prediction]:
        """Put what `probabilities` gave for passages into answers."""
        by_facet = {
            facet.name: answers_from(facet, self.heads[facet.name], probabilities[facet.name], floor=self.floor)
            for facet in self.taxonomy
        }
        return [
            self._prediction(passage, {name: answers[index] for name, answers in by_facet.items()})
            for index, passage in enumerate(passages)
        ]

    def evidence(self, passage: Passage, answer: Answer) -> tuple[Evidence, ...]:
        """What in the passage's text spoke for an answer, or for the category it was backed off from."""
        return evidence_for(self._scorer, passage, answer.facet, answer.backed_off_from or answer.code)

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self.features, {**self.heads, RELEVANCE: self.relevance_head})

    def _prediction(self, passage: Passage, answers: Mapping[str, Answer]) -> Prediction:
        reasons = tuple(reason for answer in answers.values() for reason in reasons_to_review(answer))
        return Prediction(passage.passage_id, self.model_id, answers, review_reasons=reasons)

    def to_parts(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """The arrays and the JSON documents that `from_parts` reads."""
        arrays, names = self.features.to_parts()
        settings = []
        for head in (*self.heads.values(), self.relevance_head):
            head_arrays, head_settings = head.to_parts()
            arrays |= head_arrays
            settings.append(head_settings)
        return arrays, {
            "heads": settings,
            "taxonomy": taxonomy_to_mapping(self.taxonomy),
            "features": names,
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

        Raises IntegrityError when the encoder gives other vectors than the model was trained on, or when the model
        was saved by a version that counted other terms.
        """
        if "features" not in documents:
            raise IntegrityError(
                f"model {model_id}: was trained by an earlier version of mitag", remedy="train again with `mitag train`"
            )
        heads = {each["facet"]: Head.from_parts(arrays, each) for each in documents["heads"]}
        features = Features.from_parts(arrays, documents["features"], encoding)
        _check_widths(heads, documents, features.terms.width + encoding.encode([""]).shape[1], model_id)
        return cls(
            model_id=model_id,
            taxonomy=taxonomy_from_mapping(documents["taxonomy"], where=f"model {model_id}"),
            features=features,
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


def texts_of(passages: Sequence[Passage]) -> list[str]:
    """Passages as `Model.probabilities` reads them."""
    return [with_headings(passage.section_path, passage.text) for passage in passages]


def _batches(passages: Sequence[Passage]) -> Iterator[Sequence[Passage]]:
    for start in range(0, len(passages), _BATCH):
        yield passages[start : start + _BATCH]
