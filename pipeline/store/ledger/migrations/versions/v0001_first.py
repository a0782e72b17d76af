"""The first layout: tables, views, and triggers that keep decisions as they were made."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = ("decisions", "verdicts", "edits")


def upgrade() -> None:
    """Make everything."""
    _documents()
    _judgements()
    _queue()
    _people()
    for view in (_LIVE, _SAID, _JUDGED, _SETTLED, _DISPUTES):
        op.execute(view)
    statements = _postgresql_triggers() if op.get_bind().dialect.name == "postgresql" else _sqlite_triggers()
    for statement in statements:
        op.execute(statement)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("document_id", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("authors", sa.Text, nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("path", sa.Text, nullable=False),
    )
    op.create_table(
        "texts",
        sa.Column("document_id", sa.Text, sa.ForeignKey("documents.document_id"), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "passages",
        sa.Column("passage_id", sa.Text, primary_key=True),
        sa.Column("document_id", sa.Text, sa.ForeignKey("documents.document_id"), nullable=False),
        sa.Column("section_path", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("page", sa.Integer),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("boxes", sa.Text),
        sa.Column("added", sa.Text, nullable=False),
    )
    op.create_index("passages_by_document", "passages", ["document_id", "start"])
    op.create_table(
        "predictions",
        sa.Column("prediction_id", sa.Integer, primary_key=True),
        sa.Column("passage_id", sa.Text, sa.ForeignKey("passages.passage_id"), nullable=False),
        sa.Column("model_id", sa.Text, nullable=False),
        sa.Column("data_sha", sa.Text, nullable=False),
        sa.Column("code_version", sa.Text, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("reasoning", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("review_reasons", sa.Text, nullable=False),
        sa.Column("mitigation_confidence", sa.Float),
        sa.Column("created", sa.Text, nullable=False),
        sa.UniqueConstraint("passage_id", "model_id", name="predictions_one_of_a_model"),
    )


def _judgements() -> None:
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("decision_id", sa.Text, nullable=False, unique=True),
        sa.Column("passage_id", sa.Text, sa.ForeignKey("passages.passage_id"), nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float),
        sa.Column("adjudicates", sa.Boolean, nullable=False),
        sa.Column("withdraws", sa.Text, sa.ForeignKey("decisions.decision_id")),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("model_id", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("decisions_by_passage", "decisions", ["passage_id", "reviewer", "number"])
    op.create_index("decisions_by_reviewer", "decisions", ["reviewer", "number"])
    withdraws = sa.text("withdraws IS NOT NULL")
    op.create_index(
        "decisions_by_withdrawal", "decisions", ["withdraws"], sqlite_where=withdraws, postgresql_where=withdraws
    )
    op.create_index("decisions_by_time", "decisions", ["at"])
    op.create_table(
        "verdicts",
        sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.decision_id"), primary_key=True),
        sa.Column("facet", sa.Text, primary_key=True),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
    )
    op.create_table(
        "edits",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("old", sa.Text, sa.ForeignKey("passages.passage_id"), nullable=False),
        sa.Column("new", sa.Text, sa.ForeignKey("passages.passage_id"), nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("edits_by_old", "edits", ["old"])


def _queue() -> None:
    op.create_table(
        "queue",
        sa.Column("passage_id", sa.Text, sa.ForeignKey("passages.passage_id"), primary_key=True),
        sa.Column("document_id", sa.Text, sa.ForeignKey("documents.document_id"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("priority", sa.Float, nullable=False),
        sa.Column("badges", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("model_id", sa.Text, nullable=False),
        sa.Column("n_reviewers", sa.Integer, nullable=False),
        sa.Column("adjudicated", sa.Boolean, nullable=False),
        sa.Column("shared", sa.Integer, nullable=False),
        sa.Column("agreed", sa.Integer, nullable=False),
        sa.Column("facet", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("doubtful", sa.Boolean, nullable=False),
        sa.Column("asked", sa.Integer),
        sa.Column("bucket", sa.Text, nullable=False),
        sa.Column("nth", sa.Integer, nullable=False),
    )
    op.create_index("queue_by_state", "queue", ["state", "priority"])
    op.create_index("queue_by_document", "queue", ["document_id", "state", "priority"])
    op.create_index("queue_by_reviewers", "queue", ["n_reviewers", "adjudicated", "priority"])
    op.create_index("queue_by_bucket", "queue", ["bucket"])


def _people() -> None:
    op.create_table(
        "voices",
        sa.Column("reviewer", sa.Text, primary_key=True),
        sa.Column("passage_id", sa.Text, sa.ForeignKey("passages.passage_id"), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_index("voices_by_passage", "voices", ["passage_id"])
    op.create_table(
        "leases",
        sa.Column("passage_id", sa.Text, sa.ForeignKey("passages.passage_id"), primary_key=True),
        sa.Column("reviewer", sa.Text, primary_key=True),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("expires", sa.Text, nullable=False),
    )
    op.create_index("leases_by_reviewer", "leases", ["reviewer"])
    op.create_table(
        "skips",
        sa.Column("passage_id", sa.Text, sa.ForeignKey("passages.passage_id"), primary_key=True),
        sa.Column("reviewer", sa.Text, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "users",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    )


# The newest decision of each reviewer on each passage that was not withdrawn.
_LIVE = """
CREATE VIEW live AS
SELECT d.* FROM decisions d
WHERE d.withdraws IS NULL
  AND NOT EXISTS (SELECT 1 FROM decisions w WHERE w.withdraws = d.decision_id)
  AND NOT EXISTS (
    SELECT 1 FROM decisions n
    WHERE n.passage_id = d.passage_id AND n.reviewer = d.reviewer AND n.number > d.number AND n.withdraws IS NULL
      AND NOT EXISTS (SELECT 1 FROM decisions w WHERE w.withdraws = n.decision_id))
