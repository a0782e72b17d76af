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
    for dossier in dossiers:
        labels = {
            facet.name: code
            for facet in taxonomy
            if (code := dossier.labels.get(facet.name)) is not None and code in facet
        }
        if not labels and not dossier.rejected:
            continue
        passage = dossier.filed.passage
        yield LabeledEntry(
            passage.text,
            passage.section_path,
            {} if dossier.rejected else labels,
            "" if dossier.rejected else _reasoning(dossier),
            paper=PurePath(dossier.filed.paper.source).stem,
            origin="review",
            mitigation=not dossier.rejected,
        )


def merged(reviewed: Iterable[LabeledEntry], others: Iterable[LabeledEntry]) -> list[LabeledEntry]:
    """All entries; of a passage that stands among both, what was reviewed counts."""
    known = list(reviewed)
    ids = {entry.entry_id for entry in known}
    return [*(entry for entry in others if entry.entry_id not in ids), *known]


def _reasoning(dossier: Dossier) -> str:
    machine = dossier.predicted.prediction.reasoning if dossier.predicted else ""
    return dossier.labels.get(REASONING, machine)
