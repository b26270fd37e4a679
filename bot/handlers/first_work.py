"""The end of the set-up: the first work, a preview of the prompt, and post or wait."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.cadence import find_next_held_meeting
from bot.okr.permissions import Act, Actor
from bot.services.first_work import save_first_work
from bot.services.obstacles import find_obstacle
from bot.services.rounds import prompt_now
from bot.services.settings import load_settings
from bot.services.teams import get_team
from bot.services.weeks import load_week
from bot.views import first_work as views
from bot.views.blocks import View
from bot.views.prompt import prompt_message
from bot.views.times import day_and_time


async def submit_work(request: Request) -> Answer:
    """Take in what the team is in the middle of, and show the first prompt."""
    async with request.writing() as session:
        team_id = await save_first_work(
            session,
            actor=request.actor,
            token=request.private_metadata,
            text=views.parse_work(request.values),
            now=request.now,
        )
    request.wake()
    return Show(await _preview(request, team_id))


async def skip_work(request: Request) -> None:
    """Show the first prompt without any work."""
    await request.update_modal(await _preview(request, id_of(request.value)))


async def post_now(request: Request) -> Answer:
    """Post the first prompt."""
    team_id = id_of(request.private_metadata)
    async with request.writing() as session:
        await prompt_now(session, actor=request.actor, team_id=team_id, now=request.now)
        team = await get_team(session, actor=request.actor, act=Act.READ, team_id=team_id)
    request.wake()
    return Show(views.posted_modal(team.name))


async def wait(request: Request) -> None:
    """Leave the first prompt to the schedule."""
    team_id = id_of(request.value)
    async with request.reading() as session:
        prompt_at, zone, name = await _next_prompt(
            session, actor=request.actor, team_id=team_id, now=request.now
        )
    when = day_and_time(prompt_at, request.now, zone) if prompt_at else None
    await request.update_modal(views.waiting_modal(name, when=when, command=request.command))


def register(listeners: Listeners) -> None:
    """Register the last two forms of the set-up."""
    listeners.submission(views.SUBMIT_WORK, submit_work, act=Act.ADD_WORK)
    listeners.action(views.SKIP, skip_work, act=Act.READ)
    listeners.submission(views.POST, post_now, act=Act.POST_PROMPT)
    listeners.action(views.WAIT, wait, act=Act.READ)


async def _preview(request: Request, team_id: int) -> View:
    async with request.reading() as session:
        prompt_at, _, _ = await _next_prompt(
            session, actor=request.actor, team_id=team_id, now=request.now
        )
        week = await load_week(session, team_id=team_id, now=request.now)
        obstacle = await find_obstacle(session, team_id=team_id)
    message = prompt_message(week, command=request.command, now=request.now)
    return views.preview_modal(
        message, week, obstacle=obstacle, prompt_at=prompt_at, now=request.now
    )


async def _next_prompt(
    session: AsyncSession, *, actor: Actor, team_id: int, now: datetime
) -> tuple[datetime | None, str, str]:
    """Return when the prompt comes by itself, with the team's zone and name.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
    """
    found = await load_settings(session, actor=actor, act=Act.READ, team_id=team_id)
    schedule = found.settings.schedule
    meeting = find_next_held_meeting(schedule, now) if found.settings.is_prompt_on else None
    return (max(meeting.prompt_at, now) if meeting else None), schedule.zone, found.team.name
