"""The part of a report on confidence: can it be believed, and where to put the floor."""

from collections.abc import Sequence

import numpy as np

from pipeline.evaluation.blocks import Block, Plot, Section, Table, columns_of, shown, shown_percent, titled
from pipeline.evaluation.confidence import (
    COVERAGES,
    Floor,
    brier,
    calibration,
    floors,
    prediction_sets,
    reliability,
    risk_coverage,
    selective,
)
from pipeline.evaluation.headline import Sample
from pipeline.evaluation.plots import Axis, Line, chart
from pipeline.evaluation.resampling import FEWEST, Resampler, Score
from pipeline.evaluation.scored import Evaluation, ScoredEntry

_LEAD = (
    "Confidence is the probability of the likeliest category. ECE: expected calibration error over 15 bins of equal "
    "size; chance alone puts it well above 0 where entries are few. Brier: squared distance of all probabilities from "
    "the label, 0 (best) to 2. “Surest 30 %”: accuracy on the entries the model is surest of. Sets: how often the "
    "prediction set holds the label, and how many categories it has."
)
_FLOORS = (
    "Read: with this floor, so many entries are tagged without review, and so many of those are right. Choose the "
    "floor whose interval you can live with."
)


def trust(samples: Sequence[Sample], evaluation: Evaluation) -> Section:
    """Calibration, what is gained by leaving out the unsure, the floors to choose from, and the plots."""
    made = evaluation.made
    scores = [confidence_scores(sample) for sample in samples]
    columns = ("", *columns_of([sample.name for sample in samples]))
    rows = [("entries", *(str(len(sample.view)) for sample in samples))]
    rows += [(name, *(shown(each[name]) for each in scores)) for name in scores[0]]
    blocks: list[Block] = [Table("Confidence", columns, tuple(rows)), *_floor_tables(samples, evaluation)]
    for sample in samples:
        if len(sample.view) >= FEWEST:
            blocks += [_reliability_plot(sample, made.rounds, made.seed), _risk_plot(sample)]
    return Section("confidence", "Confidence", _LEAD, tuple(blocks))


def confidence_scores(sample: Sample) -> dict[str, Score]:
    """All scores of one facet's confidence, by name."""
    view, resampler = sample.view, sample.resampler
    surest = selective(view, resampler)
    held, size = prediction_sets(view, resampler)
    return {
        "ECE": calibration(view, resampler),
        "Brier": brier(view, resampler),
        **{f"right on the surest {round(100 * each)} %": score for each, score in zip(COVERAGES, surest, strict=True)},
        "prediction set holds the label": held,
        "categories in the prediction set": size,
    }


def _floor_tables(samples: Sequence[Sample], evaluation: Evaluation) -> list[Table]:
    found = {
        titled(sample.name): floors(sample.view.confidence, sample.view.right, sample.resampler)
        for sample in samples
        if len(sample.view) >= FEWEST
    }
    if joint := _all_facets(samples, evaluation):
        found["All facets of an entry"] = joint
    columns = ("Floor", "Tagged without review", "Right of those", "n of those")
    return [
        Table(
            f"{name}: floors to choose from (n = {rows[0].share.n})",
            columns,
            tuple(
                (f"{each.floor:.2f}", shown_percent(each.share), shown_percent(each.right), str(each.right.n))
                for each in rows
            ),
            _FLOORS,
        )
        for name, rows in found.items()
    ]


def _all_facets(samples: Sequence[Sample], evaluation: Evaluation) -> list[Floor]:
    """Floors for entries as a whole: unsure on one facet is unsure; right is right on every facet."""
    wanted = {sample.name for sample in samples if len(sample.view)}
    whole = [entry.entry_id for entry in evaluation.entries if _labelled(entry) >= wanted]
    if len(whole) < FEWEST or len(wanted) < 2:
        return []
    rows = []
    for sample in samples:
        if sample.name in wanted:
            number = {entry.entry_id: index for index, entry in enumerate(sample.view.entries)}
            rows.append((sample, np.asarray([number[each] for each in whole])))
    surest = np.min([sample.view.confidence[members] for sample, members in rows], axis=0)
    right = np.all([sample.view.right[members] for sample, members in rows], axis=0)
    first, members = rows[0]
    made = evaluation.made
    return floors(surest, right, Resampler(first.view.papers[members], rounds=made.rounds, seed=made.seed))


def _labelled(entry: ScoredEntry) -> set[str]:
    return {name for name, answer in entry.answers.items() if answer.gold is not None}


def _reliability_plot(sample: Sample, rounds: int, seed: int) -> Plot:
    bins = [each for each in reliability(sample.view, rounds=rounds, seed=seed) if each.right.value is not None]
    points = tuple((each.confidence, each.right.value or 0.0) for each in bins)
    band = tuple((each.right.low or 0.0, each.right.high or 0.0) for each in bins)
    title = f"{sample.name}: how often the model is right when it says how sure it is"
    drawn = chart([Line("model", points, band)], Axis("confidence"), Axis("right"), title=title, diagonal=True)
    return Plot(f"Reliability: {titled(sample.name)} (n = {len(sample.view)}; honest on the dashed line)", drawn)


def _risk_plot(sample: Sample) -> Plot:
    points = tuple(risk_coverage(sample.view))
    title = f"{sample.name}: share of errors among the surest entries"
    drawn = chart(
        [Line("model", points, dots=False)], Axis("share tagged, surest first"), Axis("errors among them"), title=title
    )
    return Plot(f"Risk and coverage: {titled(sample.name)} (n = {len(sample.view)})", drawn)
