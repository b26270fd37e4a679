"""Ideas from the objectives."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, Id, Reference, Tenanted, reference, tenanted


class IdeaRow(Tenanted, Base):
    """Something that could move a key result; one that is taken out stays, unread."""

    __tablename__ = "idea"
    __table_args__ = tenanted(
        reference("key_result_id", "key_result"),
        reference("person_id", "person"),
        reference("work_item_id", "work_item"),
    )

    key_result_id: Mapped[Reference]
    text: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime]
    work_item_id: Mapped[int | None] = mapped_column(Id)
    removed_at: Mapped[datetime | None]
