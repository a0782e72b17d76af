"""The part of a report on learning: how good the model gets with more labels, and what the order of review saves."""

from dataclasses import dataclass

import numpy as np

from pipeline.evaluation.blocks import Plot, Prose, Section, Table, shown
from pipeline.evaluation.plots import Axis, Line, chart, ticks_to
from pipeline.evaluation.resampling import Floats, Resampler, Score, ratio
from pipeline.evaluation.scored import Replay, Simulation, Step

AT_RANDOM = "at random"
_CLOSE = 1e-9
_LEAD = (
    "The labelled set was replayed: a model was trained on the first labels, the next ones were picked in each order, "
    "and so on; every model was scored on the same held-out papers. The random order gives the learning curve. "
    "A correction is a label that differs from what the model of that moment would have answered. For the interval of "
    "labels saved, a round of resampling in which an order never reaches the target counts its last step."
)


@dataclass(frozen=True, slots=True)
class Effort:
    """What it took an order of review to reach the target; None where it did not."""

    order: str
    labels: int | None
    corrections: int | None
    saved: Score
    """Labels fewer than in random order, where both reach the target."""
    gained: Score
    """Accuracy above that of the random order, averaged over the steps."""


def learning(simulation: Simulation | None) -> Section | None:
    """The curves, and what each order took to reach the target; None where nothing was simulated."""
    if simulation is None:
        return None
    sampler = _resampler(simulation)
    efforts = efforts_of(simulation)
    n = len(simulation.papers)
    rows = tuple(
        (
            each.order,
            _or_not(each.labels),
            _or_not(each.corrections),
            *(("", "") if each.order == AT_RANDOM else (shown(each.saved, digits=0), shown(each.gained))),
        )
        for each in efforts
    )
    steps = tuple(
        (replay.order, str(step.n_labels), str(step.n_corrections), str(n), shown(_accuracy(step.right, sampler)))
        for replay in simulation.replays
        for step in replay.steps
    )
    blocks = (
        Prose(verdict(simulation, efforts)),
        _plot(simulation, sampler),
        Table(
            f"To reach {simulation.target:.2f} on {simulation.facet} (n = {n} held-out entries)",
            ("Order", "Labels", "Corrections", "Labels saved against random order", "Accuracy gained, mean over steps"),
            rows,
        ),
        Table("Every step", ("Order", "Labels", "Corrections", "n", "Accuracy"), steps),
    )
    return Section("learning", "Learning curve and labels saved", _LEAD, blocks, brief=1)


def efforts_of(simulation: Simulation) -> list[Effort]:
    """What each order took to reach the target."""
    sampler = _resampler(simulation)
    by_chance = next((replay for replay in simulation.replays if replay.order == AT_RANDOM), None)
    return [_effort(replay, by_chance, simulation.target, sampler) for replay in simulation.replays]


def verdict(simulation: Simulation, efforts: list[Effort]) -> str:
    """The result in a sentence."""
    told = []
    for each in efforts:
        if each.labels is None:
            told.append(f"{each.order}, the target of {simulation.target:.2f} was not reached")
        else:
            told.append(
                f"{each.order}, it took {each.labels} labels with {each.corrections} corrections to reach "
                f"{simulation.target:.2f}"
            )
    told += [f"labels saved: {shown(each.saved, digits=0, n=True)}" for each in efforts if each.saved.there]
    sentence = "; ".join(told)
    return sentence[:1].upper() + sentence[1:] + "."


def _effort(replay: Replay, by_chance: Replay | None, target: float, sampler: Resampler) -> Effort:
    step = _reaching(replay, target)
    saved = gained = np.full(len(sampler.weights), np.nan)
    if by_chance and replay is not by_chance:
        pairs = zip(replay.steps, by_chance.steps, strict=False)
        gains = [_accuracies(one.right, sampler) - _accuracies(other.right, sampler) for one, other in pairs]
        gained = np.mean(gains, axis=0)
        if step and _reaching(by_chance, target):
            saved = _labels_to_reach(by_chance, target, sampler) - _labels_to_reach(replay, target, sampler)
    return Effort(
        replay.order,
        step.n_labels if step else None,
        step.n_corrections if step else None,
        sampler.score(saved),
        sampler.score(gained),
    )


def _reaching(replay: Replay, target: float) -> Step | None:
    """The first step that reaches the target."""
    return next((step for step in replay.steps if float(np.mean(step.right)) >= target - _CLOSE), None)


def _labels_to_reach(replay: Replay, target: float, sampler: Resampler) -> Floats:
    """The number of labels at which an order first reaches the target, in each round; its last where it never does."""
    curve = np.column_stack([_accuracies(step.right, sampler) for step in replay.steps])
    reaches = curve >= target - _CLOSE
    labels = np.asarray([step.n_labels for step in replay.steps], dtype=np.float64)
    first: Floats = np.where(reaches.any(axis=1), labels[reaches.argmax(axis=1)], labels[-1])
    return first


def _plot(simulation: Simulation, sampler: Resampler) -> Plot:
    lines = []
    for replay in simulation.replays:
        scores = [_accuracy(step.right, sampler) for step in replay.steps]
        points = tuple((float(step.n_labels), float(np.mean(step.right))) for step in replay.steps)
        known = all(score.there for score in scores)
        band = tuple((score.low or 0.0, score.high or 0.0) for score in scores) if known else ()
        lines.append(Line(replay.order, points, band))
    ticks = ticks_to(max(step.n_labels for replay in simulation.replays for step in replay.steps))
    across = Axis("labels", 0.0, ticks[-1], ticks)
    ends = ((0.0, simulation.target), (ticks[-1], simulation.target))
    lines.append(Line("target", ends, dots=False))
    title = f"Accuracy on {simulation.facet} after so many labels"
    return Plot(f"{title} (n = {len(simulation.papers)})", chart(lines, across, Axis("accuracy"), title=title))


def _accuracy(right: tuple[bool, ...], sampler: Resampler) -> Score:
    return sampler.score(_accuracies(right, sampler), share=True)


def _accuracies(right: tuple[bool, ...], sampler: Resampler) -> Floats:
    sums = sampler.sums(np.column_stack([right, np.ones(len(right))]).astype(np.float64))
    return ratio(sums[:, 0], sums[:, 1])


def _resampler(simulation: Simulation) -> Resampler:
    papers = np.unique(simulation.papers, return_inverse=True)[1].astype(np.int64)
    return Resampler(papers, rounds=simulation.rounds, seed=simulation.seed)


def _or_not(number: int | None) -> str:
    return "not reached" if number is None else str(number)
