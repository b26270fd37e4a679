"""What must reach Slack: the outbox, and the messages that are edited in place."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, EnumValue, Id, Reference, Tenanted, reference, tenanted


class MessageKind(StrEnum):
    """What a message says; delivery renders it from the database when it is sent."""

    PROMPT = "prompt"
    WELCOME = "welcome"
    TEAM_READY = "team_ready"
    ASK_FOR_OKRS = "ask_for_okrs"
    NO_MEETING = "no_meeting"
    MEETING = "meeting"
    RECAP = "recap"
    FOLLOWED_RECAP = "followed_recap"
    UNCLEAR_POST = "unclear_post"
    UNREACHABLE = "unreachable"
    PLANNING_OPENED = "planning_opened"
    CYCLE_ENDING = "cycle_ending"
    CYCLE_ENDED = "cycle_ended"
    CYCLE_CLOSED = "cycle_closed"


class OutboxState(StrEnum):
    """The life of something that must reach Slack."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class OutboxRow(Tenanted, Base):
    """Something to say, once. `key` is unique; `not_after` is when it is no longer worth saying.

    `channel_id` is the destination: a channel, or a person's DM once it was opened.
    """

    __tablename__ = "outbox"
    __table_args__ = tenanted(
        reference("team_id", "team"),
        reference("round_id", "round"),
        reference("person_id", "person"),
        reference("depends_on_id", "outbox"),
        UniqueConstraint("workspace_id", "key"),
        Index(None, "state", "next_try_at"),
    )

    key: Mapped[str] = mapped_column(String(200))
    kind: Mapped[MessageKind] = mapped_column(EnumValue(MessageKind))
    team_id: Mapped[int | None] = mapped_column(Id)
    round_id: Mapped[int | None] = mapped_column(Id)
    person_id: Mapped[int | None] = mapped_column(Id)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    channel_id: Mapped[str | None] = mapped_column(String(32))
    depends_on_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[OutboxState] = mapped_column(EnumValue(OutboxState))
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(default=0)
    first_try_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(300), default="")
    ts: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    doubted_at: Mapped[datetime | None]
    """When the database was found to have lost its latest past: the row may have been said."""


class PostedMessageRow(Tenanted, Base):
    """A message that is edited in place: late edits coalesce, and the last state wins.

    It is due when `rendered_version` is behind `wanted_version` and it is not frozen.
    """

    __tablename__ = "posted_message"
    __table_args__ = tenanted(
        reference("team_id", "team"),
        reference("round_id", "round"),
        reference("person_id", "person"),
        reference("outbox_id", "outbox"),
        UniqueConstraint("workspace_id", "channel_id", "ts"),
        Index(
            "ix_posted_message_not_frozen",
            "workspace_id",
            sqlite_where=text("frozen_at IS NULL"),
            postgresql_where=text("frozen_at IS NULL"),
        ),
    )

    outbox_id: Mapped[Reference]
    kind: Mapped[MessageKind] = mapped_column(EnumValue(MessageKind))
    team_id: Mapped[int | None] = mapped_column(Id, index=True)
    round_id: Mapped[int | None] = mapped_column(Id, index=True)
    person_id: Mapped[int | None] = mapped_column(Id)
    channel_id: Mapped[str] = mapped_column(String(32))
    ts: Mapped[str] = mapped_column(String(32))
    wanted_version: Mapped[int] = mapped_column(default=1)
    rendered_version: Mapped[int] = mapped_column(default=1)
    frozen_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    next_try_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(300), default="")


class HomeRow(Tenanted, Base):
    """A person's Home that was opened: brought up to date as a message that is edited in place.

    It is due when `rendered_version` is behind `wanted_version` and it was opened lately.
    """

    __tablename__ = "home"
    __table_args__ = tenanted(reference("person_id", "person"), UniqueConstraint("person_id"))

    person_id: Mapped[int] = mapped_column(Id)
    opened_at: Mapped[datetime]
    wanted_version: Mapped[int] = mapped_column(default=1)
    rendered_version: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    next_try_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(300), default="")


class PaceRow(Base):
    """When something may be done next in a workspace: a method called, or a channel posted to."""

    __tablename__ = "pace"

    workspace_id: Mapped[int] = mapped_column(Id, ForeignKey("workspace.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    ready_at: Mapped[datetime]


class ServerLifeRow(Base):
    """Which life of the database server the rows have seen; there is one row, numbered 1."""

    __tablename__ = "server_life"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(64))
    noticed_at: Mapped[datetime | None]
