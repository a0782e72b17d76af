"""What a passage's decisions come to: which of them count, which labels they settle, which state that makes.

The database says the same in its views `live`, `settled` and `disputes`; here it is worked out for one passage at a
time, where the queue has to be kept up to date. A test holds the two against each other.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.review import IS_ONE, MITIGATION, REASONING, Decision, State

Numbered = tuple[int, Decision]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a passage stands after its decisions: who said something, what is settled, what is disputed."""

    voices: tuple[Numbered, ...]
    labels: dict[str, str]
    disputed: frozenset[str]
    adjudicated: bool
    confirmed: bool
    """Whether every settled label was given by two reviewers or more."""
    n_shared: int
    """Facets that two or more reviewers judged, adjudicators aside: they have seen what the others said."""
    n_agreed: int
    """How many of these they judged alike."""

    def state(self, *, doubtful: bool, asked: int | None) -> State:
        """The state in the queue; `asked` is the number that a decision has to exceed to answer somebody's question."""
        if self.disputed:
            return "disputed"
        if asked is not None and all(number <= asked for number, _ in self.voices):
            return "needs review"
        if self.adjudicated or self.confirmed:
            return "gold"
        if self.voices:
            return "reviewed"
        return "needs review" if doubtful else "auto"


def live_among(history: Sequence[Numbered]) -> list[Decision]:
    """Each reviewer's newest decision that was not withdrawn, given all decisions on one passage, oldest first."""
    return [decision for _, decision in _live(history)]


def standing_after(history: Sequence[Numbered]) -> Standing:
    """How a passage stands, given all decisions on it, oldest first."""
    live = _live(history)
    said: dict[str, list[Decision]] = defaultdict(list)
    for _, decision in live:
        for verdict in decision.verdicts:
            if verdict.facet != REASONING:
                said[verdict.facet].append(decision)
    whole = {facet: code for facet, by in said.items() if (code := _settled(facet, by)) is not None}
    is_one = whole.get(MITIGATION) == IS_ONE
    labels = {facet: code for facet, code in whole.items() if is_one or facet == MITIGATION}
    counts = [len(said[facet]) for facet in labels]
    rejected = MITIGATION in whole and not is_one
    independent = ([_code(facet, each) for each in by if not each.adjudicates] for facet, by in said.items())
    shared = [codes for codes in independent if len(codes) > 1]
    return Standing(
        tuple(live),
        labels,
        frozenset(facet for facet in said if facet not in whole and not (rejected and facet != MITIGATION)),
        adjudicated=any(decision.adjudicates for _, decision in live),
        confirmed=bool(counts) and min(counts) > 1,
        n_shared=len(shared),
        n_agreed=sum(len(set(codes)) == 1 for codes in shared),
    )


def _live(history: Sequence[Numbered]) -> list[Numbered]:
    withdrawn = {decision.withdraws for _, decision in history if decision.withdraws}
    newest = {
        decision.reviewer: (number, decision)
        for number, decision in history
        if not decision.withdraws and decision.decision_id not in withdrawn
    }
    return sorted(newest.values(), key=lambda pair: pair[0])


def _settled(facet: str, by: Sequence[Decision]) -> str | None:
    codes = [_code(facet, decision) for decision in by]
    rulings = [code for code, decision in zip(codes, by, strict=True) if decision.adjudicates]
    if rulings:
        return rulings[-1]
    return codes[0] if len(set(codes)) == 1 else None


def _code(facet: str, decision: Decision) -> str:
    return next(each.code for each in decision.verdicts if each.facet == facet)
