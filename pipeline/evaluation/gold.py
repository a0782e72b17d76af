"""Labelled entries as an evaluation takes them: one for each passage, whoever and however many labelled it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.domain.labels import LabeledEntry
from pipeline.errors import InputError

_SETTLE = "keep one of them, or tell annotators apart in a column `annotator`"


@dataclass(frozen=True, slots=True)
class GoldRow:
    """One line of a labelled file: an entry as one person labelled it, and where the line stands."""

    entry: LabeledEntry
    where: str
    given_id: str = ""
    year: int | None = None
    annotator: str = ""


@dataclass(frozen=True, slots=True)
class GoldEntry:
    """A passage with its settled labels and, where annotators are told apart, what each of them said."""

    entry: LabeledEntry
    year: int | None = None
    ratings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def settle(rows: Sequence[GoldRow]) -> tuple[list[GoldEntry], int]:
    """One entry for each passage, in order, and how many lines only repeat another.

    Labels of several annotators are settled by majority; in a tie, the annotator who labelled most has it.

    Raises InputError naming both places when an id stands for two passages, or a passage has two labels for one facet
    and nothing says that two people gave them.
    """
    _check_ids(rows)
    groups: dict[str, list[GoldRow]] = defaultdict(list)
    for row in rows:
        groups[row.entry.entry_id].append(row)
    diligence = Counter(row.annotator for row in rows if row.annotator)
    settled = [_settled(group, diligence) for group in groups.values()]
    n_repeats = sum(len(group) - max(len({row.annotator for row in group}), 1) for group in groups.values())
    return settled, n_repeats


def _check_ids(rows: Iterable[GoldRow]) -> None:
    seen: dict[str, GoldRow] = {}
    for row in rows:
        first = seen.setdefault(row.given_id, row) if row.given_id else row
        if first.entry.entry_id != row.entry.entry_id:
            raise InputError(
                f"{row.where}: the id {row.given_id!r} stands at {first.where} already, for another passage",
                remedy="give every passage an id of its own, or leave the column out",
            )


def _settled(group: Sequence[GoldRow], diligence: Mapping[str, int]) -> GoldEntry:
    said: dict[str, GoldRow] = {}
    for row in group:
        first = said.setdefault(row.annotator, row)
        for facet, code in row.entry.labels.items():
            if first.entry.labels.get(facet, code) != code:
                raise InputError(
                    f"{row.where}: {facet} is {code!r}, but {first.entry.labels[facet]!r} at {first.where}, "
                    "for the same passage",
                    remedy=_SETTLE,
                )
    labels = _merged(group, diligence) if len(said) > 1 else _all_labels(group)
    ratings = {name: _all_labels([row for row in group if row.annotator == name]) for name in sorted(said) if name}
    reasoning = next((row.entry.reasoning for row in group if row.entry.reasoning), "")
    year = next((row.year for row in group if row.year), None)
    entry = replace(group[0].entry, labels=labels, reasoning=reasoning)
    return GoldEntry(entry, year, ratings if len(ratings) > 1 else {})


def _all_labels(group: Sequence[GoldRow]) -> dict[str, str]:
    return {facet: code for row in group for facet, code in row.entry.labels.items()}


def _merged(group: Sequence[GoldRow], diligence: Mapping[str, int]) -> dict[str, str]:
    by_diligence = sorted(group, key=lambda row: (-diligence.get(row.annotator, 0), row.annotator))
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in by_diligence:
        for facet, code in row.entry.labels.items():
            votes[facet][code] += 1
    # Of equals, a counter gives the one that was put in first: that of the most diligent annotator.
    return {facet: counted.most_common(1)[0][0] for facet, counted in votes.items()}
