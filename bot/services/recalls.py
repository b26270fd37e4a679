"""Recall: asked on Home once a month, and told the team as one number when the month is over."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.insert import insert_if_absent
from bot.db.models import RecallAnswerRow, RecallRow, ScheduleRow
from bot.okr.errors import NotFoundError
from bot.okr.objective import Objective
from bot.okr.overview import TeamPage
from bot.okr.permissions import Act, Actor
from bot.okr.recall import LEAST_ANSWERS, Recall, RecallAnswer, RecallRate, check_answer, month_in
from bot.services.members import require_act
from bot.services.opened_homes import touch_home
from bot.services.team_pages import get_team_page

NOT_ASKED = "That question is gone. Open Home again to see what is there now."


async def find_recalls(
    session: AsyncSession, *, actor: Actor, pages: tuple[TeamPage, ...], now: datetime
) -> tuple[Recall, ...]:
    """Return what the actor is asked this month, a question for each team that wants it.

    Args:
        pages: of the actor's own teams.
    """
    rows = await session.execute(
        select(ScheduleRow.team_id, RecallAnswerRow)
        .outerjoin(
            RecallAnswerRow,
            and_(
                RecallAnswerRow.team_id == ScheduleRow.team_id,
                RecallAnswerRow.person_id == actor.person_id,
            ),
        )
        .where(ScheduleRow.team_id.in_([page.team.id for page in pages]), ScheduleRow.is_recall_on)
    )
    said: dict[int, dict[date, RecallAnswer]] = {}
    for team_id, row in rows:
        months = said.setdefault(team_id, {})
        if row is not None:
            months[row.month_on] = RecallAnswer(row.named, row.asked)
    return tuple(
        Recall(page.team, objectives, said[page.team.id].get(month_in(page.team.zone, now)))
        for page in pages
        if page.team.id in said and (objectives := _objectives_of(page))
    )


async def get_recall(session: AsyncSession, *, actor: Actor, team_id: int, now: datetime) -> Recall:
    """Return what the actor is asked about one team.

    Raises:
        NotFoundError: the team does not ask, has no objectives, or cannot be seen.
        NotAllowedError: the actor is no member.
    """
    await require_act(session, actor=actor, act=Act.RECALL, team_id=team_id)
    page = await get_team_page(session, actor=actor, team_id=team_id, now=now)
    found = await find_recalls(session, actor=actor, pages=(page,), now=now)
    if not found:
        raise NotFoundError(NOT_ASKED)
    return found[0]


async def answer_recall(
    session: AsyncSession, *, actor: Actor, team_id: int, named: int | None, now: datetime
) -> Recall:
    """Keep what the actor says of themselves until the month is over; a second answer corrects.

    Args:
        named: how many objectives they knew; None when they would rather not be asked.

    Raises:
        NotFoundError: the team does not ask, has no objectives, or cannot be seen.
        NotAllowedError: the actor is no member.
        FormError: with the field `named`.
    """
    recall = await get_recall(session, actor=actor, team_id=team_id, now=now)
    asked = len(recall.objectives)
    answer = RecallAnswer(None, asked) if named is None else check_answer(named, asked=asked)
    whose = {
        "team_id": team_id,
        "person_id": actor.person_id,
        "month_on": month_in(recall.team.zone, now),
    }
    said = {"named": answer.named, "asked": answer.asked, "at": now}
    await session.execute(
        insert_if_absent(session, RecallAnswerRow).values(
            workspace_id=actor.workspace_id, **whose, **said
        )
    )
    await session.execute(update(RecallAnswerRow).filter_by(**whose).values(said))
    await touch_home(session, person_id=actor.person_id)
    return Recall(recall.team, recall.objectives, answer)


async def close_months(session: AsyncSession, *, now: datetime, team_id: int | None = None) -> None:
    """Sum up the months that are over and remove the answers of which the sums were made.

    Args:
        team_id: only this team's.
    """
    begun = (
        select(
            RecallAnswerRow.workspace_id,
            RecallAnswerRow.team_id,
            RecallAnswerRow.month_on,
            ScheduleRow.zone,
        )
        .join(ScheduleRow, ScheduleRow.team_id == RecallAnswerRow.team_id)
        .distinct()
        .order_by(RecallAnswerRow.team_id, RecallAnswerRow.month_on)
    )
    if team_id is not None:
        begun = begun.where(RecallAnswerRow.team_id == team_id)
    for row in (await session.execute(begun)).all():
        if row.month_on < month_in(row.zone, now):
            await _close(session, row.workspace_id, row.team_id, row.month_on)


async def tell_recalls(
    session: AsyncSession, *, team_id: int, round_id: int, now: datetime
) -> None:
    """Let the recap of a meeting tell the months that are over and were not told yet."""
    await close_months(session, team_id=team_id, now=now)
    await session.execute(
        update(RecallRow)
        .where(RecallRow.team_id == team_id, RecallRow.round_id.is_(None))
        .values(round_id=round_id)
    )


async def find_told(session: AsyncSession, *, round_id: int) -> RecallRate | None:
    """Return the newest month that a meeting's recap tells; for the team alone."""
    row = await session.scalar(
        select(RecallRow)
        .where(RecallRow.round_id == round_id)
        .order_by(RecallRow.month_on.desc())
        .limit(1)
    )
    return RecallRate(row.month_on, row.answers, row.named, row.asked) if row else None


def _objectives_of(page: TeamPage) -> tuple[Objective, ...]:
    return tuple(one.objective for one in page.week.objectives) if page.week else ()


async def _close(session: AsyncSession, workspace_id: int, team_id: int, month_on: date) -> None:
    its: ColumnElement[bool] = and_(
        RecallAnswerRow.team_id == team_id, RecallAnswerRow.month_on == month_on
    )
    removed = await session.execute(
        delete(RecallAnswerRow)
        .where(its)
        .returning(RecallAnswerRow.named, RecallAnswerRow.asked)
        .execution_options(synchronize_session=False)
    )
    said = [(named, asked) for named, asked in removed.all() if named is not None]
    if len(said) < LEAST_ANSWERS:
        return
    named, asked = (sum(column) for column in zip(*said, strict=True))
    await session.execute(
        insert_if_absent(session, RecallRow).values(
            workspace_id=workspace_id,
            team_id=team_id,
            month_on=month_on,
            answers=len(said),
            named=named,
            asked=asked,
        )
    )
