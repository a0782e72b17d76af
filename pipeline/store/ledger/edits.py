"""New bounds: passages are never changed, but replaced by others, and who replaced what is kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from pipeline.domain.review import Filing, Redrawing
from pipeline.errors import InputError
from pipeline.store.ledger.filing import file
from pipeline.store.ledger.schema import documents, edits, leases, queue, skips, voices


def redraw(connection: Connection, redrawing: Redrawing, filings: Sequence[Filing], now: datetime) -> None:
    """Take the old passages out of the queue and put the new ones in.

    Raises InputError when an old passage is not in the queue, or not all are of one document.
    """
    # The document before its passages, which is the order in which filing locks them too.
    of = {each.paper.document_id for each in filings}
    connection.execute(select(documents).where(documents.c.document_id.in_(of)).with_for_update())
    old = sorted(redrawing.old)
    found = select(queue.c.passage_id, queue.c.document_id).where(queue.c.passage_id.in_(old)).with_for_update()
    places = connection.execute(found.order_by(queue.c.passage_id)).all()
    if missing := set(old) - {place.passage_id for place in places}:
        raise InputError(f"there is no passage {min(missing)!r} in the queue", remedy="it may have been replaced")
    if len({place.document_id for place in places} | of) != 1:
        raise InputError("passages of several documents cannot become one", remedy="choose neighbours")
    new = [each.passage.passage_id for each in filings]
    if set(new) == set(old):
        raise InputError("these are the bounds as they stand", remedy="choose others, or leave it")
    for table in (leases, skips, voices, queue):
        connection.execute(delete(table).where(table.c.passage_id.in_(old)))
    file(connection, filings, now, revive=True)
    connection.execute(
        insert(edits),
        [
            {"old": before, "new": after, "reviewer": redrawing.reviewer, "at": redrawing.at}
            for before in old
            for after in new
        ],
    )
