"""Two models on the passages in the store: where their answers differ."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pipeline.domain.prediction import Prediction
from pipeline.domain.review import Badge, Dossier, Rank
from pipeline.store.ledger import Ledger
from pipeline.workflows import Track
from pipeline.workflows.classify import Classifier

DIFFER = "models differ"
_PORTION = 256
_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """One facet's answers of two models to one passage, and what is settled about it."""

    passage_id: str
    source: str
    text: str
    facet: str
    before: str
    after: str
    confidence: tuple[float, float]
    settled: str | None = None

    @property
    def is_towards(self) -> bool | None:
        """Whether the second model comes to say what people settled (or ceases to); None where neither can be said."""
        if self.settled is None or self.settled not in (self.before, self.after):
            return None
        return self.after == self.settled


@dataclass(frozen=True, slots=True)
class DiffOutcome:
    """All changes in reading order, among how many passages, and how many of these were put up for review."""

    models: tuple[str, str]
    n_passages: int
    changes: tuple[Change, ...]
    n_asked: int = 0


def diff(
    dossiers: Iterable[Dossier], first: Classifier, second: Classifier, *, track: Track, n_passages: int
) -> DiffOutcome:
    """Let both models answer every passage, and list what differs."""
    changes: list[Change] = []
    ids = ("", "")
    n_seen = 0
    coming = iter(track(dossiers, total=n_passages, doing="Comparing"))
    while portion := list(islice(coming, _PORTION)):
        passages = [each.filed.passage for each in portion]
        pairs = list(zip(first.classify(passages), second.classify(passages), strict=True))
        ids = (pairs[0][0].model_id, pairs[0][1].model_id)
        n_seen += len(portion)
        for dossier, (before, after) in zip(portion, pairs, strict=True):
            changes += _changes(dossier, before, after)
    return DiffOutcome(ids, n_seen, tuple(changes))


def ask_about(outcome: DiffOutcome, ledger: Ledger) -> DiffOutcome:
    """Put the passages whose answers differ before a person, also those that were decided before."""
    said: dict[str, tuple[str, ...]] = {}
    for change in outcome.changes:
        known = said.get(change.passage_id, ())
        said[change.passage_id] = (*known, f"{change.facet} {change.before} or {change.after}")
    n_asked = ledger.ask_again({passage_id: _rank(answers) for passage_id, answers in said.items()})
    return replace(outcome, n_asked=n_asked)


def _rank(said: Sequence[str]) -> Rank:
    return Rank(1 + _WEIGHT, (Badge(DIFFER, f"Two models answer differently: {'; '.join(said)}.", _WEIGHT),))


def _changes(dossier: Dossier, before: Prediction, after: Prediction) -> Iterator[Change]:
    for facet, old in before.answers.items():
        new = after.answers.get(facet)
        if new is not None and new.code != old.code:
            yield Change(
                before.passage_id,
                dossier.filed.paper.source,
                dossier.filed.passage.text,
                facet,
                old.code,
                new.code,
                (old.confidence, new.confidence),
                dossier.labels.get(facet),
            )
