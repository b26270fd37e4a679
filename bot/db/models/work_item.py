"""Work items, every place they were ever put, what was planned, and what was shelved together."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, EnumValue, Id, Reference, Tenanted, reference, tenanted
from bot.okr.work_item import Place, PlacedHow, WorkSource, WorkState


class WorkItemRow(Tenanted, Base):
    """Something the team does or wants to do.

    The CHECK ties the place "key result" to a key result, and every other place to none.
    """

    __tablename__ = "work_item"
    __table_args__ = tenanted(
        reference("team_id", "team"),
        reference("owner_id", "person"),
        reference("created_by_id", "person"),
        reference("key_result_id", "key_result"),
        reference("anyway_team_cycle_id", "team_cycle"),
        UniqueConstraint("workspace_id", "source", "external_id"),
        CheckConstraint(
            "(place IS NOT NULL AND place = 'key_result') = (key_result_id IS NOT NULL)",
            name="place_key_result",
        ),
    )

    team_id: Mapped[Reference]
    title: Mapped[str] = mapped_column(String(200))
    link: Mapped[str | None] = mapped_column(String(2000))
    owner_id: Mapped[int | None] = mapped_column(Id)
    created_by_id: Mapped[int | None] = mapped_column(Id)
    source: Mapped[WorkSource] = mapped_column(EnumValue(WorkSource))
    external_id: Mapped[str | None] = mapped_column(String(200))
    source_created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    state: Mapped[WorkState] = mapped_column(EnumValue(WorkState), default=WorkState.OPEN)
    place: Mapped[Place | None] = mapped_column(EnumValue(Place))
    key_result_id: Mapped[int | None] = mapped_column(Id, index=True)
    hypothesis: Mapped[str] = mapped_column(Text, default="")
    anyway_reason: Mapped[str] = mapped_column(Text, default="")
    anyway_team_cycle_id: Mapped[int | None] = mapped_column(Id)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PlacementRow(Tenanted, Base):
    """One append-only move of a work item, with what the person answered."""

    __tablename__ = "placement"
    __table_args__ = tenanted(
        reference("work_item_id", "work_item"),
        reference("from_key_result_id", "key_result"),
        reference("key_result_id", "key_result"),
        reference("person_id", "person"),
        reference("undoes_id", "placement"),
        UniqueConstraint("undoes_id"),
    )

    work_item_id: Mapped[Reference]
    from_state: Mapped[WorkState] = mapped_column(EnumValue(WorkState))
    to_state: Mapped[WorkState] = mapped_column(EnumValue(WorkState))
    from_place: Mapped[Place | None] = mapped_column(EnumValue(Place))
    to_place: Mapped[Place | None] = mapped_column(EnumValue(Place))
    from_key_result_id: Mapped[int | None] = mapped_column(Id)
    key_result_id: Mapped[int | None] = mapped_column(Id, index=True)
    from_hypothesis: Mapped[str] = mapped_column(Text, default="")
    hypothesis: Mapped[str] = mapped_column(Text, default="")
    from_reason: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    would_have_thought: Mapped[bool | None]
    how: Mapped[PlacedHow] = mapped_column(EnumValue(PlacedHow))
    person_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime]
    undoes_id: Mapped[int | None] = mapped_column(Id)


class PlanRow(Tenanted, Base):
    """A work item planned for a round; at most three of a team's round must happen."""

    __tablename__ = "plan"
    __table_args__ = tenanted(
        reference("round_id", "round"),
        reference("work_item_id", "work_item"),
        reference("person_id", "person"),
        UniqueConstraint("round_id", "work_item_id"),
    )

    round_id: Mapped[Reference]
    work_item_id: Mapped[Reference]
    must_happen: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime]


class ShelvingRow(Tenanted, Base):
    """One act that set work items aside together, and may be undone until `undo_until`.

    It belongs to the team's planned cycle where there is one, else to the one that ran.
    """

    __tablename__ = "shelving"
    __table_args__ = tenanted(reference("team_id", "team"), reference("person_id", "person"))

    team_id: Mapped[Reference]
    team_cycle_id: Mapped[int | None] = mapped_column(Id)
    person_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime]
    undo_until: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class ShelvingItemRow(Tenanted, Base):
    """A work item as it stood before it was set aside; `version_after` tells a later change."""

    __tablename__ = "shelving_item"
    __table_args__ = tenanted(
        reference("shelving_id", "shelving"),
        reference("work_item_id", "work_item"),
        UniqueConstraint("shelving_id", "work_item_id"),
    )

    shelving_id: Mapped[Reference]
    work_item_id: Mapped[Reference]
    state_before: Mapped[WorkState] = mapped_column(EnumValue(WorkState))
    place_before: Mapped[Place | None] = mapped_column(EnumValue(Place))
    version_after: Mapped[int]
