"""A replay learns in the order it says and scores on papers it never learned from."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain.labels import TrainingSet
from pipeline.errors import InputError
from pipeline.evaluation.gold import GoldEntry
from pipeline.evaluation.keeping import simulation_from_json
from pipeline.workflows import untracked
from pipeline.workflows.simulate import publish_simulation, simulate
from pipeline.workflows.terms import Plan
from tests.workflows.judges import Scholar, lessons_of, some_labels

LABELS = some_labels(60, n_papers=6)
PLAN = Plan(start=6, step=10, steps=3, rounds=100)


def test_both_orders_start_alike_and_no_model_sees_a_held_out_paper() -> None:
    taught: list[Scholar] = []

    def teach(lessons: TrainingSet) -> Scholar:
        taught.append(Scholar(lessons))
        return taught[-1]

    simulation = simulate([GoldEntry(entry) for entry in LABELS], lessons_of(LABELS), teach, PLAN, track=untracked)

    ordered, by_chance = simulation.replays
    assert [step.n_labels for step in ordered.steps] == [step.n_labels for step in by_chance.steps] == [6, 16, 26, 36]
    assert ordered.steps[0] == by_chance.steps[0]
    assert len(taught) == 7
    assert all(set(simulation.papers).isdisjoint(scholar.papers) for scholar in taught)
    assert {len(scholar.texts) for scholar in taught} == {6, 16, 26, 36}
    assert all(len(step.right) == len(simulation.papers) for step in ordered.steps)


class Stubborn(Scholar):
    """Errs on the same entries whatever it was taught, and knows that it is unsure of them."""

    def __init__(self, lessons: TrainingSet) -> None:
        super().__init__(lessons)
        self.papers = set()


def test_the_unsure_are_asked_for_first() -> None:
    plan = replace(PLAN, step=5)

    simulation = simulate([GoldEntry(entry) for entry in LABELS], lessons_of(LABELS), Stubborn, plan, track=untracked)

    ordered, by_chance = simulation.replays
    assert ordered.order == "least sure first"
    assert ordered.steps[1].n_corrections == plan.step
    assert by_chance.steps[1].n_corrections < plan.step


def test_the_pool_may_end_before_the_steps_do() -> None:
    plan = replace(PLAN, start=30, steps=9)

    simulation = simulate([GoldEntry(entry) for entry in LABELS], lessons_of(LABELS), Scholar, plan, track=untracked)

    assert simulation.replays[0].steps[-1].n_labels == len(LABELS) - len(simulation.papers)


@pytest.mark.parametrize(
    ("n_papers", "start", "problem"),
    [(3, 5, "the entries come from 3 papers; a replay needs 4"), (6, 60, "none remains to be picked")],
)
def test_too_little_to_replay_is_said(n_papers: int, start: int, problem: str) -> None:
    labels = some_labels(60, n_papers=n_papers)

    with pytest.raises(InputError, match=problem) as caught:
        simulate(
            [GoldEntry(entry) for entry in labels],
            lessons_of(labels),
            Scholar,
            replace(PLAN, start=start),
            track=untracked,
        )

    assert caught.value.remedy


def test_the_curves_are_written_and_can_be_read_again(tmp_path: Path) -> None:
    simulation = simulate([GoldEntry(entry) for entry in LABELS], lessons_of(LABELS), Scholar, PLAN, track=untracked)

    outcome = publish_simulation(simulation, tmp_path)

    page, text, kept = outcome.files
    assert simulation_from_json(kept.read_bytes(), where="f") == simulation
    assert "<polyline" in page.read_text(encoding="utf-8")
    assert "least sure first" in text.read_text(encoding="utf-8")
    assert outcome.report.scores["facet"] == "code"
