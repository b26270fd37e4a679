"""Cycles of a workspace, and each team's life in them."""

from datetime import date, datetime

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, EnumValue, Id, Reference, Tenanted, reference, tenanted
from bot.okr.cycle import CycleState


class CycleRow(Tenanted, Base):
    """A named period; both dates are inclusive and read in the team's zone."""

    __tablename__ = "cycle"
    __table_args__ = tenanted(UniqueConstraint("workspace_id", "name"))

    name: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class TeamCycleRow(Tenanted, Base):
    """A team's life in a cycle; at most one is active, and at most one planned.

    `locked_at` is when a change of its OKRs begins to ask why; `shelf_opened_by` is the lead who
    opened the shelf before there were two ideas each. A plan that was discarded has a cycle of its
    own, and `discarded_from_id` is the one whose name it gave back.
    """

    __tablename__ = "team_cycle"
    __table_args__ = tenanted(
        reference("team_id", "team"),
        reference("cycle_id", "cycle"),
        UniqueConstraint("team_id", "cycle_id"),
        Index(
            "uq_team_cycle_active",
            "team_id",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
        Index(
            "uq_team_cycle_planning",
            "team_id",
            unique=True,
            sqlite_where=text("state = 'planning'"),
            postgresql_where=text("state = 'planning'"),
        ),
    )

    team_id: Mapped[Reference]
    cycle_id: Mapped[Reference]
    state: Mapped[CycleState] = mapped_column(EnumValue(CycleState))
    activated_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    planned_health_share: Mapped[int | None]
    planned_upkeep_share: Mapped[int | None]
    notes: Mapped[str] = mapped_column(Text, default="")
    learned: Mapped[str] = mapped_column(Text, default="")
    shelf_opened_at: Mapped[datetime | None]
    shelf_opened_by: Mapped[int | None] = mapped_column(Id)
    discarded_at: Mapped[datetime | None]
    discarded_by_id: Mapped[int | None] = mapped_column(Id)
    discarded_from_id: Mapped[int | None] = mapped_column(Id)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
