"""Plans that were discarded: when, by whom, and which name they gave back.

Only columns that may be left out, so that the release before this one goes on working.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAMES = ("discarded_by_id", "discarded_from_id")


def upgrade() -> None:
    """Add the columns."""
    op.add_column(
        "team_cycle", sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True)
    )
    for name in NAMES:
        op.add_column("team_cycle", sa.Column(name, ID, nullable=True))


def downgrade() -> None:
    """Take the columns away again; what was discarded is over for good."""
    op.execute("UPDATE team_cycle SET state = 'closed' WHERE state = 'discarded'")
    for name in (*NAMES, "discarded_at"):
        op.drop_column("team_cycle", name)
