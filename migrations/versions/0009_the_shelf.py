"""The shelf: the cycle in which work was set aside, and the lead who opened the shelf for one.

Only columns that may be empty, so that the release before this one goes on working beside it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns."""
    op.add_column("shelving", sa.Column("team_cycle_id", ID, nullable=True))
    op.add_column(
        "team_cycle", sa.Column("shelf_opened_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("team_cycle", sa.Column("shelf_opened_by", ID, nullable=True))


def downgrade() -> None:
    """Take the columns away again: shelves are shut until a lead opens them again."""
    op.drop_column("team_cycle", "shelf_opened_by")
    op.drop_column("team_cycle", "shelf_opened_at")
    op.drop_column("shelving", "team_cycle_id")
