"""The first tables of a report: how often each facet was right, by every measure people ask for."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.evaluation.blocks import INTERVALS, Section, Table, columns_of, shown, titled
from pipeline.evaluation.confidence import top_k
from pipeline.evaluation.counts import METRICS, Lineage, counts_of
from pipeline.evaluation.resampling import Floats, Resampler, Score
from pipeline.evaluation.view import View

TOP = 3
_SHARES = {"accuracy"}


@dataclass(frozen=True, eq=False)
class Sample:
    """One facet's entries with what is needed to say how sure any score of them is."""

    view: View
    resampler: Resampler
    counts: Floats

    @classmethod
    def of(cls, view: View, *, rounds: int, seed: int) -> "Sample":
        """Draw papers for a facet's entries, and count labels against answers."""
        resampler = Resampler(view.papers, rounds=rounds, seed=seed)
        return cls(view, resampler, counts_of(view.gold, view.likeliest, len(view.facet.codes), resampler))

    @property
    def name(self) -> str:
        """The facet."""
        return self.view.facet.name


def facet_scores(sample: Sample) -> dict[str, Score]:
    """Every score of one facet's likeliest categories, by name."""
    resampler = sample.resampler
    scores = {name: resampler.score(metric(sample.counts), share=name in _SHARES) for name, metric in METRICS.items()}
    first = scores.pop("accuracy")
    return {"accuracy": first, f"among top {TOP}": top_k(sample.view, TOP, resampler), **scores}


def tree_scores(sample: Sample) -> dict[str, Score]:
    """The scores that know the tree: of the likeliest category, and of the answer as given."""
    view, resampler = sample.view, sample.resampler
    lineage = Lineage.of(view.facet)
    given = counts_of(view.gold, view.given, len(view.facet.codes), resampler)
    levels = {
        f"right at level {level}": resampler.score(
            lineage.at_level(sample.counts, level), n=lineage.n_reaching(view.gold, level), share=True
        )
        for level in range(1, lineage.n_levels + 1)
    }
    return {
        "hierarchical precision": resampler.score(lineage.precision(sample.counts)),
        "hierarchical recall": resampler.score(lineage.recall(sample.counts)),
        "hierarchical F1": resampler.score(lineage.f1(sample.counts)),
        **levels,
        "mean tree distance": resampler.score(lineage.distance(sample.counts)),
        "as given: label or an ancestor of it": resampler.score(lineage.at_or_above(given), share=True),
        "as given: hierarchical F1": resampler.score(lineage.f1(given)),
    }


def headline(samples: Sequence[Sample]) -> Section:
    """The table of all facets, and that of the tree."""
    by_facet = [facet_scores(sample) for sample in samples]
    rows = [("entries", *(str(len(sample.view)) for sample in samples))]
    rows += [(name, *(shown(scores[name]) for scores in by_facet)) for name in by_facet[0]]
    blocks = [Table("Likeliest category", ("", *columns_of([each.name for each in samples])), tuple(rows))]
    for sample in samples:
        if sample.view.facet.is_tree:
            of_tree = tree_scores(sample)
            rows = [(name, str(score.n), shown(score)) for name, score in of_tree.items()]
            blocks.append(Table(f"{titled(sample.name)} as a tree", ("", "n", "Score"), tuple(rows)))
    return Section("scores", "Scores", INTERVALS, tuple(blocks), brief=len(blocks))
