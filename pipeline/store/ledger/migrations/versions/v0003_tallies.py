"""How many passages are in each state, kept by the database: nobody has to count them, and nothing can forget to."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATES = ("auto", "needs review", "reviewed", "disputed", "gold")
_ALL = " UNION ALL ".join(f"SELECT '{state}' AS state" for state in _STATES)
_COUNT = f"""
INSERT INTO tallies (state, n, overlapping, shared, agreed)
SELECT s.state, COUNT(q.state), COUNT(CASE WHEN q.shared > 0 THEN 1 END),
  COALESCE(SUM(q.shared), 0), COALESCE(SUM(q.agreed), 0)
FROM ({_ALL}) s
LEFT JOIN queue q ON q.state = s.state
GROUP BY s.state
"""  # noqa: S608  (of nothing but the names above)
_SAME = "(OLD.state, OLD.shared, OLD.agreed) = (NEW.state, NEW.shared, NEW.agreed)"


def upgrade() -> None:
    """Count what is there, and keep count from now on; find a reviewer's newest decisions without sorting."""
    op.create_table(
        "tallies",
        sa.Column("state", sa.Text, primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("overlapping", sa.Integer, nullable=False),
        sa.Column("shared", sa.Integer, nullable=False),
        sa.Column("agreed", sa.Integer, nullable=False),
    )
    op.execute(_COUNT)
    statements = _postgresql_triggers() if op.get_bind().dialect.name == "postgresql" else _sqlite_triggers()
    for statement in statements:
        op.execute(statement)
    op.create_index("voices_by_number", "voices", ["reviewer", "number"])


def _change(row: str, sign: str) -> str:
    changes = (
        f"n = n {sign} 1",
        f"overlapping = overlapping {sign} CASE WHEN {row}.shared > 0 THEN 1 ELSE 0 END",
        f"shared = shared {sign} {row}.shared",
        f"agreed = agreed {sign} {row}.agreed",
    )
    return f"UPDATE tallies SET {', '.join(changes)} WHERE state = {row}.state;"  # noqa: S608  (OLD or NEW)


def _sqlite_triggers() -> Iterator[str]:
    gone, come = _change("OLD", "-"), _change("NEW", "+")
    yield f"CREATE TRIGGER queue_tallied_insert AFTER INSERT ON queue BEGIN {come} END"
    yield f"CREATE TRIGGER queue_tallied_delete AFTER DELETE ON queue BEGIN {gone} END"
    yield f"CREATE TRIGGER queue_tallied_update AFTER UPDATE ON queue WHEN NOT {_SAME} BEGIN {gone} {come} END"


def _postgresql_triggers() -> Iterator[str]:
    # At the end of a transaction, when it waits for nothing else any more, and one at a time: otherwise two of them
    # could each hold the tally that the other one wants.
    yield f"""
CREATE FUNCTION mitag_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND {_SAME} THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock({0x74616C6C79});
  IF TG_OP <> 'INSERT' THEN {_change("OLD", "-")} END IF;
  IF TG_OP <> 'DELETE' THEN {_change("NEW", "+")} END IF;
  RETURN NULL;
END $$
"""
    yield (
        "CREATE CONSTRAINT TRIGGER queue_tallied AFTER INSERT OR DELETE OR UPDATE OF state, shared, agreed ON queue "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION mitag_tally()"
    )
