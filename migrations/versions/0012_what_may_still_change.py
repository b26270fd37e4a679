"""An index of the messages that may still be edited: every tick looks for them among all."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NOT_FROZEN = sa.text("frozen_at IS NULL")


def upgrade() -> None:
    """Add the index."""
    op.create_index(
        "ix_posted_message_not_frozen",
        "posted_message",
        ["workspace_id"],
        sqlite_where=NOT_FROZEN,
        postgresql_where=NOT_FROZEN,
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("ix_posted_message_not_frozen", table_name="posted_message")
