"""The tables as the code uses them; the migrations make them, and a test compares the two.

Times are kept as text in UTC with microseconds, and nested values as JSON text: both mean the same in every database,
sort as they should, and can be read by a person.
"""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class Moment(TypeDecorator[datetime]):
    """A time with its zone, as text that sorts."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write a time in UTC."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401
        """Read it back."""
        return None if value is None else datetime.fromisoformat(value)


class Nested(TypeDecorator[Any]):
    """Whatever JSON can hold, as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ANN401
        """Write it without spaces, so that the same value is the same text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """Read it back."""
        return None if value is None else json.loads(value)


METADATA = MetaData()


def _passage_id(*, primary_key: bool = False) -> Column[str]:
    return Column("passage_id", Text, ForeignKey("passages.passage_id"), primary_key=primary_key, nullable=False)


documents = Table(
    "documents",
    METADATA,
    Column("document_id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("authors", Nested, nullable=False),
    Column("year", Integer),
    Column("path", Text, nullable=False),
)

# Apart from the documents, so that a list of these need not read them.
texts = Table(
    "texts",
    METADATA,
    Column("document_id", Text, ForeignKey("documents.document_id"), primary_key=True),
    Column("text", Text, nullable=False),
)

passages = Table(
    "passages",
    METADATA,
    Column("passage_id", Text, primary_key=True),
    Column("document_id", Text, ForeignKey("documents.document_id"), nullable=False),
    Column("section_path", Nested, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("page", Integer),
    Column("text", Text, nullable=False),
    Column("boxes", Nested),
    Column("added", Moment, nullable=False),
    Index("passages_by_document", "document_id", "start"),
)

predictions = Table(
    "predictions",
    METADATA,
    Column("prediction_id", Integer, primary_key=True),
    _passage_id(),
    Column("model_id", Text, nullable=False),
    Column("data_sha", Text, nullable=False),
    Column("code_version", Text, nullable=False),
    Column("answers", Nested, nullable=False),
    Column("reasoning", Text, nullable=False),
    Column("evidence", Nested, nullable=False),
    Column("review_reasons", Nested, nullable=False),
    Column("mitigation_confidence", Float),
    Column("created", Moment, nullable=False),
    Column("named", Nested, nullable=False, server_default="[]"),
    UniqueConstraint("passage_id", "model_id", name="predictions_one_of_a_model"),
)

# Of withdrawals alone: SQLite would look up "withdraws nothing" in it, which is nearly everything.
_WITHDRAWS = text("withdraws IS NOT NULL")

decisions = Table(
    "decisions",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("decision_id", Text, nullable=False, unique=True),
    _passage_id(),
    Column("reviewer", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("seconds", Float),
    Column("adjudicates", Boolean, nullable=False),
    Column("withdraws", Text, ForeignKey("decisions.decision_id")),
    Column("note", Text, nullable=False),
    Column("model_id", Text),
    Index("decisions_by_passage", "passage_id", "reviewer", "number"),
    Index("decisions_by_reviewer", "reviewer", "number"),
    Index("decisions_by_withdrawal", "withdraws", sqlite_where=_WITHDRAWS, postgresql_where=_WITHDRAWS),
    Index("decisions_by_time", "at"),
    sqlite_autoincrement=True,
)

verdicts = Table(
    "verdicts",
    METADATA,
    Column("decision_id", Text, ForeignKey("decisions.decision_id"), primary_key=True),
    Column("facet", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("code", Text, nullable=False),
)

edits = Table(
    "edits",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("old", Text, ForeignKey("passages.passage_id"), nullable=False),
    Column("new", Text, ForeignKey("passages.passage_id"), nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("edits_by_old", "old"),
    sqlite_autoincrement=True,
)

queue = Table(
    "queue",
    METADATA,
    _passage_id(primary_key=True),
    Column("document_id", Text, ForeignKey("documents.document_id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("priority", Float, nullable=False),
    Column("badges", Nested, nullable=False),
    Column("code", Text, nullable=False),  # what is settled, or else the model's answer
    Column("confidence", Float, nullable=False),
    Column("model_id", Text, nullable=False),
    Column("n_reviewers", Integer, nullable=False),
    Column("adjudicated", Boolean, nullable=False),
    Column("shared", Integer, nullable=False),  # facets that two or more reviewers judged independently
    Column("agreed", Integer, nullable=False),  # and how many of these they judged alike
    Column("facet", Text, nullable=False),  # the one that `code` is of
    Column("answer", Text, nullable=False),  # the model's
    Column("doubtful", Boolean, nullable=False),  # the model wants a person to look
    Column("asked", Integer),  # somebody does; only decisions with a higher number answer that
    Column("bucket", Text, nullable=False),
    Column("nth", Integer, nullable=False),  # how many of its bucket were there before it
    Index("queue_by_state", "state", "priority"),
    Index("queue_by_document", "document_id", "state", "priority"),
    Index("queue_by_reviewers", "n_reviewers", "adjudicated", "priority"),
    Index("queue_by_bucket", "bucket"),
)

# Whose live decision a passage has: what is in `live`, kept so that nobody is asked twice at the price of one look-up.
voices = Table(
    "voices",
    METADATA,
    Column("reviewer", Text, primary_key=True),
    _passage_id(primary_key=True),
    Column("number", Integer, nullable=False),
    Index("voices_by_passage", "passage_id"),
    Index("voices_by_number", "reviewer", "number"),
)

# The queue counted by triggers, in the same transaction as whatever changes it.
tallies = Table(
    "tallies",
    METADATA,
    Column("state", Text, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("overlapping", Integer, nullable=False),  # how many of these two or more reviewers judged independently
    Column("shared", Integer, nullable=False),
    Column("agreed", Integer, nullable=False),
)

leases = Table(
    "leases",
    METADATA,
    _passage_id(primary_key=True),
    Column("reviewer", Text, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Index("leases_by_reviewer", "reviewer"),
)

skips = Table(
    "skips",
    METADATA,
    _passage_id(primary_key=True),
    Column("reviewer", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

users = Table(
    "users",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
)

# The views as tables to select from; they are not part of METADATA, since nothing may try to make tables of them.
VIEWS = MetaData()

live = Table("live", VIEWS, *(Column(each.name, each.type) for each in decisions.columns))

settled = Table(
    "settled",
    VIEWS,
    Column("passage_id", Text),
    Column("facet", Text),
    Column("code", Text),
    Column("n_reviewers", Integer),
    Column("adjudicated", Boolean),
)

disputes = Table(
    "disputes", VIEWS, Column("passage_id", Text), Column("facet", Text), Column("reviewer", Text), Column("code", Text)
)
