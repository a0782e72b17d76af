"""Passages, predictions and what people decided, in a database: SQLite beside the project, or PostgreSQL for a team."""

from pipeline.store.ledger.ledger import Ledger

__all__ = ["Ledger"]
