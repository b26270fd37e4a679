"""Which check-in another one corrects, so that the history can say so.

Only a column that may be empty, so that the release before this one goes on working. It has no
foreign key: SQLite cannot add one that is composite without making the table anew.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column."""
    op.add_column("check_in", sa.Column("corrects_id", ID, nullable=True))


def downgrade() -> None:
    """Drop the column: a correction looks like any other check-in again."""
    op.drop_column("check_in", "corrects_id")
