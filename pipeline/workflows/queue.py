"""Tagged passages → the queue of those a person should look at."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.domain.passage import Passage
from pipeline.domain.prediction import Answer, Evidence, Prediction
from pipeline.domain.review import FiledPassage, FiledPrediction, Filing, Paper, Progress, QueueItem, Wanted
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.store.ledger import Ledger
from pipeline.workflows.classify import Classifier, ReasoningWriter, Tagged, with_reasoning
from pipeline.workflows.ranking import Corpus, rank

SpeakFor = Callable[[Passage, Answer], tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What predictions were made of: the digest of the labels the model learned from, and the version of the code."""

    data_sha: str
    code_version: str


def filings(
    tagged: Iterable[Tagged], *, corpus: Corpus, evidence: SpeakFor, provenance: Provenance
) -> Iterator[Filing]:
    """Make tagged passages ready for the store, each with what spoke for its answers and why it deserves a look."""
    for item in tagged:
        document = item.document
        paper = Paper(
            document.document_id,
            document.source,
            document.title,
            document.authors,
            document.year,
            path=str(Path(item.path).resolve()),
        )
        passage = item.finding.passage
        predicted = _predicted(passage, item.prediction, evidence, provenance, item.finding.confidence)
        yield _filing(paper, passage, predicted, corpus, document.text)


@dataclass(frozen=True, slots=True)
class Filer:
    """Predicts and files passages that a reviewer drew; the parts are those of `mitag classify`."""

    model: Classifier
    reasoner: ReasoningWriter
    corpus: Corpus
    provenance: Provenance

    def __call__(self, paper: Paper, text: str, passages: Sequence[Passage]) -> list[Filing]:
        """Make passages of one document, whose whole text is given, ready for the store."""
        predictions = self.model.classify(passages)
        found = []
        for passage, prediction in zip(passages, predictions, strict=True):
            explained = with_reasoning(passage, prediction, self.model, self.reasoner)
            predicted = _predicted(passage, explained, self.model.evidence, self.provenance, None)
            found.append(_filing(paper, passage, predicted, self.corpus, text))
        return found


@dataclass(frozen=True, slots=True)
class QueueOutcome:
    """How far the review has come, and what waits: place and passage, most urgent first."""

    progress: Progress
    n_wanted: int
    rows: tuple[tuple[QueueItem, FiledPassage], ...]


def waiting(ledger: Ledger, wanted: Wanted, *, limit: int) -> QueueOutcome:
    """Look at the queue; without states in `wanted`, at what needs review or is disputed."""
    asked = wanted if wanted.states else replace(wanted, states=("needs review", "disputed"))
    items = ledger.items(asked, limit=limit)
    rows = tuple((item, ledger.passage(item.passage_id)) for item in items)
    return QueueOutcome(ledger.progress(), ledger.count(asked), rows)


def narrowed(wanted: Wanted, ledger: Ledger, taxonomy: Taxonomy, *, code: str = "", document: str = "") -> Wanted:
    """The same with a code that stands for all below it, and a document that may go by the name of its file.

    Raises ConfigError for an unknown code, InputError for a document, model, reviewer or reason that is not there.
    """
    known = (
        ("model", wanted.model_id, ledger.models),
        ("reviewer", wanted.reviewer, ledger.reviewers),
        ("reason", wanted.badge, ledger.badges),
    )
    for what, name, names in known:
        if name and name not in (there := names()):
            listed = ", ".join(there) or "none yet"
            raise InputError(f"no passage in the store has the {what} {name!r}", remedy=f"there is: {listed}")
    codes = subtree(taxonomy, code) if code else wanted.codes
    document_id = document_called(document, ledger.papers()) if document else wanted.document_id
    return replace(wanted, codes=codes, document_id=document_id)


def document_called(name: str, papers: Sequence[tuple[Paper, int]]) -> str:
    """The id of the document that has this id, or comes from a file of this name, with or without its folder.

    Raises InputError when there is none, or more than one.
    """
    found = {
        paper.document_id for paper, _ in papers if name in (paper.document_id, paper.source, Path(paper.source).name)
    }
    if len(found) != 1:
        several = f"{len(found)} documents are" if found else "no document in the store is"
        raise InputError(f"{several} called {name!r}", remedy="give the id, as in the column document_id of an export")
    return found.pop()


def subtree(taxonomy: Taxonomy, code: str) -> frozenset[str]:
    """A code of the tree and all below it.

    Raises ConfigError when there is no such code.
    """
    code = taxonomy.tree[code].code
    return frozenset(each for each in taxonomy.tree.codes if code in taxonomy.tree.ancestors(each))


def _predicted(
    passage: Passage, prediction: Prediction, evidence: SpeakFor, provenance: Provenance, confidence: float | None
) -> FiledPrediction:
    spoke = {facet: evidence(passage, answer) for facet, answer in prediction.answers.items()}
    return FiledPrediction(prediction, spoke, confidence, provenance.data_sha, provenance.code_version)


def _filing(paper: Paper, passage: Passage, predicted: FiledPrediction, corpus: Corpus, text: str) -> Filing:
    facet = corpus.taxonomy.tree.name
    return Filing(paper, passage, predicted, facet, rank(passage.text, predicted, corpus), text)
