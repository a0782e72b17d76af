"""Work in several lanes side by side, each in its own order: a lane that waits holds up no other."""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_AT_ONCE = 8


def in_lanes(
    lanes: Sequence[Sequence[Task]],
    work: Callable[[Task], Result],
    *,
    stop: Callable[[], None],
    stopped: type[Exception],
) -> Generator[Result, None, None]:
    """Do every task, several lanes at a time, and yield each result as soon as it is there.

    When the caller is interrupted or closes the generator, `stop` is called, which must make `work` raise `stopped`
    soon; the generator ends when all lanes have. Any other error that `work` raises ends its lane and is raised here
    when the others are done.
    """
    done: SimpleQueue[tuple[Result] | None] = SimpleQueue()

    def walk(lane: Sequence[Task]) -> None:
        try:
            for task in lane:
                done.put((work(task),))
        except stopped:
            return
        finally:
            done.put(None)

    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        running = [pool.submit(walk, lane) for lane in lanes]
        try:
            for _ in running:
                while result := done.get():
                    yield result[0]
        except BaseException:
            stop()
            raise
    for lane in running:
        lane.result()
