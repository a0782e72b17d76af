"""How far people agree with each other: the ceiling for what a model's score can mean."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from pipeline.domain.taxonomy import Facet
from pipeline.evaluation.blocks import Section, Table, shown
from pipeline.evaluation.confidence import mean_score
from pipeline.evaluation.resampling import Floats, Resampler, Score, ratio
from pipeline.evaluation.scored import Evaluation, ScoredEntry

_LEAD = (
    "On entries that two or more people labelled: how often two of them agree, and how often the model agrees with one "
    "of them, averaged over people. A model cannot be asked for more agreement than people have."
)


def ceiling(evaluation: Evaluation, facets: Sequence[Facet]) -> Section | None:
    """Agreement of people beside that of the model; None where no entry has two annotators."""
    rows = [row for facet in facets if (row := _row(evaluation, facet))]
    if not rows:
        return None
    columns = ("Facet", "n", "People", "Model with one person", "Krippendorff's alpha, people")
    return Section("ceiling", "Human ceiling", _LEAD, (Table("Agreement", columns, tuple(rows)),))


def _row(evaluation: Evaluation, facet: Facet) -> tuple[str, ...] | None:
    rated = [entry for entry in evaluation.entries if len(_codes(entry, facet)) > 1 and facet.name in entry.answers]
    if not rated:
        return None
    papers = np.unique([entry.paper for entry in rated], return_inverse=True)[1].astype(np.int64)
    resampler = Resampler(papers, rounds=evaluation.made.rounds, seed=evaluation.made.seed)
    people = [pairwise_agreement(_codes(entry, facet)) for entry in rated]
    model = [_share(_codes(entry, facet), entry.answers[facet.name].likeliest) for entry in rated]
    scores: list[Score] = [mean_score(np.asarray(each), resampler) for each in (people, model)]
    scores.append(resampler.score(alpha_of_many(_values(rated, facet), resampler)))
    return (facet.name, str(len(rated)), *(shown(each) for each in scores))


def pairwise_agreement(codes: Sequence[str]) -> float:
    """The share of pairs of people who say the same.

    >>> round(pairwise_agreement(["1.1", "1.1", "2"]), 3)
    0.333
    """
    pairs = list(combinations(codes, 2))
    return sum(one == other for one, other in pairs) / len(pairs)


def alpha_of_many(values: Floats, resampler: Resampler) -> Floats:
    """Krippendorff's alpha of nominal values from any number of people (Krippendorff 2011), in each round.

    `values` counts how many people gave each category, of shape (entries, categories); entries with fewer than two
    values are to be left out.
    """
    sizes = values.sum(axis=1)
    # Pairs of unlike values within an entry, each entry weighing as many values as it has.
    unlike = (sizes**2 - (values**2).sum(axis=1)) / np.maximum(sizes - 1, 1)
    sums = resampler.sums(np.column_stack([unlike, values]))
    of_category = sums[:, 1:]
    n_values = of_category.sum(axis=1)
    observed = ratio(sums[:, 0], n_values)
    expected = ratio(n_values**2 - (of_category**2).sum(axis=1), n_values * (n_values - 1))
    return 1 - ratio(observed, expected)


def _values(entries: Sequence[ScoredEntry], facet: Facet) -> Floats:
    number = {code: index for index, code in enumerate(facet.codes)}
    values = np.zeros((len(entries), len(number)))
    for row, entry in enumerate(entries):
        for code in _codes(entry, facet):
            values[row, number[code]] += 1
    return values


def _codes(entry: ScoredEntry, facet: Facet) -> list[str]:
    return [said[facet.name] for said in entry.ratings.values() if facet.name in said]


def _share(codes: Sequence[str], answer: str) -> float:
    return sum(code == answer for code in codes) / len(codes)
