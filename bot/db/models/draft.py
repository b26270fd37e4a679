"""Forms that span several modals: kept as they are filled, saved once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, Id, Reference, Tenanted, reference, tenanted


class DraftRow(Tenanted, Base):
    """What a person has typed so far; `token` travels in the modal's private metadata."""

    __tablename__ = "draft"
    __table_args__ = tenanted(
        reference("person_id", "person"), reference("team_id", "team"), UniqueConstraint("token")
    )

    token: Mapped[UUID]
    person_id: Mapped[Reference]
    team_id: Mapped[int | None] = mapped_column(Id)
    form: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    submitted_at: Mapped[datetime | None]
