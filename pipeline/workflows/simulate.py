"""A labelled set replayed as a review: what does it save to look first where the model is least sure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from pipeline.domain.labels import LabeledEntry, TrainingSet
from pipeline.domain.taxonomy import Taxonomy
from pipeline.errors import InputError
from pipeline.evaluation.blocks import Report
from pipeline.evaluation.gold import GoldEntry
from pipeline.evaluation.keeping import simulation_to_json
from pipeline.evaluation.learning import AT_RANDOM, efforts_of, learning
from pipeline.evaluation.markdown import markdown
from pipeline.evaluation.scored import Replay, Simulation, Step
from pipeline.resources.pages import fill
from pipeline.workflows import Track
from pipeline.workflows.evaluate import Teach
from pipeline.workflows.judging import Judge, Judgement
from pipeline.workflows.publish import write_text
from pipeline.workflows.terms import Plan

LEAST_SURE = "least sure first"

Doubt = Callable[[Taxonomy, LabeledEntry, Judgement], float]
"""How urgent a look at an entry is, given what the model of the moment says of it; the label is not to be looked at."""
_HELD_OUT = 0.3
_FEWEST_PAPERS = 4
_NEARLY_ALL = 0.95


@dataclass(frozen=True, slots=True)
class SimulateOutcome:
    """The simulation as a report, and where it lies."""

    simulation: Simulation
    report: Report
    files: tuple[Path, ...]


def unsure(taxonomy: Taxonomy, entry: LabeledEntry, judgement: Judgement) -> float:
    """How unsure the model is of the code."""
    del entry
    return 1 - _likeliest(judgement, taxonomy.tree.name)[1]


ORDERS: Mapping[str, Doubt | None] = {LEAST_SURE: unsure, AT_RANDOM: None}
"""The orders that are compared; the one without doubts takes entries as they come, and they come shuffled."""


def simulate(
    entries: Sequence[GoldEntry], lessons: TrainingSet, teach: Teach, plan: Plan, *, track: Track
) -> Simulation:
    """Hold out papers, then learn the other entries step by step in each order, scoring on what was held out.

    Raises InputError when there are too few papers or entries for that.
    """
    facet = lessons.taxonomy.tree.name
    held, pool = _parted([each for each in entries if facet in each.entry.labels], plan)
    room = _Classroom(facet, held, pool, _known(lessons, held, pool), lessons, teach)
    total = len(ORDERS) * plan.steps + 1
    ticks = track(range(total), total=total, doing="Replaying")
    next(ticks)
    first = room.taught(range(plan.start))
    replays = tuple(_replay(order, room, first, plan, ticks) for order in ORDERS)
    next(ticks, None)
    best = max(float(np.mean(step.right)) for step in replays[-1].steps)
    return Simulation(
        facet=facet,
        target=plan.target or round(_NEARLY_ALL * best, 2),
        papers=tuple(each.entry.group for each in held),
        replays=replays,
        rounds=plan.rounds,
        seed=plan.seed,
        labels=f"{len(pool)} entries to learn from, {len(held)} of other papers to score on.",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


@dataclass(frozen=True, eq=False)
class _Classroom:
    """Everything that stays the same while orders are tried: what is known, what can be learned, what is scored."""

    facet: str
    held: Sequence[GoldEntry]
    pool: Sequence[GoldEntry]
    known: Sequence[LabeledEntry]
    lessons: TrainingSet
    teach: Teach

    def taught(self, chosen: Iterable[int]) -> Judge:
        """A model that learned what is known and some of the pool."""
        more = tuple(self.pool[number].entry for number in chosen)
        return self.teach(replace(self.lessons, entries=(*self.known, *more)))

    def scored(self, judge: Judge) -> tuple[bool, ...]:
        """Whether a model's likeliest code is right, for each held-out entry."""
        judged = judge.judge([each.entry for each in self.held])
        return tuple(
            _likeliest(judgement, self.facet)[0] == each.entry.labels[self.facet]
            for each, judgement in zip(self.held, judged, strict=True)
        )

    def asked(self, judge: Judge, numbers: Sequence[int]) -> dict[int, Judgement]:
        """What a model says of entries of the pool."""
        judged = judge.judge([self.pool[number].entry for number in numbers])
        return dict(zip(numbers, judged, strict=True))

    def doubts(self, order: str, answers: Mapping[int, Judgement]) -> dict[int, float]:
        """How urgent a look at each entry is in an order; all alike where the order has no doubts."""
        doubt = ORDERS[order]
        taxonomy = self.lessons.taxonomy
        return {
            number: doubt(taxonomy, self.pool[number].entry, judgement) if doubt else 0.0
            for number, judgement in answers.items()
        }

    def is_wrong(self, number: int, judgement: Judgement) -> bool:
        """Whether a person would have to correct the answer to an entry of the pool."""
        return _likeliest(judgement, self.facet)[0] != self.pool[number].entry.labels[self.facet]


