"""Labels that contradict each other: the same passage, or nearly the same, filed under two codes.

Training on both would teach a model to be torn between them. So neither is learned from, unless one of them is a
reviewer's: a person who looked again knows better. What else the entries say is learned from as ever.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.domain.labels import LabeledEntry
from pipeline.evaluation.duplicates import near_duplicates

MITIGATION = "mitigation"
_SAID = {True: "a mitigation", False: "no mitigation"}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two labels of one passage for one facet, where they stand, and which of them counts (None: neither)."""

    facet: str
    labels: tuple[str, str]
    places: tuple[str, str]
    text: str
    similarity: float
    settled: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Entries of which no two contradict each other, and the contradictions that were taken out."""

    entries: tuple[LabeledEntry, ...]
    contradictions: tuple[Contradiction, ...]


def settle(entries: Sequence[LabeledEntry], *, threshold: float) -> Settled:
    """Leave out labels that contradict each other, and say which.

    Passages count as nearly the same when their similarity is `threshold` or more, as in `mitag labels check`.
    """
    texts = [entry.text if entry.text.strip() else " ".join(entry.section_path) for entry in entries]
    found: list[Contradiction] = []
    dropped: dict[int, set[str]] = defaultdict(set)
    for first, second, similarity in near_duplicates(texts, threshold=threshold):
        for facet, labels in differences(entries[first], entries[second]):
            winner = _reviewed(entries, first, second)
            found.append(
                Contradiction(
                    facet,
                    labels,
                    (_place(entries[first]), _place(entries[second])),
                    texts[first],
                    similarity,
                    None if winner is None else labels[0] if winner == first else labels[1],
                )
            )
            for loser in {first, second} - {winner}:
                dropped[loser].add(facet)
    kept = (_without(entry, dropped.get(index, set())) for index, entry in enumerate(entries))
    return Settled(tuple(entry for entry in kept if entry), tuple(found))


def differences(first: LabeledEntry, second: LabeledEntry) -> Iterator[tuple[str, tuple[str, str]]]:
    """The facets for which two entries say different things, and what each says."""
    if first.mitigation != second.mitigation:
        yield MITIGATION, (_SAID[first.mitigation], _SAID[second.mitigation])
        return
    for facet, code in first.labels.items():
        other = second.labels.get(facet, code)  # a label that is not there contradicts nothing
        if other != code:
            yield facet, (code, other)


def _reviewed(entries: Sequence[LabeledEntry], first: int, second: int) -> int | None:
    ranks = entries[first].rank, entries[second].rank
    return None if ranks[0] == ranks[1] else first if ranks[0] > ranks[1] else second


def _without(entry: LabeledEntry, facets: set[str]) -> LabeledEntry | None:
    if MITIGATION in facets:
        return None
    left = {facet: code for facet, code in entry.labels.items() if facet not in facets}
    return replace(entry, labels=left) if facets else entry


def _place(entry: LabeledEntry) -> str:
    return " > ".join((entry.paper or "no paper", *entry.section_path))
