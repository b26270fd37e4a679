"""Rounds: one meeting of one team, with its reminder, prompt and recap."""

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, EnumValue, Reference, Tenanted, reference, tenanted
from bot.okr.round import RoundState


class RoundRow(Tenanted, Base):
    """One meeting of one team; `meeting_on` is its local date."""

    __tablename__ = "round"
    __table_args__ = tenanted(
        reference("team_id", "team"),
        UniqueConstraint("team_id", "number"),
        UniqueConstraint("team_id", "meeting_on"),
    )

    team_id: Mapped[Reference]
    number: Mapped[int]
    meeting_on: Mapped[date]
    meeting_at: Mapped[datetime]
    meeting_ends_at: Mapped[datetime]
    prompt_due_at: Mapped[datetime]
    state: Mapped[RoundState] = mapped_column(EnumValue(RoundState))
    skip_reason: Mapped[str] = mapped_column(String(200), default="")
    prompted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
