"""Handing out passages: the most urgent that nobody else has in hand."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, delete, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.domain.review import QueueItem, Wanted
from pipeline.store.ledger.rows import to_item
from pipeline.store.ledger.schema import leases, queue, skips, voices
from pipeline.store.ledger.standing import as_wanted


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for a passage and when, which are wanted, how many reviewers each is to have, which to leave out."""

    reviewer: str
    wanted: Wanted
    overlap: int
    beside: frozenset[str]
    now: datetime

    def kinds(self) -> list[ColumnElement[bool]]:
        """What may be handed out, as conditions each of which an index answers."""
        if self.wanted.states:
            return [queue.c.state == state for state in self.wanted.states]
        again = (and_(queue.c.n_reviewers == n, queue.c.adjudicated.is_(False)) for n in range(1, self.overlap))
        return [queue.c.state == "needs review", *again]

    def open(self) -> list[ColumnElement[bool]]:
        """What each passage must be: wanted, not left out, not decided by this reviewer since somebody asked."""
        mine = voices.c.number > func.coalesce(queue.c.asked, 0)
        decided = exists().where(voices.c.reviewer == self.reviewer, voices.c.passage_id == queue.c.passage_id, mine)
        return [*as_wanted(self.wanted), queue.c.passage_id.not_in(self.beside), ~decided]

    def free(self) -> ColumnElement[bool]:
        """Whether fewer others hold it than reviewers are still to see it."""
        others = leases.c.reviewer != self.reviewer
        held = select(func.count()).where(
            leases.c.passage_id == queue.c.passage_id, others, leases.c.expires > self.now
        )
        if self.overlap == 1:
            return ~exists(held.with_only_columns(leases.c.passage_id))
        return held.scalar_subquery() + queue.c.n_reviewers < self.overlap


def hand_out(connection: Connection, asking: Asking, lease: timedelta) -> QueueItem | None:
    """The passage that the reviewer holds, or else the most urgent one, now held."""
    place = _held(connection, asking) or _most_urgent(connection, asking)
    if place is None:
        return None
    _lend(connection, place["passage_id"], asking.reviewer, asking.now, lease)
    return to_item(place)


def hold(connection: Connection, passage_id: str, reviewer: str, now: datetime, lease: timedelta) -> bool:
    """Lend a passage to a reviewer unless another has it."""
    found = select(queue.c.passage_id).where(queue.c.passage_id == passage_id).with_for_update()
    if connection.execute(found).scalar() is None:
        return False
    others = select(leases).where(
        leases.c.passage_id == passage_id, leases.c.reviewer != reviewer, leases.c.expires > now
    )
    if connection.execute(others).first():
        return False
    _lend(connection, passage_id, reviewer, now, lease)
    return True


def release(connection: Connection, passage_id: str, reviewer: str) -> None:
    """Take a passage back."""
    connection.execute(delete(leases).where(leases.c.passage_id == passage_id, leases.c.reviewer == reviewer))


def skip(connection: Connection, passage_id: str, reviewer: str, now: datetime) -> None:
    """Take a passage back and remember that the reviewer had rather not."""
    release(connection, passage_id, reviewer)
    statement = _insert(connection)(skips).values(passage_id=passage_id, reviewer=reviewer, at=now)
    connection.execute(statement.on_conflict_do_update(index_elements=["passage_id", "reviewer"], set_={"at": now}))


def _held(connection: Connection, asking: Asking) -> RowMapping | None:
    query = (
        select(queue)
        .join(leases, leases.c.passage_id == queue.c.passage_id)
        .where(leases.c.reviewer == asking.reviewer, leases.c.expires > asking.now, *asking.open())
        .order_by(leases.c.since)
        .limit(1)
    )
    if asking.wanted.states:
        query = query.where(queue.c.state.in_(asking.wanted.states))
    return connection.execute(query).mappings().first()


def _most_urgent(connection: Connection, asking: Asking) -> RowMapping | None:
    place = _candidate(connection, asking)
    while place is not None and not _still_free(connection, asking, place["passage_id"]):
        asking = replace(asking, beside=asking.beside | {place["passage_id"]})
        place = _candidate(connection, asking)
    return place


def _candidate(connection: Connection, asking: Asking) -> RowMapping | None:
    skipped = exists().where(skips.c.passage_id == queue.c.passage_id, skips.c.reviewer == asking.reviewer)
    for passed_over in (~skipped, skipped):
        found = [
            place
            for kind in asking.kinds()
            if (place := connection.execute(_first(asking, kind, passed_over)).mappings().first())
        ]
        if found:
            return max(found, key=lambda place: float(place["priority"]))
    return None


def _still_free(connection: Connection, asking: Asking, passage_id: str) -> bool:
    """Whether nobody was faster between finding a row and locking it; only PostgreSQL lets others in meanwhile."""
    if connection.dialect.name != "postgresql":
        return True
    asked = (queue.c.passage_id == passage_id, or_(*asking.kinds()), *asking.open(), asking.free())
    return connection.execute(select(queue.c.passage_id).where(*asked)).first() is not None


def _first(asking: Asking, kind: ColumnElement[bool], passed_over: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    # Two reviewers who ask at the same moment do not wait for each other: the second takes the next row.
    return (
        select(queue)
        .where(kind, *asking.open(), asking.free(), passed_over)
        .order_by(queue.c.priority.desc())
        .limit(1)
        .with_for_update(skip_locked=True, of=queue)
    )


def _lend(connection: Connection, passage_id: str, reviewer: str, now: datetime, lease: timedelta) -> None:
    expires = now + lease
    where = (leases.c.passage_id == passage_id, leases.c.reviewer == reviewer)
    # A lease that ran out begins anew, one that is still good is renewed.
    connection.execute(delete(leases).where(*where, leases.c.expires <= now))
    values = {"passage_id": passage_id, "reviewer": reviewer, "since": now, "expires": expires}
    statement = _insert(connection)(leases).values(**values)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["passage_id", "reviewer"], set_={"expires": expires})
    )


def _insert(connection: Connection) -> type[postgresql.Insert] | type[sqlite.Insert]:
    return postgresql.Insert if connection.dialect.name == "postgresql" else sqlite.Insert
