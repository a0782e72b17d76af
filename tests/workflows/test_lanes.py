"""Lanes keep their own order, do not wait for each other, and end when they are told to."""

from collections.abc import Sequence
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.workflows.lanes import in_lanes


class StoppedError(Exception):
    """What work raises when it was told to stop."""


@given(st.lists(st.lists(st.integers()), max_size=12))
def test_every_task_is_done_once_in_the_order_of_its_lane(lanes: list[list[int]]) -> None:
    tasks = [[(number, task) for task in enumerate(lane)] for number, lane in enumerate(lanes)]

    done = list(in_lanes(tasks, lambda task: task, stop=lambda: None, stopped=StoppedError))

    assert [[task for task in done if task[0] == number] for number in range(len(lanes))] == tasks


def test_a_lane_that_waits_holds_up_no_other() -> None:
    go_on = Event()

    def work(task: str) -> str:
        if task == "slow":
            assert go_on.wait(10)
        if task == "last":
            go_on.set()
        return task

    lanes: Sequence[Sequence[str]] = [["slow"], ["quick", "last"]]

    assert list(in_lanes(lanes, work, stop=lambda: None, stopped=StoppedError)) == ["quick", "last", "slow"]


def test_closing_stops_every_lane_and_waits_for_them() -> None:
    stop, ended = Event(), []

    def work(task: int) -> int:
        if task == 0:
            return task
        stop.wait(10)
        ended.append(task)
        raise StoppedError

    results = in_lanes([[0, 1, 2], [3, 4]], work, stop=stop.set, stopped=StoppedError)
    assert next(results) == 0
    results.close()

    assert sorted(ended) == [1, 3]


def test_a_bug_in_one_lane_comes_up_when_the_others_are_done() -> None:
    done: list[int] = []

    def work(task: int) -> int:
        return 1 // task

    with pytest.raises(ZeroDivisionError):
        done.extend(in_lanes([[0, 1], [1, 1, 1]], work, stop=lambda: None, stopped=StoppedError))

    assert done == [1, 1, 1]
