"""Looking at the queue: what waits, in which state, how far the review has come."""

from collections.abc import Sequence
from datetime import datetime
from statistics import median

from sqlalchemy import ColumnElement, Connection, Text, exists, func, select, type_coerce

from pipeline.domain.review import STATES, Progress, QueueItem, State, Wanted
from pipeline.errors import InputError
from pipeline.store.ledger.rows import to_item
from pipeline.store.ledger.schema import decisions, live, queue, tallies, voices

_TIMED = 100


def as_wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What `wanted` asks of a row of the queue, but for the states."""
    asked: list[ColumnElement[bool]] = []
    if wanted.document_id:
        asked.append(queue.c.document_id == wanted.document_id)
    if wanted.codes:
        asked.append(queue.c.code.in_(sorted(wanted.codes)))
    if wanted.model_id:
        asked.append(queue.c.model_id == wanted.model_id)
    if wanted.low > 0:
        asked.append(queue.c.confidence >= wanted.low)
    if wanted.high < 1:
        asked.append(queue.c.confidence <= wanted.high)
    if wanted.reviewer:
        asked.append(exists().where(voices.c.reviewer == wanted.reviewer, voices.c.passage_id == queue.c.passage_id))
    if wanted.badge:
        asked.append(type_coerce(queue.c.badges, Text).contains(f'"name":"{wanted.badge}"', autoescape=True))
    return asked


def chosen(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What `wanted` asks of a row of the queue."""
    states = [queue.c.state.in_(wanted.states)] if wanted.states else []
    return [*states, *as_wanted(wanted)]


def item(connection: Connection, passage_id: str) -> QueueItem:
    """A passage's place.

    Raises InputError when it has none.
    """
    row = connection.execute(select(queue).where(queue.c.passage_id == passage_id)).mappings().first()
    if row is None:
        raise InputError(f"there is no passage {passage_id!r} in the queue", remedy="see `mitag queue`")
    return to_item(row)


def items(connection: Connection, wanted: Wanted, limit: int, offset: int) -> list[QueueItem]:
    """Places, most urgent first."""
    query = select(queue).where(*chosen(wanted)).order_by(queue.c.priority.desc(), queue.c.passage_id)
    return [to_item(row) for row in connection.execute(query.limit(limit).offset(offset)).mappings()]


def count(connection: Connection, wanted: Wanted) -> int:
    """How many places."""
    return connection.execute(select(func.count()).select_from(queue).where(*chosen(wanted))).scalar_one()


def progress(connection: Connection, reviewer: str | None, now: datetime) -> Progress:
    """How far and how fast."""
    counted = {row.state: row for row in connection.execute(select(tallies))}
    states: dict[State, int] = {state: counted[state].n for state in STATES}
    n_overlapping, n_shared = (
        sum(getattr(row, name) for row in counted.values()) for name in ("overlapping", "shared")
    )
    n_agreed = sum(row.agreed for row in counted.values())
    by_whom = [] if reviewer is None else [voices.c.reviewer == reviewer]
    decided = select(func.count()).select_from(voices).where(*by_whom)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    first = select(decisions.c.number).where(decisions.c.at >= midnight).order_by(decisions.c.at).limit(1)
    by_whom = [] if reviewer is None else [live.c.reviewer == reviewer]
    timed = select(live.c.seconds).where(*by_whom, live.c.seconds.is_not(None)).order_by(live.c.number.desc())
    seconds: Sequence[float] = connection.execute(timed.limit(_TIMED)).scalars().all()
    return Progress(
        states,
        connection.execute(decided).scalar_one(),
        connection.execute(decided.where(voices.c.number >= first.scalar_subquery())).scalar_one(),
        median(seconds) if seconds else None,
        n_overlapping,
        n_agreed / n_shared if n_overlapping else None,
    )
