"""One facet of the scored entries as arrays: what the metrics are computed on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.taxonomy import Facet
from pipeline.evaluation.scored import ScoredAnswer, ScoredEntry

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class View:
    """The entries that have a label on one facet, in order; categories are numbered in the order of the taxonomy."""

    facet: Facet
    entries: tuple[ScoredEntry, ...]
    gold: Indices
    likeliest: Indices
    given: Indices
    probabilities: NDArray[np.float64]
    papers: Indices

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def answers(self) -> tuple[ScoredAnswer, ...]:
        """The facet's answer of each entry."""
        return tuple(entry.answers[self.facet.name] for entry in self.entries)

    @property
    def confidence(self) -> NDArray[np.float64]:
        """The probability of the likeliest category of each entry."""
        surest: NDArray[np.float64] = self.probabilities[np.arange(len(self)), self.likeliest]
        return surest

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether the likeliest category of each entry is its label."""
        same: NDArray[np.bool_] = self.likeliest == self.gold
        return same

    def rival(self, name: str) -> Indices:
        """What a baseline took for the likeliest category of each entry."""
        return _numbers(self.facet, [answer.rivals[name] for answer in self.answers])

    def rivals(self) -> tuple[str, ...]:
        """The baselines that answered every entry, in the order they were asked."""
        answers = self.answers
        first = answers[0].rivals if answers else {}
        return tuple(name for name in first if all(name in answer.rivals for answer in answers))

    def part(self, members: NDArray[np.bool_]) -> "View":
        """The view of some of its entries."""
        return View(
            self.facet,
            tuple(entry for entry, wanted in zip(self.entries, members, strict=True) if wanted),
            self.gold[members],
            self.likeliest[members],
            self.given[members],
            self.probabilities[members],
            self.papers[members],
        )


def view_of(entries: Sequence[ScoredEntry], facet: Facet) -> View:
    """Gather the entries that have a label on `facet`."""
    chosen = tuple(
        entry for entry in entries if facet.name in entry.answers and entry.answers[facet.name].gold is not None
    )
    answers = [entry.answers[facet.name] for entry in chosen]
    number = {code: index for index, code in enumerate(facet.codes)}
    probabilities = np.zeros((len(chosen), len(facet.codes)))
    for row, answer in enumerate(answers):
        for code, probability in answer.probabilities.items():
            probabilities[row, number[code]] = probability
    names = {name: index for index, name in enumerate(sorted({entry.paper for entry in chosen}))}
    return View(
        facet,
        chosen,
        _numbers(facet, [str(answer.gold) for answer in answers]),
        _numbers(facet, [answer.likeliest for answer in answers]),
        _numbers(facet, [answer.code for answer in answers]),
        probabilities,
        np.asarray([names[entry.paper] for entry in chosen], dtype=np.int64),
    )


def _numbers(facet: Facet, codes: Sequence[str]) -> Indices:
    number = {code: index for index, code in enumerate(facet.codes)}
    return np.asarray([number[code] for code in codes], dtype=np.int64)
