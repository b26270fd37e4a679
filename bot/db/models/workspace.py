"""The Slack workspace that everything else belongs to, and the events already seen from it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, EnumValue, Id, PrimaryKey


class WorkspaceState(StrEnum):
    """Whether the installation is alive."""

    ACTIVE = "active"
    PAUSED = "paused"


class WorkspaceRow(Base):
    """One Slack workspace; `enterprise_id` is empty outside an enterprise, so that it compares."""

    __tablename__ = "workspace"
    __table_args__ = (UniqueConstraint("enterprise_id", "slack_team_id"),)

    id: Mapped[PrimaryKey]
    enterprise_id: Mapped[str] = mapped_column(String(32), default="")
    slack_team_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200), default="")
    url: Mapped[str] = mapped_column(String(300), default="")
    bot_user_id: Mapped[str] = mapped_column(String(32), default="")
    bot_id: Mapped[str] = mapped_column(String(32), default="")
    state: Mapped[WorkspaceState] = mapped_column(
        EnumValue(WorkspaceState), default=WorkspaceState.ACTIVE
    )
    installed_at: Mapped[datetime]


class InboundEventRow(Base):
    """An event that was taken in, kept for a day so that a repeat is recognised."""

    __tablename__ = "inbound_event"

    workspace_id: Mapped[int] = mapped_column(Id, ForeignKey("workspace.id"), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)