"""

# What the live decisions say; passages that were replaced by others say nothing any more.
_SAID = """
CREATE VIEW said AS
SELECT l.passage_id, l.reviewer, l.number, l.adjudicates, v.facet, v.code
FROM live l
JOIN verdicts v ON v.decision_id = l.decision_id
JOIN queue q ON q.passage_id = l.passage_id
"""

# How each facet of a passage stands: an adjudicator's ruling goes before everything else.
_JUDGED = """
CREATE VIEW judged AS
SELECT s.passage_id, s.facet, COUNT(DISTINCT s.code) AS n_codes, MIN(s.code) AS code, COUNT(*) AS n_reviewers,
  (SELECT a.code FROM said a
   WHERE a.passage_id = s.passage_id AND a.facet = s.facet AND a.adjudicates
   ORDER BY a.number DESC LIMIT 1) AS ruling
FROM said s
WHERE s.facet <> 'reasoning'
GROUP BY s.passage_id, s.facet
"""

# What is no mitigation has no labels, and where that is disputed none is settled. Lines of reasoning may differ.
_SETTLED = """
CREATE VIEW settled AS
WITH whole AS (
  SELECT passage_id, facet, COALESCE(ruling, code) AS code, n_reviewers, ruling IS NOT NULL AS adjudicated
  FROM judged WHERE ruling IS NOT NULL OR n_codes = 1
)
SELECT passage_id, facet, code, n_reviewers, adjudicated FROM whole
WHERE facet = 'mitigation'
  OR passage_id IN (SELECT passage_id FROM whole WHERE facet = 'mitigation' AND code = 'yes')
UNION ALL
SELECT s.passage_id, s.facet, s.code, 1, s.adjudicates FROM said s
WHERE s.facet = 'reasoning'
  AND NOT EXISTS (
    SELECT 1 FROM said n WHERE n.passage_id = s.passage_id AND n.facet = s.facet AND n.number > s.number)
  AND s.passage_id IN (SELECT passage_id FROM whole WHERE facet = 'mitigation' AND code = 'yes')
"""

# Who says what, of each facet on which reviewers differ and nobody has ruled.
_DISPUTES = """
CREATE VIEW disputes AS
SELECT s.passage_id, s.facet, s.reviewer, s.code
FROM said s
JOIN judged j ON j.passage_id = s.passage_id AND j.facet = s.facet
LEFT JOIN judged m ON m.passage_id = s.passage_id AND m.facet = 'mitigation'
WHERE j.ruling IS NULL AND j.n_codes > 1
  AND (s.facet = 'mitigation' OR m.ruling IS NULL OR m.ruling = 'yes')
"""


def _sqlite_triggers() -> Iterator[str]:
    for table in _APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} are only ever added'); END"
            )


def _postgresql_triggers() -> Iterator[str]:
    yield (
        "CREATE FUNCTION mitag_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% are only ever added', TG_TABLE_NAME; END $$"
    )
    for table in _APPEND_ONLY:
        yield (
            f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION mitag_only_added()"
        )
