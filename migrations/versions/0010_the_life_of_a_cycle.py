"""The life of a cycle: one planned at a time, its OKRs copied from another.

Only columns that may be left out, so that the release before this one goes on working.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLANNED = sa.text("state = 'planning'")


def upgrade() -> None:
    """Add the columns, and the index that allows one planned cycle a team."""
    op.create_index(
        "uq_team_cycle_planning",
        "team_cycle",
        ["team_id"],
        unique=True,
        sqlite_where=PLANNED,
        postgresql_where=PLANNED,
    )
    op.add_column("objective", sa.Column("copied_from_id", ID, nullable=True))
    op.add_column("key_result", sa.Column("copied_from_id", ID, nullable=True))
    op.add_column(
        "key_result",
        sa.Column("brings_work", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    """Take the columns away again: what was copied is no longer known as a copy."""
    op.drop_column("key_result", "brings_work")
    op.drop_column("key_result", "copied_from_id")
    op.drop_column("objective", "copied_from_id")
    op.drop_index("uq_team_cycle_planning", table_name="team_cycle")
