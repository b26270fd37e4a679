"""Ideas from the objectives.

Only a new table, so that the release before this one goes on working beside it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "idea",
        sa.Column("key_result_id", ID, nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("work_item_id", ID, nullable=True),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["workspace_id", column],
                [f"{table}.workspace_id", f"{table}.id"],
                name=f"fk_idea_workspace_id_{column}",
            )
            for column, table in (
                ("key_result_id", "key_result"),
                ("person_id", "person"),
                ("work_item_id", "work_item"),
            )
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_idea_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_idea"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_idea_workspace_id_id"),
    )
    op.create_index("ix_idea_key_result_id", "idea", ["key_result_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("idea")
