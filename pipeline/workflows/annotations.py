"""What people say elsewhere of passages that went out of the store to be labelled → decisions in it.

Nothing that was decided before is overturned by a file that does not know of it: what differs from what is settled, or
from what the same person decided, is listed. Several people who annotate the same passage all count.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.domain.labels import LabeledEntry
from pipeline.domain.review import IS_NONE, MITIGATION, REASONING, Decision, Dossier
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.store.ledger import Ledger
from pipeline.workflows.decide import Choice, decide
from pipeline.workflows.exchange import Annotation, Conflict, ImportOutcome, conflicts_between
from pipeline.workflows.ingest import Failure
from pipeline.workflows.learn import passage_entry

Asked = dict[tuple[str, str], list[str]]


def settled_and_asked(dossiers: Iterable[Dossier], taxonomy: Taxonomy) -> tuple[list[LabeledEntry], Asked]:
    """What is settled in the store, and by id and revision as which entries its passages go out to be labelled."""
    settled: list[LabeledEntry] = []
    asked: Asked = defaultdict(list)
    for dossier in dossiers:
        entry = passage_entry(dossier, taxonomy)
        if entry.says_something:
            settled.append(entry)
        blank = replace(entry, labels={}, reasoning="", origin="review", mitigation=True)
        asked[blank.entry_id, blank.revision].append(dossier.item.passage_id)
    return settled, asked


def decide_annotations(outcome: ImportOutcome, ledger: Ledger, taxonomy: Taxonomy, *, reviewer: str) -> ImportOutcome:
    """Keep the annotations of an import as decisions; `reviewer` made those that name no annotator."""
    wanted = {passage_id for each in outcome.annotations for passage_id in each.passage_ids}
    # As they stand before, so that people who annotated a passage side by side do not count as contradicting what is
    # settled: the store knows agreement and dispute.
    before = {each.item.passage_id: each for each in ledger.everything() if each.item.passage_id in wanted}
    desk = _Desk(ledger, taxonomy, reviewer)
    for annotation in outcome.annotations:
        desk.take(annotation, [before[passage_id] for passage_id in annotation.passage_ids if passage_id in before])
    return replace(
        outcome,
        n_decided=desk.n_decided,
        n_duplicates=outcome.n_duplicates + desk.n_known,
        conflicts=(*outcome.conflicts, *desk.conflicts),
        failures=(*outcome.failures, *desk.failures),
    )


@dataclass
class _Desk:
    """Takes one annotation after another."""

    ledger: Ledger
    taxonomy: Taxonomy
    reviewer: str
    n_decided: int = 0
    n_known: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def take(self, annotation: Annotation, dossiers: Sequence[Dossier]) -> None:
        for dossier in dossiers:
            try:
                self._take(annotation, dossier)
            except InputError as error:
                where = annotation.where
                self.failures.append(Failure(where, f"{where}: {error.problem}", error.remedy))

    def _take(self, annotation: Annotation, dossier: Dossier) -> None:
        passage_id = dossier.item.passage_id
        entry = replace(annotation.entry, reasoning=" ".join(annotation.entry.reasoning.split()))
        reviewer = entry.annotator or self.reviewer
        if not reviewer:
            raise InputError("nobody is named who labelled it", remedy="fill in `annotator`, or give --reviewer NAME")
        own = next((each for each in self.ledger.live(passage_id) if each.reviewer == reviewer), None)
        kept = _kept(entry, dossier, _said(own) if own else dossier.labels)
        if kept.says_something:
            self.n_known += 1
            self.conflicts += conflicts_between(annotation.where, kept, entry)
            return
        note = "" if entry.mitigation else entry.reasoning
        choice = Choice(passage_id, reviewer, entry.labels, not entry.mitigation, entry.reasoning, note)
        decide(choice, self.ledger, self.taxonomy)
        self.n_decided += 1


def _kept(entry: LabeledEntry, dossier: Dossier, said: Mapping[str, str]) -> LabeledEntry:
    """The entry with what was said of the passage before, and with the model's line where nobody edited that."""
    rejected = said.get(MITIGATION) == IS_NONE
    line = entry.reasoning if rejected else dossier.predicted.prediction.reasoning if dossier.predicted else ""
    labels = {facet: code for facet, code in said.items() if facet not in (MITIGATION, REASONING)}
    return replace(entry, labels=labels, mitigation=not rejected, reasoning=said.get(REASONING, line))


def _said(decision: Decision) -> dict[str, str]:
    return {each.facet: each.code for each in decision.verdicts}
