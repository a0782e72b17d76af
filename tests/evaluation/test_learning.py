"""What an order of review saves, on curves whose answer is known."""

import pytest

from pipeline.evaluation.learning import AT_RANDOM, efforts_of, learning, verdict
from pipeline.evaluation.scored import Replay, Simulation, Step
from tests.evaluation.records import rows_of


def a_replay(order: str, *accuracies: float) -> Replay:
    steps = (
        Step(100 * number, 10 * (number - 1), tuple(index < 20 * accuracy for index in range(20)))
        for number, accuracy in enumerate(accuracies, start=1)
    )
    return Replay(order, tuple(steps))


PAPERS = tuple(f"paper {number // 5}" for number in range(20))


def simulated(*replays: Replay, target: float = 0.6) -> Simulation:
    return Simulation("code", target, PAPERS, replays, rounds=100)


def test_labels_and_corrections_are_those_of_the_first_step_that_reaches_the_target() -> None:
    simulation = simulated(a_replay("sure", 0.2, 0.6, 0.8), a_replay(AT_RANDOM, 0.2, 0.4, 0.8))

    ordered, by_chance = efforts_of(simulation)

    assert (ordered.labels, ordered.corrections) == (200, 10)
    assert (by_chance.labels, by_chance.corrections) == (300, 20)
    assert (ordered.saved.value, ordered.saved.low, ordered.saved.high) == (100, 0, 100)
    assert ordered.gained.value == pytest.approx(0.2 / 3, abs=1e-4)
    assert not by_chance.saved.there
    assert verdict(simulation, [ordered, by_chance]) == (
        "Sure, it took 200 labels with 10 corrections to reach 0.60; at random, it took 300 labels with 20 corrections "
        "to reach 0.60; labels saved: 100 [0, 100], n = 20."
    )


def test_a_target_out_of_reach_is_said_to_be_so() -> None:
    simulation = simulated(a_replay("sure", 0.2, 0.4), a_replay(AT_RANDOM, 0.2, 0.4), target=0.9)

    section = learning(simulation)

    assert section is not None
    assert section.blocks[0].kind == "prose"
    assert section.blocks[0].text == (
        "Sure, the target of 0.90 was not reached; at random, the target of 0.90 was not reached."
    )
    assert rows_of(section, 2)[0] == ("sure", "not reached", "not reached", "too few", "0.00 [0.00, 0.00]")


def test_without_a_simulation_there_is_no_section() -> None:
    assert learning(None) is None
