"""What people know of their objectives without looking.

Only new tables, so that the release before this one goes on working beside it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "recall_answer",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_of_workspace("recall_answer", ("team_id", "team"), ("person_id", "person")),
        sa.UniqueConstraint(
            "team_id",
            "person_id",
            "month_on",
            name="uq_recall_answer_team_id_person_id_month_on",
        ),
        sa.CheckConstraint("named BETWEEN 0 AND asked", name="named"),
    )
    for column in ("team_id", "person_id", "month_on"):
        op.create_index(f"ix_recall_answer_{column}", "recall_answer", [column])
    op.create_table(
        "recall",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("round_id", ID, nullable=True),
        *_of_workspace("recall", ("team_id", "team"), ("round_id", "round")),
        sa.UniqueConstraint("team_id", "month_on", name="uq_recall_team_id_month_on"),
    )
    for column in ("team_id", "round_id"):
        op.create_index(f"ix_recall_{column}", "recall", [column])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("recall")
    op.drop_table("recall_answer")


def _of_workspace(table: str, *references: tuple[str, str]) -> list[SchemaItem]:
    """Return the columns and constraints of what belongs to one workspace."""
    return [
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["workspace_id", column],
                [f"{target}.workspace_id", f"{target}.id"],
                name=f"fk_{table}_workspace_id_{column}",
            )
            for column, target in references
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("workspace_id", "id", name=f"uq_{table}_workspace_id_id"),
    ]
