"""A look at whether a labelled set can be trusted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.domain.labels import LabeledEntry
from pipeline.domain.taxonomy import Taxonomy
from pipeline.evaluation.duplicates import near_duplicates
from pipeline.workflows.contradictions import differences
from pipeline.workflows.exchange import Conflict


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """The state of a labelled set: sizes, gaps, duplicates and conflicts."""

    n_entries: int
    n_not_mitigation: int
    papers: Mapping[str, int]
    origins: Mapping[str, int]
    per_code: Mapping[str, int]
    missing: Mapping[str, int]
    codes_without_entry: tuple[str, ...]
    near_duplicates: tuple[tuple[str, str, float], ...]
    conflicts: tuple[Conflict, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing contradicts itself."""
        return not self.conflicts


def check_labels(entries: Sequence[LabeledEntry], taxonomy: Taxonomy, *, threshold: float) -> CheckOutcome:
    """Count, and look for gaps, near repeats and contradictions in a labelled set."""
    positives = [entry for entry in entries if entry.mitigation]
    per_code = Counter(entry.labels[taxonomy.tree.name] for entry in positives if taxonomy.tree.name in entry.labels)
    repeats = near_duplicates([entry.text for entry in entries], threshold=threshold)
    return CheckOutcome(
        n_entries=len(positives),
        n_not_mitigation=len(entries) - len(positives),
        papers=dict(Counter(entry.paper for entry in entries)),
        origins=dict(Counter(entry.origin for entry in entries)),
        per_code={code: per_code[code] for code in taxonomy.tree.codes if per_code[code]},
        missing={facet.name: sum(facet.name not in entry.labels for entry in positives) for facet in taxonomy},
        codes_without_entry=tuple(code for code in taxonomy.tree.codes if not per_code[code]),
        near_duplicates=tuple((entries[a].text, entries[b].text, similarity) for a, b, similarity in repeats),
        conflicts=tuple(
            Conflict(entries[b].paper, facet, *labels, entries[a].text)
            for a, b, _ in repeats
            for facet, labels in differences(entries[a], entries[b])
        ),
    )
