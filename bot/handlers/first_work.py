"""The end of the set-up: the first work, a preview of the prompt, and post or wait."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.permissions import Act
from bot.services.first_work import save_first_work
from bot.services.obstacles import find_obstacle
from bot.services.round_placing import find_next_prompt
from bot.services.rounds import prompt_now
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
        team = await get_team(session, actor=request.actor, act=Act.READ, team_id=team_id)
        prompt_at = await find_next_prompt(session, team_id=team_id, now=request.now)
    when = day_and_time(prompt_at, request.now, team.zone) if prompt_at else None
    await request.update_modal(views.waiting_modal(team.name, when=when, command=request.command))


def register(listeners: Listeners) -> None:
    """Register the last two forms of the set-up."""
    listeners.submission(views.SUBMIT_WORK, submit_work, act=Act.ADD_WORK)
    listeners.action(views.SKIP, skip_work, act=Act.READ_SHARES)
    listeners.submission(views.POST, post_now, act=Act.POST_PROMPT)
    listeners.action(views.WAIT, wait, act=Act.READ)


async def _preview(request: Request, team_id: int) -> View:
    async with request.reading() as session:
        # The prompt shows what only the team sees.
        await get_team(session, actor=request.actor, act=Act.READ_SHARES, team_id=team_id)
        prompt_at = await find_next_prompt(session, team_id=team_id, now=request.now)
        week = await load_week(session, team_id=team_id, now=request.now)
        obstacle = await find_obstacle(session, team_id=team_id)
    message = prompt_message(week, command=request.command, now=request.now)
    return views.preview_modal(
        message, week, obstacle=obstacle, prompt_at=prompt_at, now=request.now
    )
