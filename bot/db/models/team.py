"""Teams, who is in them and in their channel, and when they meet."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, EnumValue, Reference, Tenanted, reference, tenanted
from bot.okr.person import Role


class TeamRow(Tenanted, Base):
    """A group with OKRs and one home channel."""

    __tablename__ = "team"
    __table_args__ = tenanted(
        UniqueConstraint("workspace_id", "key"), UniqueConstraint("workspace_id", "channel_id")
    )

    key: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(80))
    channel_id: Mapped[str] = mapped_column(String(32))
    is_private: Mapped[bool] = mapped_column(default=False)
    is_externally_shared: Mapped[bool] = mapped_column(default=False)
    is_external_allowed: Mapped[bool] = mapped_column(default=False)
    is_channel_archived: Mapped[bool] = mapped_column(default=False)
    unreachable_since: Mapped[datetime | None]
    """Since when nothing can be posted in the channel, of which a lead was told."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class MembershipRow(Tenanted, Base):
    """A person's place in a team."""

    __tablename__ = "membership"
    __table_args__ = tenanted(
        reference("team_id", "team"),
        reference("person_id", "person"),
        UniqueConstraint("team_id", "person_id"),
    )

    team_id: Mapped[Reference]
    person_id: Mapped[Reference]
    role: Mapped[Role] = mapped_column(EnumValue(Role), default=Role.MEMBER)
    joined_at: Mapped[datetime]


class ChannelMemberRow(Tenanted, Base):
    """A person who is in a team's channel: what decides who sees a private team."""

    __tablename__ = "channel_member"
    __table_args__ = tenanted(
        reference("team_id", "team"),
        reference("person_id", "person"),
        UniqueConstraint("team_id", "person_id"),
    )

    team_id: Mapped[Reference]
    person_id: Mapped[Reference]


class ScheduleRow(Tenanted, Base):
    """When a team meets, in its own local time; `next_due_at` is the next instant to look at."""

    __tablename__ = "schedule"
    __table_args__ = tenanted(
        reference("team_id", "team"),
        UniqueConstraint("team_id"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("interval_weeks IN (1, 2, 4)", name="interval_weeks"),
    )

    team_id: Mapped[Reference]
    weekday: Mapped[int]
    local_time: Mapped[time]
    zone: Mapped[str] = mapped_column(String(64))
    anchor_on: Mapped[date]
    interval_weeks: Mapped[int] = mapped_column(default=1)
    duration_minutes: Mapped[int] = mapped_column(default=60)
    prompt_notice_minutes: Mapped[int] = mapped_column(default=120)
    reminder_notice_minutes: Mapped[int] = mapped_column(default=1440)
    is_prompt_on: Mapped[bool] = mapped_column(default=True)
    is_reminder_on: Mapped[bool] = mapped_column(default=True)
    is_recap_on: Mapped[bool] = mapped_column(default=True)
    is_second_nudge_on: Mapped[bool] = mapped_column(default=False)
    is_recall_on: Mapped[bool] = mapped_column(default=False)
    holiday_calendar: Mapped[str | None] = mapped_column(String(32))
    next_due_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PauseRow(Tenanted, Base):
    """Dates, both inclusive, on which a team does not meet."""

    __tablename__ = "schedule_pause"
    __table_args__ = tenanted(reference("team_id", "team"))

    team_id: Mapped[Reference]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")
