"""The Homes that people have opened, so that one is brought up to date as a message is.

Only a new table, so that the release before this one goes on working beside it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "home",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("wanted_version", sa.Integer(), nullable=False),
        sa.Column("rendered_version", sa.Integer(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_owner", sa.String(64), nullable=True),
        sa.Column("next_try_at", INSTANT, nullable=True),
        sa.Column("error", sa.String(300), nullable=False),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_home_workspace_id_person_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_home_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_home"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_home_workspace_id_id"),
        sa.UniqueConstraint("person_id", name="uq_home_person_id"),
    )


def downgrade() -> None:
    """Drop the table: Homes are published when they are opened."""
    op.drop_table("home")
