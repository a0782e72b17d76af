"""Passages, predictions and what people decided, in a database: SQLite beside the project, or PostgreSQL for a team."""

from pipeline.store.ledger.engine import layout_at
from pipeline.store.ledger.ledger import Ledger
from pipeline.store.ledger.migrating import NEWEST as NEWEST_LAYOUT

__all__ = ["NEWEST_LAYOUT", "Ledger", "layout_at"]
