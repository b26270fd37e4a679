"""A prompt as it would be posted now, for those who may post it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, OutboxRow, RoundRow, WorkspaceRow
from bot.okr.errors import ConflictError
from bot.okr.permissions import Act, Actor
from bot.okr.prompt_preview import PromptPreview
from bot.services.called_off import is_prompt_called_off
from bot.services.members import require_act
from bot.services.obstacles import find_obstacle
from bot.services.prompts import TURNED_DOWN, find_unclear_prompt
from bot.services.round_placing import find_next_prompt
from bot.services.rounds import find_current_round
from bot.services.weeks import load_week


async def load_prompt_preview(
    session: AsyncSession, *, actor: Actor, team_id: int, now: datetime
) -> PromptPreview:
    """Return this week's prompt as it would be posted now.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor may see it, but not post its prompt.
        ConflictError: there is nothing to post yet, or it may not be posted in the channel.
    """
    await require_act(session, actor=actor, act=Act.POST_PROMPT, team_id=team_id)
    if obstacle := await find_obstacle(session, team_id=team_id):
        raise ConflictError(obstacle)
    current = await find_current_round(session, team_id=team_id, now=now)
    prompted_at, link = await _find_posted(session, current.id) if current else (None, "")
    due_at = await find_next_prompt(session, team_id=team_id, now=now)
    return PromptPreview(
        week=await load_week(session, team_id=team_id, now=now),
        prompted_at=prompted_at,
        link=link,
        due_at=None if prompted_at else due_at,
        is_called_off=await is_prompt_called_off(session, team_id=team_id, now=now),
        unclear=await find_unclear_prompt(session, round_id=current.id) if current else None,
    )


async def _find_posted(session: AsyncSession, round_id: int) -> tuple[datetime | None, str]:
    found = await session.execute(
        select(RoundRow.prompted_at, OutboxRow.channel_id, OutboxRow.ts, WorkspaceRow.url)
        .join(OutboxRow, OutboxRow.round_id == RoundRow.id)
        .join(WorkspaceRow, WorkspaceRow.id == RoundRow.workspace_id)
        .where(
            RoundRow.id == round_id,
            OutboxRow.kind == MessageKind.PROMPT,
            OutboxRow.state.not_in(TURNED_DOWN),
        )
    )
    for prompted_at, channel_id, ts, url in found:
        return prompted_at, _link(url, channel_id, ts)
    return None, ""


def _link(url: str, channel_id: str | None, ts: str | None) -> str:
    """Build what chat.getPermalink returns for a message in a channel."""
    if not (url and channel_id and ts):
        return ""
    return f"{url.rstrip('/')}/archives/{channel_id}/p{ts.replace('.', '')}"
