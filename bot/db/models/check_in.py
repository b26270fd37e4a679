"""Check-ins: append-only; the current value of a key result is read from the last one."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, EnumValue, Id, Reference, Tenanted, reference, tenanted
from bot.okr.check_in import CheckInSource


class CheckInRow(Tenanted, Base):
    """One record of a key result.

    Those of a key result are saved one after the other, so ids say which is newer. `at` may not:
    the clocks of two machines differ, and a clock may be set back.
    A draft spans several key results and writes one row for each, hence the pair that is unique.
    `corrects_id` is the record that its author corrected with this one; it has no foreign key,
    since SQLite cannot add one that is composite without making the table anew.
    """

    __tablename__ = "check_in"
    __table_args__ = tenanted(
        reference("key_result_id", "key_result"),
        reference("round_id", "round"),
        reference("author_id", "person"),
        reference("previous_id", "check_in"),
        UniqueConstraint("draft_id", "key_result_id"),
        CheckConstraint("confidence BETWEEN 1 AND 10", name="confidence"),
        Index(None, "key_result_id", "at"),
    )

    key_result_id: Mapped[Reference]
    round_id: Mapped[int | None] = mapped_column(Id, index=True)
    value: Mapped[Decimal | None]
    ticks: Mapped[list[int]] = mapped_column(JSON, default=list)
    confidence: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    is_stuck: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(Id)
    source: Mapped[CheckInSource] = mapped_column(EnumValue(CheckInSource))
    at: Mapped[datetime]
    draft_id: Mapped[UUID | None]
    previous_id: Mapped[int | None] = mapped_column(Id)
    corrects_id: Mapped[int | None] = mapped_column(Id)
