"""Where in the passage stands what a line of reasoning names."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of lines that were written before, nothing is known."""
    op.add_column("predictions", sa.Column("named", sa.Text, nullable=False, server_default="[]"))
