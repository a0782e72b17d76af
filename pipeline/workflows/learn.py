"""What reviewers settled → labelled entries that a model learns from."""

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from pipeline.domain.labels import LabeledEntry
from pipeline.domain.review import REASONING, Dossier
from pipeline.domain.taxonomy import Taxonomy


def reviewed_entries(dossiers: Iterable[Dossier], taxonomy: Taxonomy) -> Iterator[LabeledEntry]:
    """An entry for each passage with a settled label, or that is settled to be no mitigation.

    What is disputed teaches nothing, nor do labels that the taxonomy no longer has.
    """
    entries = (passage_entry(dossier, taxonomy) for dossier in dossiers)
    return (entry for entry in entries if entry.says_something)


def passage_entry(dossier: Dossier, taxonomy: Taxonomy) -> LabeledEntry:
    """A passage of the store with what is settled of it, which may be nothing yet."""
    passage, paper = dossier.filed.passage, dossier.filed.paper
    settled = ((facet, dossier.labels.get(facet.name)) for facet in taxonomy)
    labels = {facet.name: code for facet, code in settled if code is not None and code in facet}
    kept = {} if dossier.rejected else labels
    return LabeledEntry(
        passage.text,
        passage.section_path,
        kept,
        _reasoning(dossier) if kept else "",
        paper=PurePath(paper.source).stem,
        origin="gold" if dossier.item.state == "gold" else "review",
        mitigation=not dossier.rejected,
        year=paper.year,
    )


def merged(reviewed: Iterable[LabeledEntry], others: Iterable[LabeledEntry]) -> list[LabeledEntry]:
    """All entries; of a passage that stands among both, what was reviewed counts."""
    known = list(reviewed)
    ids = {entry.entry_id for entry in known}
    return [*(entry for entry in others if entry.entry_id not in ids), *known]


def _reasoning(dossier: Dossier) -> str:
    machine = dossier.predicted.prediction.reasoning if dossier.predicted else ""
    return dossier.labels.get(REASONING, machine)
