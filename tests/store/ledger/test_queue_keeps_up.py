"""Whatever happens in whatever order, the queue says what the views say, and the views what a plain reading gives."""

from collections import defaultdict
from itertools import count
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Integer, cast, func, select

from pipeline.domain.review import (
    IS_NONE,
    IS_ONE,
    MITIGATION,
    Decision,
    Rank,
    State,
    Verdict,
)
from pipeline.store.ledger import Ledger
from pipeline.store.ledger.engine import reading
from pipeline.store.ledger.schema import live, queue, tallies, voices
from tests.store.ledger.filings import NOON, a_filing

WHO = st.sampled_from(["ada", "bob", "judge"])
WHICH = st.sampled_from(["One", "Two"])
CODES = st.dictionaries(st.sampled_from(["code", "actor"]), st.sampled_from(["1", "2"]), min_size=1)


def tallied(ledger: Ledger) -> set[tuple[Any, ...]]:
    """What is kept of how many passages are in each state, where there are any."""
    with reading(ledger._engine) as connection:
        return {tuple(row) for row in connection.execute(select(tallies).where(tallies.c.n > 0))}


def counted(ledger: Ledger) -> set[tuple[Any, ...]]:
    """The same, counted."""
    sums = (func.count(), func.sum(cast(queue.c.shared > 0, Integer)), *map(func.sum, (queue.c.shared, queue.c.agreed)))
    with reading(ledger._engine) as connection:
        return {tuple(row) for row in connection.execute(select(queue.c.state, *sums).group_by(queue.c.state))}


class Plain:
    """The same rules in the plainest words: everything is worked out anew from the list of all that happened."""

    def __init__(self, doubts: bool) -> None:
        self.doubts = doubts
        self.happened: list[tuple[str, dict[str, str], bool]] = []  # who said what, ruling or not
        self.asked: int | None = None

    def newest(self) -> dict[str, tuple[int, dict[str, str], bool]]:
        happened = enumerate(self.happened)
        return {who: (number, said, ruling) for number, (who, said, ruling) in happened if who}

    def take_back(self, who: str) -> bool:
        mine = [number for number, (by, _, _) in enumerate(self.happened) if by == who]
        if mine:
            self.happened[mine[-1]] = ("", {}, False)  # keeps its place, since the places of the others count
        return bool(mine)

    def codes(self) -> dict[str, dict[str, tuple[int, str, bool]]]:
        by_facet: dict[str, dict[str, tuple[int, str, bool]]] = defaultdict(dict)
        for who, (number, said, ruling) in self.newest().items():
            for facet, code in said.items():
                by_facet[facet][who] = (number, code, ruling)
        return by_facet

    def outcome(self, facet: str) -> str | None:
        said = self.codes()[facet].values()
        if rulings := sorted((number, code) for number, code, ruling in said if ruling):
            return rulings[-1][1]
        codes = {code for _, code, _ in said}
        return codes.pop() if len(codes) == 1 else None

    def settled(self) -> dict[str, str]:
        whole = {facet: code for facet in self.codes() if (code := self.outcome(facet))}
        return whole if whole.get(MITIGATION) == IS_ONE else {f: c for f, c in whole.items() if f == MITIGATION}

    def disputed(self) -> dict[str, dict[str, str]]:
        rejected = self.outcome(MITIGATION) == IS_NONE
        return {
            facet: {who: code for who, (_, code, _) in said.items()}
            for facet, said in self.codes().items()
            if self.outcome(facet) is None and not (rejected and facet != MITIGATION)
        }

    def state(self) -> State:
        newest = self.newest()
        if self.disputed():
            return "disputed"
        if self.asked is not None and all(number < self.asked for number, _, _ in newest.values()):
            return "needs review"
        counts = [len(self.codes()[facet]) for facet in self.settled()]
        if any(ruling for _, _, ruling in newest.values()) or (counts and min(counts) > 1):
            return "gold"
        return "reviewed" if newest else "needs review" if self.doubts else "auto"


class Reviewing(RuleBasedStateMachine):
    """People decide, change their minds, take back, ask again; models come and go."""

    ledger: Ledger
    runs = count()

    def __init__(self) -> None:
        super().__init__()
        self.plain: dict[str, Plain] = {}
        self.ids: dict[str, str] = {}
        self.models = 0

    def text(self, name: str) -> str:
        return f"{name} {self.run}."

    @initialize(doubts=st.booleans())
    def two_passages(self, doubts: bool) -> None:
        self.run = next(self.runs)
        for name in ("One", "Two"):
            filing = a_filing(self.text(name), doubts=("unsure",) if doubts else ())
            self.ledger.file([filing])
            self.ids[name] = filing.passage.passage_id
            self.plain[name] = Plain(doubts)

    @rule(name=WHICH, who=WHO, labels=CODES, rejects=st.booleans())
    def somebody_decides(self, name: str, who: str, labels: dict[str, str], rejects: bool) -> None:
        said = {MITIGATION: IS_NONE} if rejects else {MITIGATION: IS_ONE, **labels}
        ruling = who == "judge"
        verdicts = tuple(Verdict(facet, "accept", code) for facet, code in said.items())
        self.ledger.record(Decision(self.ids[name], who, NOON, verdicts, adjudicates=ruling))
        self.plain[name].happened.append((who, said, ruling))

    @rule(name=WHICH, who=WHO)
    def somebody_takes_it_back(self, name: str, who: str) -> None:
        taken = self.ledger.withdraw(who, self.ids[name])

        assert (taken is not None) == self.plain[name].take_back(who)

    @rule(name=WHICH, doubts=st.booleans())
    def a_new_model_comes(self, name: str, doubts: bool) -> None:
        self.models += 1
        reasons = ("unsure",) if doubts else ()
        answers = {"code": "2", "actor": "1"}
        self.ledger.file([a_filing(self.text(name), answers=answers, doubts=reasons, model_id=f"m{self.models}")])
        self.plain[name].doubts = doubts

    @rule(name=WHICH)
    def somebody_asks_again(self, name: str) -> None:
        self.ledger.ask_again({self.ids[name]: Rank(1.0)})
        self.plain[name].asked = len(self.plain[name].happened)

    @invariant()
    def the_queue_says_what_follows(self) -> None:
        for name, plain in self.plain.items():
            passage_id = self.ids[name]
            item = self.ledger.item(passage_id)
            assert item.state == plain.state()
            assert item.n_reviewers == len(plain.newest())
            assert item.code == plain.settled().get("code", "2")
            assert {label.facet: label.code for label in self.ledger.settled(passage_id)} == plain.settled()
            assert {each.facet: each.codes for each in self.ledger.disputes(passage_id)} == plain.disputed()
            assert {each.reviewer for each in self.ledger.live(passage_id)} == {*plain.newest()}

    @invariant()
    def the_voices_are_the_live_decisions(self) -> None:
        ids = self.ids.values()
        with reading(self.ledger._engine) as connection:
            kept, worked_out = (
                connection.execute(select(table.c.reviewer, table.c.number).where(table.c.passage_id.in_(ids))).all()
                for table in (voices, live)
            )
            assert {*kept} == {*worked_out}

    @invariant()
    def the_tallies_are_what_is_counted(self) -> None:
        assert tallied(self.ledger) == counted(self.ledger)


def test_the_queue_keeps_up(ledger: Ledger) -> None:
    Reviewing.ledger = ledger
    run_state_machine_as_test(Reviewing, settings=settings(max_examples=30, stateful_step_count=12))