def _replay(order: str, room: _Classroom, first: Judge, plan: Plan, ticks: Iterator[int]) -> Replay:
    judge, n_corrections = first, 0
    chosen = list(range(plan.start))
    rest = list(range(plan.start, len(room.pool)))
    steps = [Step(len(chosen), 0, room.scored(judge))]
    for _ in range(plan.steps):
        if not rest:
            break
        answers = room.asked(judge, rest)
        doubts = room.doubts(order, answers)
        rest.sort(key=lambda number: (-doubts[number], number))
        picked, rest = rest[: plan.step], rest[plan.step :]
        n_corrections += sum(room.is_wrong(number, answers[number]) for number in picked)
        chosen += picked
        next(ticks)
        judge = room.taught(sorted(chosen))
        steps.append(Step(len(chosen), n_corrections, room.scored(judge)))
    return Replay(order, tuple(steps))


def _parted(entries: Sequence[GoldEntry], plan: Plan) -> tuple[list[GoldEntry], list[GoldEntry]]:
    """Held-out entries, whole papers of about three tenths of all, and the others in random order."""
    rng = np.random.default_rng(plan.seed)
    papers = sorted({each.entry.group for each in entries})
    if len(papers) < _FEWEST_PAPERS:
        raise InputError(
            f"the entries come from {len(papers)} papers; a replay needs {_FEWEST_PAPERS}, to hold some out",
            remedy="label entries of more papers, or name each entry's paper",
        )
    aside: set[str] = set()
    for number in rng.permutation(len(papers)):
        size = sum(each.entry.group in aside for each in entries)
        if size >= _HELD_OUT * len(entries) or len(aside) == len(papers) - 1:
            break
        aside.add(papers[number])
    held = [each for each in entries if each.entry.group in aside]
    pool = [each for each in entries if each.entry.group not in aside]
    if len(pool) <= plan.start:
        raise InputError(
            f"{len(pool)} entries are left to learn from, {plan.start} of them at the start: none remains to be picked",
            remedy="lower --start, or label more entries",
        )
    return held, [pool[number] for number in rng.permutation(len(pool))]


def _known(lessons: TrainingSet, held: Sequence[GoldEntry], pool: Sequence[GoldEntry]) -> list[LabeledEntry]:
    """What training starts from beside the pool: everything else, but nothing of a held-out paper."""
    of_pool = {each.entry.entry_id for each in pool}
    papers = {each.entry.group for each in held}
    return [entry for entry in lessons.entries if entry.entry_id not in of_pool and entry.group not in papers]


def _likeliest(judgement: Judgement, facet: str) -> tuple[str, float]:
    probabilities = judgement.probabilities[facet]
    code = max(probabilities, key=lambda each: probabilities[each])
    return code, probabilities[code]


def publish_simulation(simulation: Simulation, folder: Path) -> SimulateOutcome:
    """Write the curves as a page, as Markdown and as JSON that `mitag evaluate --simulation` takes into its report.

    Raises InputError when the folder cannot be written.
    """
    section = learning(simulation)
    intervals = f"95 %, {simulation.rounds} rounds of resampling held-out papers, seed {simulation.seed}"
    facts = (("Facet", simulation.facet), ("Intervals", intervals), ("Made", simulation.created))
    efforts = [asdict(each) for each in efforts_of(simulation)]
    scores = {"facet": simulation.facet, "target": simulation.target, "orders": efforts}
    sections = (section,) if section else ()
    again = "mitag evaluate --from report.json --simulation simulation.json"
    report = Report("What the order of review saves", simulation.labels, facts, (), sections, scores, again)
    page, text, kept = (folder / f"simulation.{suffix}" for suffix in ("html", "md", "json"))
    write_text(kept, simulation_to_json(simulation))
    write_text(text, markdown(report))
    write_text(page, "".join(fill("evaluation.html", report=report)))
    return SimulateOutcome(simulation, report, (page, text, kept))
