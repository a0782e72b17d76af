"""Passages and predictions on their way into the store and the queue."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, Engine, RowMapping, Table, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.domain.review import Badge, FiledOutcome, Filing, Rank
from pipeline.store.ledger import rows
from pipeline.store.ledger.deciding import numbered, refresh
from pipeline.store.ledger.engine import writing
from pipeline.store.ledger.schema import decisions, documents, edits, passages, predictions, queue, texts
from pipeline.store.ledger.settling import standing_after

DISAGREES = "model disagrees"
"""The badge of passages that a person has settled and a newer model would answer otherwise."""

_CHUNK = 500
_LOOK_ALIKE = 0.5
"""What a look is worth after one at a passage that says nearly the same."""
_FARTHEST = 20


def file_all(engine: Engine, filings: Iterable[Filing], now: datetime) -> FiledOutcome:
    """File in portions, each of them whole or not at all."""
    outcome = FiledOutcome()
    coming = iter(filings)
    while portion := list(islice(coming, _CHUNK)):
        with writing(engine) as connection:
            outcome += file(connection, portion, now)
    return outcome


def file(connection: Connection, filings: Sequence[Filing], now: datetime, *, revive: bool = False) -> FiledOutcome:
    """File passages and their predictions; with `revive`, also those that were replaced before."""
    # In the order of their ids, so that two filings at once do not wait for each other in a circle.
    by_id = {each.passage.passage_id: each for each in filings}
    ordered = [by_id[passage_id] for passage_id in sorted(by_id)]
    _keep(connection, ordered, now)
    places = _places(connection, list(by_id))
    replaced = set() if revive else _replaced(connection, list(by_id)) - set(places)
    coming = [each for each in ordered if each.passage.passage_id not in replaced]
    new = [each for each in coming if each.passage.passage_id not in places]
    _queue_new(connection, new)
    known = [each for each in coming if each.passage.passage_id in places]
    decided = [each for each in known if places[each.passage.passage_id]["n_reviewers"]]
    for each in decided:
        _requeue_decided(connection, each, places[each.passage.passage_id])
    undecided = (each for each in known if not places[each.passage.passage_id]["n_reviewers"])
    _requeue(connection, [(each, places[each.passage.passage_id]) for each in undecided])
    if revive:
        for each in new:
            refresh(connection, each.passage.passage_id)
    return FiledOutcome(len(new), len(known), len(decided), len(replaced))


def ask_again(connection: Connection, ranks: Mapping[str, Rank]) -> int:
    """Put passages before a person once more, whatever was decided; returns how many of them are in the queue."""
    newest = connection.execute(select(func.max(decisions.c.number))).scalar() or 0
    n_asked = 0
    for passage_id, rank in sorted(ranks.items()):
        where = queue.c.passage_id == passage_id
        place = connection.execute(select(queue).where(where).with_for_update()).mappings().first()
        if place is None:
            continue
        names = {badge.name for badge in rank.badges}
        others = [badge for badge in place["badges"] if badge["name"] not in names]
        badges = [*rows.from_badges(rank.badges), *others]
        priority = max(place["priority"], rank.priority)
        connection.execute(update(queue).where(where).values(asked=newest, badges=badges, priority=priority))
        refresh(connection, passage_id)
        n_asked += 1
    return n_asked


def _keep(connection: Connection, filings: Sequence[Filing], now: datetime) -> None:
    papers = {each.paper.document_id: each for each in filings}
    ordered = [papers[document_id] for document_id in sorted(papers)]
    _put(connection, documents, [rows.from_paper(each.paper) for each in ordered])
    kept = [{"document_id": each.paper.document_id, "text": each.text} for each in ordered if each.text]
    _put(connection, texts, kept)
    _put(connection, passages, [rows.from_passage(each.passage, each.boxes, now) for each in filings], once=True)
    _put(
        connection,
        predictions,
        [rows.from_prediction(each.predicted, now) for each in filings],
        key=("passage_id", "model_id"),
        never=("prediction_id", "created"),
    )


def _put(
    connection: Connection,
    table: Table,
    values: Sequence[rows.Row],
    *,
    key: tuple[str, ...] = (),
    never: tuple[str, ...] = (),
    once: bool = False,
) -> None:
    """Insert rows; those whose key is there are brought up to date, or left as they are if written `once`."""
    if not values:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    keys = key or tuple(column.name for column in table.primary_key.columns)
    if once:
        connection.execute(statement.on_conflict_do_nothing(index_elements=keys), values)
        return
    changed = {name: statement.excluded[name] for name in values[0] if name not in (*keys, *never)}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), values)


def _places(connection: Connection, ids: Sequence[str]) -> dict[str, RowMapping]:
    """The places of passages in the queue, where nobody may change them now."""
    columns = (queue.c.passage_id, queue.c.nth, queue.c.n_reviewers, queue.c.asked)
    found = select(*columns).where(queue.c.passage_id.in_(ids)).order_by(queue.c.passage_id).with_for_update()
    return {row["passage_id"]: row for row in connection.execute(found).mappings()}


def _replaced(connection: Connection, ids: Sequence[str]) -> set[str]:
    return set(connection.execute(select(edits.c.old).where(edits.c.old.in_(ids))).scalars())


def _queue_new(connection: Connection, filings: Sequence[Filing]) -> None:
    buckets = {each.rank.bucket for each in filings if each.rank.bucket}
    counted = select(queue.c.bucket, func.count()).where(queue.c.bucket.in_(buckets)).group_by(queue.c.bucket)
    before: Counter[str] = Counter(dict(connection.execute(counted).all()))
    # The most urgent of a bucket goes first, whichever order they come in.
    values = []
    for each in sorted(filings, key=lambda filing: -filing.rank.priority):
        nth = before[each.rank.bucket] if each.rank.bucket else 0
        before[each.rank.bucket] += 1
        shown = _shown(each, nth)
        state = "needs review" if shown["doubtful"] else "auto"
        values.append(
            {
                "passage_id": each.passage.passage_id,
                "document_id": each.passage.document_id,
                "nth": nth,
                "bucket": each.rank.bucket,
                "state": state,
                "code": shown["answer"],
                "n_reviewers": 0,
                "adjudicated": False,
                "shared": 0,
                "agreed": 0,
                "asked": None,
                **shown,
            }
        )
    _put(connection, queue, sorted(values, key=lambda row: str(row["passage_id"])), once=True)


def _requeue(connection: Connection, filings: Sequence[tuple[Filing, RowMapping]]) -> None:
    """Bring places up to date that nobody has decided."""
    values = []
    for filing, place in filings:
        shown = _shown(filing, place["nth"])
        state = "needs review" if shown["doubtful"] or place["asked"] is not None else "auto"
        values.append({**shown, "state": state, "code": shown["answer"], "which": place["passage_id"]})
    if values:
        names = values[0].keys() - {"which"}
        changed = update(queue).where(queue.c.passage_id == bindparam("which"))
        connection.execute(changed.values({name: bindparam(name) for name in names}), values)


def _requeue_decided(connection: Connection, filing: Filing, place: RowMapping) -> None:
    """Bring the machine's side of a place up to date; the people's side stays, but for a badge where the two differ."""
    passage_id = filing.passage.passage_id
    shown = _shown(filing, place["nth"])
    standing = standing_after(numbered(connection, passage_id))
    answers = {facet: answer.code for facet, answer in filing.predicted.prediction.answers.items()}
    differing = [
        f"{facet} {answers[facet]} instead of {code}"
        for facet, code in standing.labels.items()
        if facet in answers and answers[facet] != code
    ]
    if differing:
        explanation = f"Model {shown['model_id']} would say {'; '.join(differing)}."
        shown["badges"] = [*rows.from_badges((Badge(DISAGREES, explanation),)), *shown["badges"]]
    connection.execute(update(queue).where(queue.c.passage_id == passage_id).values(**shown))
    refresh(connection, passage_id)


def _shown(filing: Filing, nth: int) -> rows.Row:
    """What the queue says of the machine's side."""
    prediction = filing.predicted.prediction
    answer = prediction.answers.get(filing.facet)
    return {
        "priority": filing.rank.priority * _LOOK_ALIKE ** min(nth, _FARTHEST),
        "badges": rows.from_badges(filing.rank.badges),
        "confidence": answer.confidence if answer else 0.0,
        "model_id": prediction.model_id,
        "facet": filing.facet,
        "answer": answer.code if answer else "",
        "doubtful": prediction.needs_review,
    }
