"""What every table shares: names of constraints, types, and the workspace it belongs to."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator

MICRO = Decimal("0.000001")

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware on the way in, UTC in the database, aware on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse an instant without a zone and store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Mark what SQLite gives back without a zone as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal of 18 digits, 6 of them decimals, kept as millionths in an integer.

    SQLite keeps NUMERIC as a float and would change the value.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Store the value as a whole number of millionths."""
        if value is None:
            return None
        scaled = value / MICRO
        if scaled != scaled.to_integral_value():
            raise ValueError("a value has at most 6 decimals")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Give the exact value back."""
        return None if value is None else Decimal(value) * MICRO


class EnumValue(TypeDecorator[StrEnum]):
    """A `StrEnum` kept by its value, so that renaming a member changes no row."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        """Refuse a value that the enum does not know."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Give the member back."""
        return None if value is None else self.kind(value)


Id = BigInteger().with_variant(Integer, "sqlite")
PrimaryKey = Annotated[int, mapped_column(Id, primary_key=True, autoincrement=True)]
Reference = Annotated[int, mapped_column(Id, index=True)]
"""A column that a composite foreign key ties to another table of the same workspace."""


class Base(DeclarativeBase):
    """The declarative base of all tables."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {datetime: UtcDateTime(), Decimal: ExactDecimal()}  # noqa: RUF012


class Tenanted:
    """A table whose rows belong to one workspace.

    `UNIQUE (workspace_id, id)` is what composite references point at, so that a reference
    across workspaces cannot be stored.
    """

    id: Mapped[PrimaryKey]

    @declared_attr
    def workspace_id(cls) -> Mapped[int]:  # noqa: N805 - declared_attr hands over the class
        """The workspace that the row belongs to."""
        return mapped_column(Id, ForeignKey("workspace.id"), nullable=False)


def tenanted(*extra: SchemaItem) -> tuple[SchemaItem, ...]:
    """Return the table arguments of a tenanted table: its reference target, then `extra`."""
    return (UniqueConstraint("workspace_id", "id"), *extra)


def reference(column: str, table: str) -> ForeignKeyConstraint:
    """Tie `column` to `table` within the same workspace."""
    return ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"])
