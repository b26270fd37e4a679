"""Meetings that are walked through on a card, what was said in them, and who follows a team."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, EnumValue, Id, Reference, Tenanted, reference, tenanted
from bot.okr.meeting import NoteKind


class MeetingRow(Tenanted, Base):
    """A meeting on a card; `step` counts the objectives that were gone through."""

    __tablename__ = "meeting"
    __table_args__ = tenanted(
        reference("round_id", "round"),
        reference("started_by_id", "person"),
        UniqueConstraint("round_id"),
    )

    round_id: Mapped[Reference]
    started_by_id: Mapped[int | None] = mapped_column(Id)
    started_at: Mapped[datetime]
    step: Mapped[int] = mapped_column(default=0)


class MeetingNoteRow(Tenanted, Base):
    """One sentence that was kept in a meeting; one that is taken out stays, unread."""

    __tablename__ = "meeting_note"
    __table_args__ = tenanted(
        reference("round_id", "round"),
        reference("objective_id", "objective"),
        reference("person_id", "person"),
        reference("removed_by_id", "person"),
    )

    round_id: Mapped[Reference]
    objective_id: Mapped[int | None] = mapped_column(Id)
    kind: Mapped[NoteKind] = mapped_column(EnumValue(NoteKind))
    text: Mapped[str] = mapped_column(String(300))
    person_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(Id)


class FollowerRow(Tenanted, Base):
    """A person or a channel that reads a team's recaps, without what is for the team alone."""

    __tablename__ = "follower"
    __table_args__ = tenanted(
        reference("team_id", "team"),
        reference("person_id", "person"),
        reference("added_by_id", "person"),
        UniqueConstraint("team_id", "person_id"),
        UniqueConstraint("team_id", "channel_id"),
        CheckConstraint("(person_id IS NULL) != (channel_id IS NULL)", name="one"),
    )

    team_id: Mapped[Reference]
    person_id: Mapped[int | None] = mapped_column(Id)
    channel_id: Mapped[str | None] = mapped_column(String(32))
    added_by_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime]
