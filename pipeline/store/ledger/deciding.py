"""Decisions: adding them, taking them back, and what follows for the queue."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Select, delete, insert, select, update

from pipeline.domain.review import Decision, Verdict
from pipeline.errors import InputError
from pipeline.store.ledger.rows import from_decision, to_decision
from pipeline.store.ledger.schema import decisions as table
from pipeline.store.ledger.schema import leases, live, queue, skips, verdicts, voices
from pipeline.store.ledger.settling import Numbered, standing_after


def record(connection: Connection, decision: Decision) -> Decision:
    """Keep a decision, once, and bring the queue up to date.

    Raises InputError when the passage is not in the queue or the id belongs to another decision.
    """
    place = _lock(connection, decision.passage_id)
    known = _fetch(connection, select(table).where(table.c.decision_id == decision.decision_id))
    if known:
        return _same(known[0][1], decision)
    connection.execute(insert(table), from_decision(decision))
    rows = [
        {"decision_id": decision.decision_id, "facet": each.facet, "verdict": each.verdict, "code": each.code}
        for each in decision.verdicts
    ]
    if rows:
        connection.execute(insert(verdicts), rows)
    for kept in (leases, skips):
        connection.execute(
            delete(kept).where(kept.c.passage_id == decision.passage_id, kept.c.reviewer == decision.reviewer)
        )
    _refresh(connection, place)
    return decision


def withdraw(connection: Connection, reviewer: str, passage_id: str | None, now: datetime) -> Decision | None:
    """Take back the newest live decision of a reviewer on a passage that is in the queue, or on this one."""
    wanted = select(voices.c.passage_id).where(voices.c.reviewer == reviewer).order_by(voices.c.number.desc())
    if passage_id is not None:
        wanted = wanted.where(voices.c.passage_id == passage_id)
    where = connection.execute(wanted.limit(1)).scalar()
    if where is None:
        return None
    _lock(connection, where)
    standing = standing_after(numbered(connection, where))
    mine = [decision for _, decision in standing.voices if decision.reviewer == reviewer]
    if not mine:  # taken back by another window in the meantime
        return None
    record(connection, Decision(where, reviewer, now, withdraws=mine[0].decision_id))
    return mine[0]


def refresh(connection: Connection, passage_id: str) -> None:
    """Bring a passage's place in the queue up to date with its decisions."""
    _refresh(connection, connection.execute(select(queue).where(queue.c.passage_id == passage_id)).mappings().one())


def _refresh(connection: Connection, place: RowMapping) -> None:
    passage_id = place["passage_id"]
    standing = standing_after(numbered(connection, passage_id))
    connection.execute(
        update(queue)
        .where(queue.c.passage_id == passage_id)
        .values(
            state=standing.state(doubtful=place["doubtful"], asked=place["asked"]),
            code=standing.labels.get(place["facet"], place["answer"]),
            n_reviewers=len(standing.voices),
            adjudicated=standing.adjudicated,
            shared=standing.n_shared,
            agreed=standing.n_agreed,
        )
    )
    connection.execute(delete(voices).where(voices.c.passage_id == passage_id))
    rows = [
        {"reviewer": decision.reviewer, "passage_id": passage_id, "number": number}
        for number, decision in standing.voices
    ]
    if rows:
        connection.execute(insert(voices), rows)


def decisions(connection: Connection, passage_id: str) -> list[Decision]:
    """All decisions on a passage, oldest first."""
    return [decision for _, decision in numbered(connection, passage_id)]


def numbered(connection: Connection, passage_id: str) -> list[Numbered]:
    """All decisions on a passage with their numbers, oldest first."""
    return _fetch(connection, select(table).where(table.c.passage_id == passage_id).order_by(table.c.number))


def recent(connection: Connection, reviewer: str, limit: int) -> list[Decision]:
    """The newest live decisions of a reviewer, newest first."""
    newest = select(live).where(live.c.reviewer == reviewer).order_by(live.c.number.desc()).limit(limit)
    return [decision for _, decision in _fetch(connection, newest)]


def _fetch(connection: Connection, query: Select[*tuple[object, ...]]) -> list[Numbered]:
    rows = connection.execute(query).mappings().all()
    found = select(verdicts).where(verdicts.c.decision_id.in_([row["decision_id"] for row in rows]))
    said: dict[str, list[Verdict]] = defaultdict(list)
    for row in connection.execute(found.order_by(verdicts.c.facet)).mappings() if rows else ():
        said[row["decision_id"]].append(Verdict(row["facet"], row["verdict"], row["code"]))
    return [(row["number"], to_decision(row, tuple(said[row["decision_id"]]))) for row in rows]


def _lock(connection: Connection, passage_id: str) -> RowMapping:
    """The passage's place, for decisions on it to be let through one after another.

    Raises InputError when the passage is not in the queue.
    """
    wanted = select(queue).where(queue.c.passage_id == passage_id).with_for_update()
    place = connection.execute(wanted).mappings().first()
    if place is None:
        raise InputError(
            f"there is no passage {passage_id!r} in the queue", remedy="its bounds may have been changed; go on"
        )
    return place


def _same(kept: Decision, sent: Decision) -> Decision:
    def what(decision: Decision) -> Sequence[object]:
        said = {(each.facet, each.code) for each in decision.verdicts}
        return decision.passage_id, decision.reviewer, said, decision.withdraws

    if what(kept) != what(sent):
        raise InputError(
            f"the id {sent.decision_id!r} is that of another decision", remedy="give each decision its own"
        )
    return kept
