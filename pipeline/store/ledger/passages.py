"""Looking at what was filed: documents, passages, predictions, and what is settled or disputed about them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import JSON, ColumnElement, Connection, Select, Text, and_, cast, func, select, true, type_coerce

from pipeline.domain.review import Dispute, Dossier, FiledPassage, FiledPrediction, Paper, SettledLabel, Wanted
from pipeline.errors import InputError
from pipeline.store.ledger.rows import to_filed_passage, to_item, to_paper, to_prediction
from pipeline.store.ledger.schema import disputes as disputed
from pipeline.store.ledger.schema import documents, predictions, queue, texts
from pipeline.store.ledger.schema import passages as table
from pipeline.store.ledger.schema import settled as labels
from pipeline.store.ledger.standing import chosen

_PORTION = 500


def passage(connection: Connection, passage_id: str) -> FiledPassage:
    """One passage.

    Raises InputError when there is none of that id.
    """
    row = connection.execute(beside_document().where(table.c.passage_id == passage_id)).mappings().first()
    if row is None:
        raise InputError(f"there is no passage {passage_id!r} in the store", remedy="see `mitag queue`")
    return to_filed_passage(row)


def passages_of(connection: Connection, document_id: str) -> list[FiledPassage]:
    """The passages of a document that are in the queue."""
    query = beside_document().join(queue, queue.c.passage_id == table.c.passage_id)
    ordered = query.where(table.c.document_id == document_id).order_by(table.c.start, table.c.end)
    return [to_filed_passage(row) for row in connection.execute(ordered).mappings()]


def beside_document() -> Select[*tuple[object, ...]]:
    """All passages, each with the columns of its document."""
    of_document = (documents.c[name] for name in ("source", "title", "authors", "year", "path"))
    return select(table, *of_document).join(documents, documents.c.document_id == table.c.document_id)


def document_text(connection: Connection, document_id: str) -> str:
    """The text of a document, or nothing."""
    return connection.execute(select(texts.c.text).where(texts.c.document_id == document_id)).scalar() or ""


def papers(connection: Connection) -> list[tuple[Paper, int]]:
    """All documents, by their names."""
    counted = (
        select(documents, func.count(queue.c.passage_id).label("n"))
        .outerjoin(queue, queue.c.document_id == documents.c.document_id)
        .group_by(*documents.columns)
        .order_by(documents.c.source, documents.c.document_id)
    )
    return [(to_paper(row), row["n"]) for row in connection.execute(counted).mappings()]


def prediction(connection: Connection, passage_id: str, model_id: str | None) -> FiledPrediction | None:
    """One model's prediction; without a model, the one that the queue shows, or the newest."""
    query = select(predictions).where(predictions.c.passage_id == passage_id)
    if model_id is not None:
        query = query.where(predictions.c.model_id == model_id)
    else:
        shown = select(queue.c.model_id).where(queue.c.passage_id == passage_id).scalar_subquery()
        # False sorts before true: first the one that the queue shows.
        query = query.order_by(predictions.c.model_id.is_distinct_from(shown), predictions.c.prediction_id.desc())
    row = connection.execute(query.limit(1)).mappings().first()
    return None if row is None else to_prediction(row)


def models(connection: Connection) -> list[str]:
    """All models that predicted something here, in the order they first did."""
    first = func.min(predictions.c.prediction_id)
    return list(
        connection.execute(select(predictions.c.model_id).group_by(predictions.c.model_id).order_by(first)).scalars()
    )


def badges(connection: Connection) -> list[str]:
    """The names of all badges in the queue, the commonest first."""
    if connection.dialect.name == "postgresql":
        each = func.json_array_elements(cast(type_coerce(queue.c.badges, Text), JSON)).table_valued("value")
        name: ColumnElement[str] = func.json_extract_path_text(each.c.value, "name")
    else:
        each = func.json_each(queue.c.badges).table_valued("value")
        name = func.json_extract(each.c.value, "$.name")
    counted = select(name.label("name")).select_from(queue).join(each, true())
    return list(connection.execute(counted.group_by("name").order_by(func.count().desc(), "name")).scalars())


def settled(connection: Connection, passage_id: str | None) -> list[SettledLabel]:
    """What is settled, of one passage or all."""
    query = select(labels) if passage_id is None else select(labels).where(labels.c.passage_id == passage_id)
    return _settled(connection, query)


def _settled(connection: Connection, query: Select[*tuple[object, ...]]) -> list[SettledLabel]:
    return [
        SettledLabel(row["passage_id"], row["facet"], row["code"], row["n_reviewers"], bool(row["adjudicated"]))
        for row in connection.execute(query.order_by(labels.c.passage_id, labels.c.facet)).mappings()
    ]


def everything(connection: Connection, wanted: Wanted) -> Iterator[Dossier]:
    """Each passage that is wanted, in reading order, with its place, the prediction shown, and what is settled.

    Read in portions, so that a large store need not fit into memory.
    """
    ids = select(queue.c.passage_id).join(table, table.c.passage_id == queue.c.passage_id).where(*chosen(wanted))
    ordered = connection.execute(ids.order_by(table.c.document_id, table.c.start, table.c.end)).scalars().all()
    for start in range(0, len(ordered), _PORTION):
        yield from _dossiers(connection, ordered[start : start + _PORTION])


def _dossiers(connection: Connection, ids: Sequence[str]) -> Iterator[Dossier]:
    rows = connection.execute(beside_document().where(table.c.passage_id.in_(ids))).mappings()
    filed = {row["passage_id"]: to_filed_passage(row) for row in rows}
    places = connection.execute(select(queue).where(queue.c.passage_id.in_(ids))).mappings()
    items = {row["passage_id"]: to_item(row) for row in places}
    shown = and_(predictions.c.passage_id == queue.c.passage_id, predictions.c.model_id == queue.c.model_id)
    predicted = connection.execute(select(predictions).join(queue, shown).where(queue.c.passage_id.in_(ids))).mappings()
    answers = {row["passage_id"]: to_prediction(row) for row in predicted}
    said: dict[str, list[SettledLabel]] = defaultdict(list)
    decided = [passage_id for passage_id in ids if items[passage_id].n_reviewers]
    if decided:
        for label in _settled(connection, select(labels).where(labels.c.passage_id.in_(decided))):
            said[label.passage_id].append(label)
    for passage_id in ids:
        yield Dossier(filed[passage_id], items[passage_id], answers.get(passage_id), tuple(said[passage_id]))


def disputes(connection: Connection, passage_id: str | None) -> list[Dispute]:
    """What is disputed, of one passage or all."""
    query = select(disputed).order_by(disputed.c.passage_id, disputed.c.facet, disputed.c.reviewer)
    if passage_id is not None:
        query = query.where(disputed.c.passage_id == passage_id)
    said: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in connection.execute(query):
        said[row.passage_id, row.facet][row.reviewer] = row.code
    return [Dispute(where, facet, codes) for (where, facet), codes in said.items()]
