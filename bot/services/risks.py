"""What needs a word first across a person's teams."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.focus import rank_focus
from bot.okr.overview import RiskList, TeamFocus, TeamPage
from bot.okr.permissions import Actor
from bot.services.team_pages import find_channel_page, find_own_pages


async def find_risks(
    session: AsyncSession, *, actor: Actor, channel_id: str | None, now: datetime
) -> RiskList:
    """Return what to talk about in the actor's teams and in the channel's, the worst first."""
    pages = {page.team.id: page for page in await find_own_pages(session, actor=actor, now=now)}
    here = await find_channel_page(session, actor=actor, channel_id=channel_id, now=now)
    if here is not None:
        pages.setdefault(here.team.id, here)
    risks = rank_pages(tuple(pages.values()))
    elsewhere = [one for one in risks if here is None or one.team.id != here.team.id]
    return RiskList(risks, is_named=bool(elsewhere))


def rank_pages(pages: tuple[TeamPage, ...]) -> tuple[TeamFocus, ...]:
    """Rank what to talk about over several teams."""
    weeks = [page.week for page in pages if page.week is not None]
    standings = [standing for week in weeks for standing in week.key_results]
    teams = {standing.key_result.id: week.team for week in weeks for standing in week.key_results}
    return tuple(
        TeamFocus(teams[focus.standing.key_result.id], focus) for focus in rank_focus(standings)
    )
