"""Which life of the database server the rows have seen, and what may have been said in a lost one.

Only a new table and a column that may be empty, so that the release before this one goes on working
beside it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the table and the column."""
    op.create_table(
        "server_life",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_server_life"),
    )
    op.add_column("outbox", sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop both: what was in doubt is posted without a look."""
    op.drop_column("outbox", "doubted_at")
    op.drop_table("server_life")
