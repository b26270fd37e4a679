"""When the OKRs of a team's cycle are locked, so that changing them asks why.

Only a new column that may be empty, so that the release before this one goes on working.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the column: a cycle that runs is locked with its next meeting."""
    op.add_column("team_cycle", sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop the column: nothing asks why any more."""
    op.drop_column("team_cycle", "locked_at")
