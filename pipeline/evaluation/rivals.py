"""Whether the model is better than something simpler by more than chance: same entries, papers drawn alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.evaluation.blocks import Section, Table, columns_of, shown, titled
from pipeline.evaluation.counts import Lineage, Metric, accuracy, counts_of, macro_f1
from pipeline.evaluation.headline import Sample
from pipeline.evaluation.resampling import FEWEST, Floats, Score

BY_PAPER = "same model, split by paper"
"""The name under which the honest split stands beside a random one."""

_LEAD = (
    "Each baseline answered the same entries; trained ones learned from the same labels, without the lexicon. The "
    "difference is the model's score minus the baseline's, with papers resampled alike for both (paired bootstrap; p "
    "is the two-sided share of rounds in which the difference has the other sign, and is not corrected for the number "
    "of comparisons)."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better the model is than a baseline by one metric; `p` is None where there are too few entries."""

    rival: str
    metric: str
    of_rival: Score
    difference: Score
    p: float | None


def differences(sample: Sample) -> list[Difference]:
    """Compare the model with every baseline that answered the same entries."""
    view = sample.view
    metrics: dict[str, Metric] = {"accuracy": accuracy, "macro F1": macro_f1}
    if view.facet.is_tree:
        metrics["hierarchical F1"] = Lineage.of(view.facet).f1
    found = []
    for name in view.rivals():
        theirs = counts_of(view.gold, view.rival(name), len(view.facet.codes), sample.resampler)
        found += [_difference(sample, name, theirs, each, metric) for each, metric in metrics.items()]
    return found


def _difference(sample: Sample, rival: str, theirs: Floats, name: str, metric: Metric) -> Difference:
    resampler = sample.resampler
    of_model, of_rival = metric(sample.counts), metric(theirs)
    gained = of_model - of_rival
    difference = resampler.score(gained)
    p = sign_test(gained[1:]) if difference.there else None
    return Difference(rival, name, resampler.score(of_rival, share=name == "accuracy"), difference, p)


def sign_test(rounds: Floats) -> float:
    """Twice the smaller share of rounds on either side of 0, counting one round more, and never above 1.

    >>> import numpy as np
    >>> sign_test(np.ones(999))
    0.002
    """
    n = len(rounds)
    below, above = int((rounds <= 0).sum()), int((rounds >= 0).sum())
    return round(min(2 * (min(below, above) + 1) / (n + 1), 1.0), 4)


def baselines(samples: Sequence[Sample]) -> Section | None:
    """What the model gains over each baseline, in short and for each facet; None where no baseline was asked."""
    by_facet = {sample.name: differences(sample) for sample in samples}
    tables = tuple(
        _table(f"{titled(sample.name)} (n = {len(sample.view)})", by_facet[sample.name])
        for sample in samples
        if by_facet[sample.name]
    )
    return Section("baselines", "Against baselines", _LEAD, (_gains(by_facet), *tables), brief=1) if tables else None


def flattery(samples: Sequence[Sample]) -> str | None:
    """By how much a random split flatters, in a sentence; None where the split was by paper."""
    gains = [
        f"{titled(sample.name)} {shown(each.difference, n=True)}"
        for sample in samples
        for each in differences(sample)
        if each.rival == BY_PAPER and each.metric == "accuracy"
    ]
    said = "How much the random split flatters: accuracy minus that of the split by paper is"
    return f"{said} {', '.join(gains)}." if gains else None


def _gains(by_facet: Mapping[str, Sequence[Difference]]) -> Table:
    names = dict.fromkeys(each.rival for found in by_facet.values() for each in found)
    rows = tuple((name, *(_gain(name, found) for found in by_facet.values())) for name in names)
    return Table("Accuracy: model minus baseline", ("Baseline", *columns_of(list(by_facet))), rows)


def _gain(rival: str, found: Sequence[Difference]) -> str:
    of_rival = [each.difference for each in found if each.rival == rival and each.metric == "accuracy"]
    return shown(of_rival[0], n=True) if of_rival else "not asked"


def _table(caption: str, found: Sequence[Difference]) -> Table:
    rows = tuple(
        (
            each.rival,
            each.metric,
            shown(each.of_rival),
            shown(each.difference),
            f"{each.p:.3f}" if each.p is not None else "",
            _verdict(each),
        )
        for each in found
    )
    return Table(caption, ("Baseline", "Metric", "Baseline's score", "Model minus baseline", "p", ""), rows)


def _verdict(each: Difference) -> str:
    low, high = each.difference.low, each.difference.high
    if low is None or high is None:
        return f"fewer than {FEWEST} entries"
    if low > 0:
        return "model is better"
    return "baseline is better" if high < 0 else "no clear difference"
