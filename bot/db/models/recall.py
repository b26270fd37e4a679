"""What people know of their objectives without looking, one number of a team in the end."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, Id, Reference, Tenanted, reference, tenanted


class RecallAnswerRow(Tenanted, Base):
    """A person's answer, removed when its month is over; without `named` they chose not to."""

    __tablename__ = "recall_answer"
    __table_args__ = tenanted(
        reference("team_id", "team"),
        reference("person_id", "person"),
        UniqueConstraint("team_id", "person_id", "month_on"),
        CheckConstraint("named BETWEEN 0 AND asked", name="named"),
    )

    team_id: Mapped[Reference]
    person_id: Mapped[Reference]
    month_on: Mapped[date] = mapped_column(index=True)
    named: Mapped[int | None]
    asked: Mapped[int]
    at: Mapped[datetime]


class RecallRow(Tenanted, Base):
    """What a team knew in a month, and the meeting whose recap told it."""

    __tablename__ = "recall"
    __table_args__ = tenanted(
        reference("team_id", "team"),
        reference("round_id", "round"),
        UniqueConstraint("team_id", "month_on"),
    )

    team_id: Mapped[Reference]
    month_on: Mapped[date]
    answers: Mapped[int]
    named: Mapped[int]
    asked: Mapped[int]
    round_id: Mapped[int | None] = mapped_column(Id, index=True)
