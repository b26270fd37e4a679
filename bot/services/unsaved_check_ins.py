"""What a person typed into a check-in form that they closed before they saved it."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import DraftRow
from bot.okr.permissions import Actor
from bot.services.check_in_drafts import FORM, DraftItem, from_data
from bot.services.drafts import KEPT_FOR

GOES_ON_WITHIN = timedelta(days=1)
LOOKED_AT = 20
"""So many of a person's newest forms."""


async def find_unsaved(
    session: AsyncSession, *, actor: Actor, key_result_ids: Collection[int], now: datetime
) -> Mapping[int, DraftItem]:
    """Return what was typed within a day and not saved, by key result id.

    The newest form that asked about a key result decides: where that was saved, or holds nothing
    because its person began anew, nothing is left over.
    """
    rows = await session.execute(
        select(DraftRow.data, DraftRow.submitted_at)
        .where(
            DraftRow.workspace_id == actor.workspace_id,
            DraftRow.person_id == actor.person_id,
            DraftRow.form == FORM,
            DraftRow.expires_at > now + KEPT_FOR - GOES_ON_WITHIN,
        )
        .order_by(DraftRow.id.desc())
        .limit(LOOKED_AT)
    )
    newest: dict[int, DraftItem | None] = {}
    for data, submitted_at in rows:
        form, is_saved = from_data(data), submitted_at is not None
        if form.is_correction and not is_saved:
            continue
        for item in form.items:
            is_left = item.is_changed and not is_saved
            newest.setdefault(item.key_result_id, item if is_left else None)
    left = {one: newest.get(one) for one in key_result_ids}
    return {one: item for one, item in left.items() if item is not None}
