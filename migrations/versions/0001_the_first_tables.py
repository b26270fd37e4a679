"""The first tables: everything that is stored, each table a function.

The names of constraints and the types stand here as they were, so that a change of the models'
conventions never changes what this revision makes.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
MILLIONTHS = sa.BigInteger()
ENUM = sa.String(32)


def upgrade() -> None:
    """Make every table, referenced tables first."""
    create_workspace()
    create_cycle()
    create_inbound_event()
    create_person()
    create_team()
    create_channel_member()
    create_draft()
    create_membership()
    create_round()
    create_schedule()
    create_schedule_pause()
    create_shelving()
    create_team_cycle()
    create_objective()
    create_outbox()
    create_key_result()
    create_posted_message()
    create_check_in()
    create_milestone()
    create_phased_target()
    create_revision()
    create_work_item()
    create_placement()
    create_plan()
    create_shelving_item()


def downgrade() -> None:
    """Drop every table, in the other direction."""
    for table in reversed(TABLES):
        op.drop_table(table)


def of_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id"
    )


def reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """Tie a column to another table within the same workspace."""
    return sa.ForeignKeyConstraint(
        ["workspace_id", column],
        [f"{target}.workspace_id", f"{target}.id"],
        name=f"fk_{table}_workspace_id_{column}",
    )


def primary_key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def create_tenanted(table: str, *items: SchemaItem) -> None:
    """Make a table whose rows belong to one workspace and may be referenced within it."""
    op.create_table(
        table,
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        *items,
        of_workspace(table),
        primary_key(table, "id"),
        unique(table, "workspace_id", "id"),
    )


def unique_where(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name,
        table,
        columns,
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def create_workspace() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("enterprise_id", sa.String(32), nullable=False),
        sa.Column("slack_team_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("url", sa.String(300), nullable=False),
        sa.Column("bot_user_id", sa.String(32), nullable=False),
        sa.Column("bot_id", sa.String(32), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("installed_at", INSTANT, nullable=False),
        primary_key("workspace", "id"),
        unique("workspace", "enterprise_id", "slack_team_id"),
    )


def create_cycle() -> None:
    create_tenanted(
        "cycle",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        unique("cycle", "workspace_id", "name"),
    )


def create_inbound_event() -> None:
    op.create_table(
        "inbound_event",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        of_workspace("inbound_event"),
        primary_key("inbound_event", "workspace_id", "event_id"),
    )
    index("inbound_event", "seen_at")


def create_person() -> None:
    create_tenanted(
        "person",
        sa.Column("slack_user_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("standing", ENUM, nullable=False),
        sa.Column("working_days", sa.String(7), nullable=False),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("dm_channel_id", sa.String(32), nullable=True),
        sa.Column("refreshed_at", INSTANT, nullable=False),
        unique("person", "workspace_id", "slack_user_id"),
    )


def create_team() -> None:
    create_tenanted(
        "team",
        sa.Column("key", sa.String(10), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_externally_shared", sa.Boolean(), nullable=False),
        sa.Column("is_external_allowed", sa.Boolean(), nullable=False),
        sa.Column("is_channel_archived", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        unique("team", "workspace_id", "channel_id"),
        unique("team", "workspace_id", "key"),
    )


def create_channel_member() -> None:
    create_tenanted(
        "channel_member",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        reference("channel_member", "person_id", "person"),
        reference("channel_member", "team_id", "team"),
        unique("channel_member", "team_id", "person_id"),
    )
    index("channel_member", "person_id")
    index("channel_member", "team_id")


def create_draft() -> None:
    create_tenanted(
        "draft",
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("form", sa.String(32), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=True),
        reference("draft", "person_id", "person"),
        reference("draft", "team_id", "team"),
        unique("draft", "token"),
    )
    index("draft", "expires_at")
    index("draft", "person_id")


def create_membership() -> None:
    create_tenanted(
        "membership",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("role", ENUM, nullable=False),
        sa.Column("joined_at", INSTANT, nullable=False),
        reference("membership", "person_id", "person"),
        reference("membership", "team_id", "team"),
        unique("membership", "team_id", "person_id"),
    )
    index("membership", "person_id")
    index("membership", "team_id")


def create_round() -> None:
    create_tenanted(
        "round",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=False),
        sa.Column("meeting_at", INSTANT, nullable=False),
        sa.Column("meeting_ends_at", INSTANT, nullable=False),
        sa.Column("prompt_due_at", INSTANT, nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("skip_reason", sa.String(200), nullable=False),
        sa.Column("prompted_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        reference("round", "team_id", "team"),
        unique("round", "team_id", "meeting_on"),
        unique("round", "team_id", "number"),
    )
    index("round", "team_id")


def create_schedule() -> None:
    create_tenanted(
        "schedule",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("local_time", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("interval_weeks", sa.Integer(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("prompt_notice_minutes", sa.Integer(), nullable=False),
        sa.Column("reminder_notice_minutes", sa.Integer(), nullable=False),
        sa.Column("is_prompt_on", sa.Boolean(), nullable=False),
        sa.Column("is_reminder_on", sa.Boolean(), nullable=False),
        sa.Column("is_recap_on", sa.Boolean(), nullable=False),
        sa.Column("is_second_nudge_on", sa.Boolean(), nullable=False),
        sa.Column("is_recall_on", sa.Boolean(), nullable=False),
        sa.Column("holiday_calendar", sa.String(32), nullable=True),
        sa.Column("next_due_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("interval_weeks IN (1, 2, 4)", name=op.f("ck_schedule_interval_weeks")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_schedule_weekday")),
        reference("schedule", "team_id", "team"),
        unique("schedule", "team_id"),
    )
    index("schedule", "next_due_at")
    index("schedule", "team_id")


def create_schedule_pause() -> None:
    create_tenanted(
        "schedule_pause",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        reference("schedule_pause", "team_id", "team"),
    )
    index("schedule_pause", "team_id")


def create_shelving() -> None:
    create_tenanted(
        "shelving",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("undo_until", INSTANT, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        reference("shelving", "person_id", "person"),
        reference("shelving", "team_id", "team"),
    )
    index("shelving", "team_id")


def create_team_cycle() -> None:
    create_tenanted(
        "team_cycle",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("cycle_id", ID, nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("activated_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("planned_health_share", sa.Integer(), nullable=True),
        sa.Column("planned_upkeep_share", sa.Integer(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        reference("team_cycle", "cycle_id", "cycle"),
        reference("team_cycle", "team_id", "team"),
        unique("team_cycle", "team_id", "cycle_id"),
    )
    index("team_cycle", "cycle_id")
    index("team_cycle", "team_id")
    unique_where("uq_team_cycle_active", "team_cycle", ["team_id"], "state = 'active'")


def create_objective() -> None:
    create_tenanted(
        "objective",
        sa.Column("team_cycle_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("commitment", ENUM, nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("activated_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        reference("objective", "owner_id", "person"),
        reference("objective", "parent_id", "objective"),
        reference("objective", "team_cycle_id", "team_cycle"),
        unique("objective", "team_cycle_id", "number"),
    )
    index("objective", "team_cycle_id")


def create_outbox() -> None:
    create_tenanted(
        "outbox",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("round_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=True),
        sa.Column("depends_on_id", ID, nullable=True),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_owner", sa.String(64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_try_at", INSTANT, nullable=True),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("not_after", INSTANT, nullable=True),
        sa.Column("error", sa.String(300), nullable=False),
        sa.Column("ts", sa.String(32), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        reference("outbox", "depends_on_id", "outbox"),
        reference("outbox", "person_id", "person"),
        reference("outbox", "round_id", "round"),
        reference("outbox", "team_id", "team"),
        unique("outbox", "workspace_id", "key"),
    )
    index("outbox", "state", "next_try_at")


def create_key_result() -> None:
    create_tenanted(
        "key_result",
        sa.Column("objective_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("start_value", MILLIONTHS, nullable=True),
        sa.Column("start_due_on", sa.Date(), nullable=True),
        sa.Column("target_value", MILLIONTHS, nullable=True),
        sa.Column("floor_value", MILLIONTHS, nullable=True),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("delegate_id", ID, nullable=True),
        sa.Column("weight", MILLIONTHS, nullable=False),
        sa.Column("rhythm", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("activated_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("score", MILLIONTHS, nullable=True),
        sa.Column("score_note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("rhythm IN (1, 2, 4)", name=op.f("ck_key_result_rhythm")),
        reference("key_result", "delegate_id", "person"),
        reference("key_result", "objective_id", "objective"),
        reference("key_result", "owner_id", "person"),
        unique("key_result", "objective_id", "number"),
    )
    index("key_result", "objective_id")
    index("key_result", "owner_id")


def create_posted_message() -> None:
    create_tenanted(
        "posted_message",
        sa.Column("outbox_id", ID, nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("round_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("channel_id", sa.String(32), nullable=False),
        sa.Column("ts", sa.String(32), nullable=False),
        sa.Column("wanted_version", sa.Integer(), nullable=False),
        sa.Column("rendered_version", sa.Integer(), nullable=False),
        sa.Column("frozen_at", INSTANT, nullable=True),
        sa.Column("edited_at", INSTANT, nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_owner", sa.String(64), nullable=True),
        sa.Column("next_try_at", INSTANT, nullable=True),
        sa.Column("error", sa.String(300), nullable=False),
        reference("posted_message", "outbox_id", "outbox"),
        reference("posted_message", "person_id", "person"),
        reference("posted_message", "round_id", "round"),
        reference("posted_message", "team_id", "team"),
        unique("posted_message", "workspace_id", "channel_id", "ts"),
    )
    index("posted_message", "outbox_id")
    index("posted_message", "round_id")
    index("posted_message", "team_id")


def create_check_in() -> None:
    create_tenanted(
        "check_in",
        sa.Column("key_result_id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=True),
        sa.Column("value", MILLIONTHS, nullable=True),
        sa.Column("ticks", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_stuck", sa.Boolean(), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("source", ENUM, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("previous_id", ID, nullable=True),
        sa.CheckConstraint("confidence BETWEEN 1 AND 10", name=op.f("ck_check_in_confidence")),
        reference("check_in", "author_id", "person"),
        reference("check_in", "key_result_id", "key_result"),
        reference("check_in", "previous_id", "check_in"),
        reference("check_in", "round_id", "round"),
        unique("check_in", "draft_id", "key_result_id"),
    )
    index("check_in", "key_result_id")
    index("check_in", "key_result_id", "at")
    index("check_in", "round_id")


def create_milestone() -> None:
    create_tenanted(
        "milestone",
        sa.Column("key_result_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("weight > 0", name=op.f("ck_milestone_weight")),
        reference("milestone", "key_result_id", "key_result"),
    )
    index("milestone", "key_result_id")


def create_phased_target() -> None:
    create_tenanted(
        "phased_target",
        sa.Column("key_result_id", ID, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("value", MILLIONTHS, nullable=False),
        reference("phased_target", "key_result_id", "key_result"),
        unique("phased_target", "key_result_id", "on_date"),
    )
    index("phased_target", "key_result_id")


def create_revision() -> None:
    create_tenanted(
        "revision",
        sa.Column("objective_id", ID, nullable=False),
        sa.Column("key_result_id", ID, nullable=True),
        sa.Column("act", ENUM, nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        reference("revision", "key_result_id", "key_result"),
        reference("revision", "objective_id", "objective"),
        reference("revision", "person_id", "person"),
    )
    index("revision", "key_result_id")
    index("revision", "objective_id")


def create_work_item() -> None:
    create_tenanted(
        "work_item",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("link", sa.String(2000), nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("created_by_id", ID, nullable=True),
        sa.Column("source", ENUM, nullable=False),
        sa.Column("external_id", sa.String(200), nullable=True),
        sa.Column("source_created_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("place", ENUM, nullable=True),
        sa.Column("key_result_id", ID, nullable=True),
        sa.Column("hypothesis", sa.Text(), nullable=False),
        sa.Column("anyway_reason", sa.Text(), nullable=False),
        sa.Column("anyway_team_cycle_id", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(place IS NOT NULL AND place = 'key_result') = (key_result_id IS NOT NULL)",
            name=op.f("ck_work_item_place_key_result"),
        ),
        reference("work_item", "anyway_team_cycle_id", "team_cycle"),
        reference("work_item", "created_by_id", "person"),
        reference("work_item", "key_result_id", "key_result"),
        reference("work_item", "owner_id", "person"),
        reference("work_item", "team_id", "team"),
        unique("work_item", "workspace_id", "source", "external_id"),
    )
    index("work_item", "key_result_id")
    index("work_item", "team_id")


def create_placement() -> None:
    create_tenanted(
        "placement",
        sa.Column("work_item_id", ID, nullable=False),
        sa.Column("from_state", ENUM, nullable=False),
        sa.Column("to_state", ENUM, nullable=False),
        sa.Column("from_place", ENUM, nullable=True),
        sa.Column("to_place", ENUM, nullable=True),
        sa.Column("from_key_result_id", ID, nullable=True),
        sa.Column("key_result_id", ID, nullable=True),
        sa.Column("from_hypothesis", sa.Text(), nullable=False),
        sa.Column("hypothesis", sa.Text(), nullable=False),
        sa.Column("from_reason", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("would_have_thought", sa.Boolean(), nullable=True),
        sa.Column("how", ENUM, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("undoes_id", ID, nullable=True),
        reference("placement", "from_key_result_id", "key_result"),
        reference("placement", "key_result_id", "key_result"),
        reference("placement", "person_id", "person"),
        reference("placement", "undoes_id", "placement"),
        reference("placement", "work_item_id", "work_item"),
        unique("placement", "undoes_id"),
    )
    index("placement", "key_result_id")
    index("placement", "work_item_id")


def create_plan() -> None:
    create_tenanted(
        "plan",
        sa.Column("round_id", ID, nullable=False),
        sa.Column("work_item_id", ID, nullable=False),
        sa.Column("must_happen", sa.Boolean(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        reference("plan", "person_id", "person"),
        reference("plan", "round_id", "round"),
        reference("plan", "work_item_id", "work_item"),
        unique("plan", "round_id", "work_item_id"),
    )
    index("plan", "round_id")
    index("plan", "work_item_id")


def create_shelving_item() -> None:
    create_tenanted(
        "shelving_item",
        sa.Column("shelving_id", ID, nullable=False),
        sa.Column("work_item_id", ID, nullable=False),
        sa.Column("state_before", ENUM, nullable=False),
        sa.Column("place_before", ENUM, nullable=True),
        sa.Column("version_after", sa.Integer(), nullable=False),
        reference("shelving_item", "shelving_id", "shelving"),
        reference("shelving_item", "work_item_id", "work_item"),
        unique("shelving_item", "shelving_id", "work_item_id"),
    )
    index("shelving_item", "shelving_id")
    index("shelving_item", "work_item_id")


TABLES = (
    "workspace",
    "cycle",
    "inbound_event",
    "person",
    "team",
    "channel_member",
    "draft",
    "membership",
    "round",
    "schedule",
    "schedule_pause",
    "shelving",
    "team_cycle",
    "objective",
    "outbox",
    "key_result",
    "posted_message",
    "check_in",
    "milestone",
    "phased_target",
    "revision",
    "work_item",
    "placement",
    "plan",
    "shelving_item",
)
