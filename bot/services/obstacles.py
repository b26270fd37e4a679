"""What keeps a team's OKRs from being posted in its channel."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import ObjectiveRow, TeamCycleRow, TeamRow
from bot.okr.cycle import CycleState
from bot.okr.key_result import LifeState
from bot.services.cycles import find_active_cycle

PROMPT_IS_OFF = "The prompt is switched off."
WAS_DUE_BEFORE = "The team was set up after this prompt was due, and nobody posted it by hand."
ARCHIVED = "The channel is archived. Unarchive it, or choose another one in the settings."
SHARED = (
    "The channel is shared with another organisation. A lead has to agree in the settings "
    "before OKRs are posted there."
)
NO_OKRS = "There are no OKRs to start from yet. A lead adds some: type “new” after the command."

NO_CYCLE = "No cycle is running. A lead plans the next one: type “cycle” after the command."
NOTHING_YET = (NO_OKRS, NO_CYCLE)
"""Nothing stands in the channel's way: there is only nothing to start a week from."""


async def find_obstacle(session: AsyncSession, *, team_id: int) -> str | None:
    """Return why a team's OKRs cannot be posted, as a sentence; None when they can."""
    team = await session.get(TeamRow, team_id, populate_existing=True)
    if team is None or team.is_channel_archived:
        return ARCHIVED
    if team.is_externally_shared and not team.is_external_allowed:
        return SHARED
    has_objectives = await session.scalar(
        select(
            exists()
            .where(ObjectiveRow.team_cycle_id == TeamCycleRow.id)
            .where(ObjectiveRow.state == LifeState.ACTIVE)
            .where(TeamCycleRow.team_id == team_id, TeamCycleRow.state == CycleState.ACTIVE)
        )
    )
    if has_objectives:
        return None
    return NO_OKRS if await find_active_cycle(session, team_id=team_id) else NO_CYCLE
