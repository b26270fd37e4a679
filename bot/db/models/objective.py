"""Objectives and key results, and every change that was ever made to them."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, EnumValue, Id, Reference, Tenanted, reference, tenanted
from bot.okr.key_result import KeyResultKind, LifeState
from bot.okr.objective import Commitment


class ObjectiveRow(Tenanted, Base):
    """A qualitative aim; its number is given once and never reused.

    `copied_from_id` has no foreign key here and below: SQLite cannot add one that is composite
    without making the table anew, and with it all that refers to it.
    """

    __tablename__ = "objective"
    __table_args__ = tenanted(
        reference("team_cycle_id", "team_cycle"),
        reference("owner_id", "person"),
        reference("parent_id", "objective"),
        UniqueConstraint("team_cycle_id", "number"),
    )

    team_cycle_id: Mapped[Reference]
    number: Mapped[int]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(Id)
    commitment: Mapped[Commitment] = mapped_column(EnumValue(Commitment))
    parent_id: Mapped[int | None] = mapped_column(Id)
    copied_from_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[LifeState] = mapped_column(EnumValue(LifeState), default=LifeState.ACTIVE)
    activated_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class KeyResultRow(Tenanted, Base):
    """A measurable result; `number` is its own part of the label 1.2.

    A copy that `brings_work` gets the open work of its original when its cycle begins.
    """

    __tablename__ = "key_result"
    __table_args__ = tenanted(
        reference("objective_id", "objective"),
        reference("owner_id", "person"),
        reference("delegate_id", "person"),
        UniqueConstraint("objective_id", "number"),
        CheckConstraint("rhythm IN (1, 2, 4)", name="rhythm"),
    )

    objective_id: Mapped[Reference]
    number: Mapped[int]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[KeyResultKind] = mapped_column(EnumValue(KeyResultKind))
    start_value: Mapped[Decimal | None]
    start_due_on: Mapped[date | None]
    target_value: Mapped[Decimal | None]
    floor_value: Mapped[Decimal | None]
    unit: Mapped[str] = mapped_column(String(20), default="")
    owner_id: Mapped[int | None] = mapped_column(Id, index=True)
    delegate_id: Mapped[int | None] = mapped_column(Id)
    weight: Mapped[Decimal]
    rhythm: Mapped[int] = mapped_column(default=1)
    due_on: Mapped[date | None]
    state: Mapped[LifeState] = mapped_column(EnumValue(LifeState), default=LifeState.ACTIVE)
    activated_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    score: Mapped[Decimal | None]
    score_note: Mapped[str] = mapped_column(Text, default="")
    copied_from_id: Mapped[int | None] = mapped_column(Id)
    brings_work: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class MilestoneRow(Tenanted, Base):
    """A weighted step of a key result; one that was taken out stays for old check-ins."""

    __tablename__ = "milestone"
    __table_args__ = tenanted(
        reference("key_result_id", "key_result"), CheckConstraint("weight > 0", name="weight")
    )

    key_result_id: Mapped[Reference]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    weight: Mapped[int] = mapped_column(default=1)
    due_on: Mapped[date | None]
    is_removed: Mapped[bool] = mapped_column(default=False)


class PhasedTargetRow(Tenanted, Base):
    """Where an increase or decrease is expected to be on a date."""

    __tablename__ = "phased_target"
    __table_args__ = tenanted(
        reference("key_result_id", "key_result"), UniqueConstraint("key_result_id", "on_date")
    )

    key_result_id: Mapped[Reference]
    on_date: Mapped[date]
    value: Mapped[Decimal]


class RevisionAct(StrEnum):
    """What happened to an objective or a key result."""

    ADDED = "added"
    CHANGED = "changed"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REOPENED = "reopened"
    ACTIVATED = "activated"


class RevisionRow(Tenanted, Base):
    """One append-only change of one field, as text; a change of several fields is several rows.

    `key_result_id` is empty when the objective itself changed.
    """

    __tablename__ = "revision"
    __table_args__ = tenanted(
        reference("objective_id", "objective"),
        reference("key_result_id", "key_result"),
        reference("person_id", "person"),
    )

    objective_id: Mapped[Reference]
    key_result_id: Mapped[int | None] = mapped_column(Id, index=True)
    act: Mapped[RevisionAct] = mapped_column(EnumValue(RevisionAct))
    field: Mapped[str] = mapped_column(String(32), default="")
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(Text, default="")
