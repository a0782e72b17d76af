"""Many reviewers at once, and processes that are killed: nobody gets what another has, and nothing accepted is lost."""

import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE, Popen
from sys import executable
from time import sleep

import pytest

from pipeline.domain.review import Redrawing
from pipeline.errors import InputError
from pipeline.store.ledger import Ledger
from tests.store.ledger.filings import NOON, FakeClock, a_decision, a_filing
from tests.store.ledger.test_queue_keeps_up import counted, tallied

_KILLS = 6
_DECIDES = """
import sys
from pipeline.store.ledger import Ledger
from tests.store.ledger.filings import a_decision
with Ledger.open(sys.argv[1]) as ledger:
    while item := ledger.next("ada"):
        decision = a_decision(item.passage_id)
        ledger.record(decision)
        print(decision.decision_id, item.passage_id, flush=True)
"""


def test_reviewers_at_once_share_the_work(ledger: Ledger) -> None:
    n_passages, n_reviewers = 60, 6
    ledger.file([a_filing(f"Passage {number}.", priority=number) for number in range(n_passages)])

    def work(reviewer: str) -> list[str]:
        done = []
        while item := ledger.next(reviewer):
            ledger.record(a_decision(item.passage_id, reviewer))
            done.append(item.passage_id)
        return done

    with ThreadPoolExecutor(n_reviewers) as crowd:
        shares = list(crowd.map(work, [f"reviewer {number}" for number in range(n_reviewers)]))

    assert len({each for share in shares for each in share}) == sum(map(len, shares)) == n_passages
    assert ledger.progress().states["reviewed"] == n_passages


def test_opposite_decisions_at_once_are_a_dispute(ledger: Ledger) -> None:
    filings = [a_filing(f"Passage {number}.") for number in range(20)]
    ledger.file(filings)

    def decide(reviewer: str) -> None:
        for filing in filings:
            ledger.record(a_decision(filing.passage.passage_id, reviewer, "1" if reviewer == "ada" else "2"))

    with ThreadPoolExecutor(2) as crowd:
        list(crowd.map(decide, ["ada", "bob"]))

    assert ledger.progress().states["disputed"] == 20
    assert len(ledger.disputes()) == 20


def test_the_same_filed_twice_at_once_is_filed_once(ledger: Ledger) -> None:
    filings = [a_filing(f"Passage {number}.", bucket=f"{number % 3}") for number in range(300)]

    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(lambda _: ledger.file(filings), range(4)))

    assert ledger.count() == 300


def test_all_at_once_leave_the_tallies_right(ledger: Ledger) -> None:
    """Filing, deciding, taking back and new bounds, of the same documents and in opposite orders."""
    filings = [a_filing(f"Passage {number}.", bucket=f"{number % 3}", start=number * 20) for number in range(30)]
    ledger.file(filings)
    more = [a_filing(f"Measure {number}.", bucket=f"{number % 3}", document_id="other") for number in range(200)]

    def work(task: int) -> None:
        order = filings if task % 2 else filings[::-1]
        if task < 2:
            ledger.file([*order, *more[task * 50 :]])
        for filing in order:
            old = filing.passage
            if task < 4:
                ledger.record(a_decision(old.passage_id, f"reviewer {task}", "1" if task == 3 else "2"))
                ledger.withdraw(f"reviewer {task}")
            elif old.start % 80 == 40 * (task % 2):
                new = a_filing(old.text[:-1], start=old.start)
                with suppress(InputError):  # somebody else was faster
                    ledger.redraw(Redrawing((old.passage_id,), ((old.start, old.end - 1),), "ada", NOON), [new])

    with ThreadPoolExecutor(6) as crowd:
        tasks = [crowd.submit(work, task) for task in range(6)]
    for task in tasks:
        with suppress(InputError):  # decided on what was replaced meanwhile
            task.result()

    assert tallied(ledger) == counted(ledger)
    assert sum(ledger.progress().states.values()) == ledger.count() > 200


@pytest.mark.slow
def test_a_killed_process_loses_no_accepted_decision(address: str, root: Path) -> None:
    clock = FakeClock()
    with Ledger.open(address, clock=clock) as ledger:
        ledger.file([a_filing(f"Passage {number}.", priority=number) for number in range(3000)])
    accepted: dict[str, str] = {}
    for kill in range(_KILLS):
        with Popen([executable, "-c", _DECIDES, address], stdout=PIPE, text=True, cwd=root) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            sleep(0.01 + 0.03 * kill)
            process.send_signal(signal.SIGKILL)
            # The last line may be cut; what is whole was said after the decision was accepted.
            lines = [first, *process.stdout]
            accepted.update(line.split() for line in lines if line.endswith("\n"))

    with Ledger.open(address) as ledger:
        assert accepted
        for decision_id, passage_id in accepted.items():
            assert [each.decision_id for each in ledger.live(passage_id)] == [decision_id]
            assert ledger.item(passage_id).state == "reviewed"
        n_more = ledger.progress().n_decisions - len(accepted)
        # Kept, but not yet said so when the process was killed: one each at most.
        assert 0 <= n_more <= _KILLS
        assert ledger.progress().states["reviewed"] == ledger.progress().n_decisions
