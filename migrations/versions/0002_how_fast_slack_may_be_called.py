"""How fast Slack may be called: the limits that all processes keep to together.

Only a new table, so that the release before this one goes on working beside it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "pace",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_pace_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "name", name="pk_pace"),
    )


def downgrade() -> None:
    """Drop the table: whatever was held back may go out."""
    op.drop_table("pace")
