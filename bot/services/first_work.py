"""What a team is in the middle of when it starts: taken in once, the backlog left where it is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.errors import FormError
from bot.okr.new_work import MAX_TITLE, NewWork, read_work
from bot.okr.permissions import Act, Actor
from bot.okr.text import count_of, shorten
from bot.okr.work_item import WorkSource
from bot.services.drafts import finish_draft, get_draft, open_draft
from bot.services.members import require_act
from bot.services.work_items import add_work_item

FORM = "first_work"
MAX_LINES = 15


async def open_first_work(
    session: AsyncSession, *, actor: Actor, team_id: int, now: datetime
) -> UUID:
    """Begin to ask what a team is in the middle of, and return the draft's token.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is no member of it.
    """
    await require_act(session, actor=actor, act=Act.ADD_WORK, team_id=team_id)
    return await open_draft(session, actor=actor, form=FORM, data={}, now=now, team_id=team_id)


async def save_first_work(
    session: AsyncSession, *, actor: Actor, token: str, text: str, now: datetime
) -> int:
    """Take in one work item a line, all in play; saving the same draft again adds none.

    Returns:
        The team's id.

    Raises:
        NotFoundError: the draft is too old, or the team is gone.
        NotAllowedError: the actor is no member of the team.
        FormError: with the field `work`.
    """
    draft = await get_draft(session, actor=actor, token=token, form=FORM, now=now)
    team_id = draft.team_id or 0
    await require_act(session, actor=actor, act=Act.ADD_WORK, team_id=team_id)
    lines = read_lines(text)
    if not await finish_draft(session, draft=draft, now=now):
        return team_id
    for title, link in lines:
        work = NewWork(
            title=title,
            link=link,
            owner_id=None,
            source=WorkSource.TYPED,
            external_id=None,
            created_at=now,
            is_started=True,
        )
        try:
            await add_work_item(session, actor=actor, team_id=team_id, work=work, now=now)
        except FormError as error:
            raise FormError({"work": f'"{shorten(title, 40)}": {error.sentence}'}) from error
    return team_id


def read_lines(text: str) -> tuple[tuple[str, str | None], ...]:
    """Read what is typed, a title or link a line.

    Raises:
        FormError: with the field `work`.
    """
    found = [read_work(line.strip().lstrip("-*•").strip()) for line in text.splitlines()]
    lines = tuple((title, link) for title, link in found if title)
    if len(lines) > MAX_LINES:
        raise FormError(
            {
                "work": f"These are {count_of(len(lines), 'line')}. Keep the {MAX_LINES} you are"
                " really in the middle of, and leave the backlog where it is."
            }
        )
    long = next((title for title, _ in lines if len(title) > MAX_TITLE), None)
    if long:
        raise FormError({"work": f'Shorten "{shorten(long, 40)}" to {MAX_TITLE} characters.'})
    return lines
