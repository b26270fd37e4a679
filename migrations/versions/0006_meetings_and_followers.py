"""Meetings on a card, what was said in them, and who follows a team's recaps.

Only new tables, so that the release before this one goes on working beside it.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def _table(name: str, *rest: sa.schema.SchemaItem) -> None:
    """Make a table of a workspace, with what other tables refer to it by."""
    op.create_table(
        name,
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        *rest,
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=f"fk_{name}_workspace_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("workspace_id", "id", name=f"uq_{name}_workspace_id_id"),
    )


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """Tie a column to another table of the same workspace."""
    return sa.ForeignKeyConstraint(
        ["workspace_id", column],
        [f"{to}.workspace_id", f"{to}.id"],
        name=f"fk_{table}_workspace_id_{column}",
    )


def upgrade() -> None:
    """Make the tables."""
    _table(
        "meeting",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("started_by_id", ID, nullable=True),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        _refers("meeting", "round_id", "round"),
        _refers("meeting", "started_by_id", "person"),
        sa.UniqueConstraint("round_id", name="uq_meeting_round_id"),
    )
    op.create_index("ix_meeting_round_id", "meeting", ["round_id"])
    _table(
        "meeting_note",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("objective_id", ID, nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.Column("removed_by_id", ID, nullable=True),
        _refers("meeting_note", "round_id", "round"),
        _refers("meeting_note", "objective_id", "objective"),
        _refers("meeting_note", "person_id", "person"),
        _refers("meeting_note", "removed_by_id", "person"),
    )
    op.create_index("ix_meeting_note_round_id", "meeting_note", ["round_id"])
    _table(
        "follower",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("channel_id", sa.String(32), nullable=True),
        sa.Column("added_by_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        _refers("follower", "team_id", "team"),
        _refers("follower", "person_id", "person"),
        _refers("follower", "added_by_id", "person"),
        sa.UniqueConstraint("team_id", "person_id", name="uq_follower_team_id_person_id"),
        sa.UniqueConstraint("team_id", "channel_id", name="uq_follower_team_id_channel_id"),
        sa.CheckConstraint(
            "(person_id IS NULL) != (channel_id IS NULL)", name=op.f("ck_follower_one")
        ),
    )
    op.create_index("ix_follower_team_id", "follower", ["team_id"])


def downgrade() -> None:
    """Drop the tables."""
    for name in ("follower", "meeting_note", "meeting"):
        op.drop_table(name)
