"""Slack users of a workspace."""

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, EnumValue, Tenanted, tenanted
from bot.okr.person import Standing


class PersonRow(Tenanted, Base):
    """A Slack user; the Slack id is an attribute here and never a key elsewhere.

    `working_days` holds the ISO weekday numbers, "12345" for Monday to Friday.
    """

    __tablename__ = "person"
    __table_args__ = tenanted(UniqueConstraint("workspace_id", "slack_user_id"))

    slack_user_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200), default="")
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    locale: Mapped[str] = mapped_column(String(16), default="en-US")
    standing: Mapped[Standing] = mapped_column(EnumValue(Standing), default=Standing.MEMBER)
    working_days: Mapped[str] = mapped_column(String(7), default="12345")
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]
    muted: Mapped[bool] = mapped_column(default=False)
    dm_channel_id: Mapped[str | None] = mapped_column(String(32))
    refreshed_at: Mapped[datetime]
