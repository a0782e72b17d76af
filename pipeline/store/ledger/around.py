"""What stands around a passage in its document."""

from sqlalchemy import Connection, Select, select, tuple_

from pipeline.domain.review import FiledPassage, QueueItem
from pipeline.store.ledger.passages import beside_document
from pipeline.store.ledger.rows import to_filed_passage, to_item
from pipeline.store.ledger.schema import passages, queue


def neighbours(connection: Connection, here: FiledPassage, each: int) -> list[tuple[FiledPassage, QueueItem]]:
    """The next few passages in the queue on either side, in reading order, without the one itself."""
    place = tuple_(passages.c.start, passages.c.end)
    spot = tuple_(here.passage.start, here.passage.end)
    before = _in_queue(here).where(place < spot).order_by(passages.c.start.desc(), passages.c.end.desc()).limit(each)
    after = _in_queue(here).where(place > spot).order_by(passages.c.start, passages.c.end).limit(each)
    rows = [*reversed(connection.execute(before).mappings().all()), *connection.execute(after).mappings()]
    found = [to_filed_passage(row) for row in rows]
    ids = [filed.passage.passage_id for filed in found]
    places = connection.execute(select(queue).where(queue.c.passage_id.in_(ids))).mappings()
    items = {row["passage_id"]: to_item(row) for row in places}
    return [(filed, items[filed.passage.passage_id]) for filed in found]


def _in_queue(here: FiledPassage) -> Select[*tuple[object, ...]]:
    in_queue = beside_document().join(queue, queue.c.passage_id == passages.c.passage_id)
    return in_queue.where(passages.c.document_id == here.passage.document_id)
