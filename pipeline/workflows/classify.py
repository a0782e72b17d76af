"""Files → a table of tagged passages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from pipeline.domain.document import Document
from pipeline.domain.passage import Finding, Passage
from pipeline.domain.prediction import Answer, Evidence, Named, Prediction
from pipeline.domain.review import FiledOutcome
from pipeline.domain.taxonomy import UNCLASSIFIABLE, Category, Facet, Taxonomy
from pipeline.workflows import Track
from pipeline.workflows.ingest import Failure, Ingested


class Classifier(Protocol):
    """What this workflow needs of a trained model."""

    @property
    def taxonomy(self) -> Taxonomy:
        """The categories it answers with."""

    def classify(self, passages: Sequence[Passage]) -> list[Prediction]:
        """Answer all facets for each passage."""

    def evidence(self, passage: Passage, answer: Answer) -> tuple[Evidence, ...]:
        """What in the passage spoke for an answer."""


class WrittenLine(Protocol):
    """A line of reasoning and where in the passage stands what it names."""

    @property
    def line(self) -> str:
        """The sentence."""

    @property
    def named(self) -> tuple[Named, ...]:
        """What of the passage it names."""


class ReasoningWriter(Protocol):
    """What this workflow needs of the reasoning room."""

    def explain(
        self, text: str, category: Category, evidence: Sequence[Evidence], *, unclassifiable: bool = False
    ) -> WrittenLine:
        """Say why the text is filed under the category."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A passage, where it stands, how it was found, and what was predicted of it."""

    document: Document
    finding: Finding
    prediction: Prediction
    path: str = ""
    """The file it was read from."""


File = Callable[[Sequence[Tagged]], FiledOutcome]
"""Puts the tagged passages of one document into a store."""


@dataclass(frozen=True, slots=True)
class ClassifyOutcome:
    """All tagged passages in reading order, and the files that could not be read."""

    taxonomy: Taxonomy
    tagged: tuple[Tagged, ...]
    n_files: int
    failures: tuple[Failure, ...]
    repeats: tuple[tuple[str, str], ...] = ()
    """Files that were not read because an earlier one has the same content: (file, earlier file)."""
    filed: FiledOutcome | None = None
    """What became of them in the store, where they were filed."""

    @property
    def n_to_review(self) -> int:
        """How many passages a person should look at."""
        return sum(item.prediction.needs_review for item in self.tagged)

    def rows(self) -> list[dict[str, Any]]:
        """One flat row a passage, for tables."""
        return [_row(item, self.taxonomy) for item in self.tagged]

    def columns(self) -> list[str]:
        """The names of all columns, in order, also when there is no row."""
        answers = answer_columns(self.taxonomy)
        return [
            *_PLACE,
            *answers,
            "reasoning",
            "reasoning_spans",
            "mitigation_confidence",
            "needs_review",
            "review_reasons",
            "passage_id",
            "model_id",
        ]


READ_POORLY = "page read poorly"
"""The review reason of passages from pages under the floor."""

_PLACE = ("source", "title", "year", "page", "section_path", "text", "start", "end", "document_id")


def classify(
    reading: Iterable[Ingested],
    *,
    n_files: int,
    model: Classifier,
    reasoner: ReasoningWriter | None,
    track: Track,
    file: File | None = None,
) -> ClassifyOutcome:
    """Tag every passage of every file that describes a mitigation; `file` gets those of each as soon as they are there.

    Without a `reasoner` the lines that say why are left empty. A file that cannot be read becomes a failure in the
    outcome; the others go on.
    """
    tagged: list[Tagged] = []
    failures: list[Failure] = []
    repeats: list[tuple[str, str]] = []
    filed = FiledOutcome()
    for result in track(reading, total=n_files, doing="Tagging"):
        if result.failure:
            failures.append(result.failure)
        elif result.same_as:
            repeats.append((result.source, result.same_as))
        elif result.document:
            found = [*_tag(result, result.document, model, reasoner)]
            filed += file(found) if file else FiledOutcome()
            tagged += found
    return ClassifyOutcome(
        model.taxonomy, tuple(tagged), n_files, tuple(failures), tuple(repeats), filed if file else None
    )


def _tag(result: Ingested, document: Document, model: Classifier, reasoner: ReasoningWriter | None) -> Iterator[Tagged]:
    taken = [finding for finding in result.findings if finding.taken]
    predictions = model.classify([finding.passage for finding in taken])
    for finding, prediction in zip(taken, predictions, strict=True):
        explained = with_reasoning(finding.passage, prediction, model, reasoner) if reasoner else prediction
        yield Tagged(document, finding, _with_doubts(document, finding.passage, explained), result.source)


def with_reasoning(
    passage: Passage, prediction: Prediction, model: Classifier, reasoner: ReasoningWriter
) -> Prediction:
    """The prediction with the line that says why."""
    tree = model.taxonomy.tree
    answer = prediction.answers[tree.name]
    category = tree[answer.code]
    unclassifiable = _means_unclassifiable(tree, answer.code)
    written = reasoner.explain(passage.text, category, model.evidence(passage, answer), unclassifiable=unclassifiable)
    return replace(prediction, reasoning=written.line, named=written.named)


def _with_doubts(document: Document, passage: Passage, prediction: Prediction) -> Prediction:
    """Have a person look at what stands on pages of which text was lost."""
    pages = document.pages_of(passage.start, passage.end)
    if any(page.number in pages for page in document.poor_pages):
        return replace(prediction, review_reasons=(*prediction.review_reasons, READ_POORLY))
    return prediction


def _means_unclassifiable(tree: Facet, code: str) -> bool:
    unclassifiable = tree.resolve(UNCLASSIFIABLE)
    return unclassifiable is not None and code in tree.ancestors(unclassifiable)


def answer_columns(taxonomy: Taxonomy) -> list[str]:
    """The names of the columns that hold answers, in order."""
    return [f"{facet.name}{suffix}" for facet in taxonomy for suffix in _suffixes(facet.name, taxonomy)]


def _suffixes(facet: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    label = ("_label",) if facet == taxonomy.tree.name else ()
    return ("", *label, "_confidence", "_alternatives", "_prediction_set", "_backed_off_from", "_abstained")


def _row(item: Tagged, taxonomy: Taxonomy) -> dict[str, Any]:
    passage, prediction = item.finding.passage, item.prediction
    row: dict[str, Any] = {
        "source": item.document.source,
        "title": item.document.title,
        "year": item.document.year,
        "page": passage.page,
        "section_path": " > ".join(passage.section_path),
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "document_id": passage.document_id,
        "reasoning": prediction.reasoning,
        "reasoning_spans": [f"{each.role} {each.start}:{each.end}" for each in prediction.named],
        "mitigation_confidence": item.finding.confidence,
        "needs_review": prediction.needs_review,
        "review_reasons": list(prediction.review_reasons),
        "passage_id": prediction.passage_id,
        "model_id": prediction.model_id,
    }
    for name, answer in prediction.answers.items():
        row |= _answer_cells(name, answer)
    row[f"{taxonomy.tree.name}_label"] = taxonomy.tree[row[taxonomy.tree.name]].label
    return row


def _answer_cells(name: str, answer: Answer) -> Mapping[str, Any]:
    return {
        name: answer.code,
        f"{name}_confidence": answer.confidence,
        f"{name}_alternatives": [f"{each.code} {each.confidence:.2f}" for each in answer.alternatives],
        f"{name}_prediction_set": list(answer.prediction_set),
        f"{name}_backed_off_from": answer.backed_off_from,
        f"{name}_abstained": answer.abstained,
    }
