"""`/okr prompt`: see this week's prompt, then post it."""

from bot.handlers.registry import Listeners
from bot.handlers.request import Request
from bot.okr.errors import ConflictError
from bot.okr.permissions import Act
from bot.services.prompt_previews import load_prompt_preview
from bot.services.rounds import prompt_now
from bot.services.team_choice import get_meant_team
from bot.services.teams import get_team
from bot.views import prompt_preview as views
from bot.views.placement_fields import number_of

NOT_IN_CHANNEL = (
    "I am not in that channel, so I cannot post there. Type /invite there and choose me, "
    "then post again."
)


async def preview_prompt(request: Request) -> None:
    """Show the prompt to one person."""
    async with request.reading() as session:
        team = await get_meant_team(
            session,
            actor=request.actor,
            act=Act.POST_PROMPT,
            team_id=number_of(request.value),
            channel_id=request.channel_id,
        )
        preview = await load_prompt_preview(
            session, actor=request.actor, team_id=team.id, now=request.now
        )
    await request.reply(views.prompt_preview(preview, command=request.command, now=request.now))


async def post_prompt(request: Request) -> None:
    """Post the prompt in the team's channel, once."""
    team_id = number_of(request.value) or 0
    async with request.reading() as session:
        team = await get_team(session, actor=request.actor, act=Act.POST_PROMPT, team_id=team_id)
    channel = await request.slack.fetch_channel(team.channel_id)
    if channel is None or not channel.is_bot_member:
        raise ConflictError(NOT_IN_CHANNEL)
    async with request.writing() as session:
        posting = await prompt_now(session, actor=request.actor, team_id=team.id, now=request.now)
    request.wake()
    if posting.unclear:
        await request.reply(views.unclear_message(team, posting.unclear), replace=True)
        return
    await request.reply(
        views.posted_message(team, posting.prompted_at, is_new=posting.is_new, now=request.now),
        replace=True,
    )


def register(listeners: Listeners) -> None:
    """Register the verb and the buttons."""
    listeners.verb("prompt", preview_prompt, act=Act.POST_PROMPT)
    listeners.action(views.OPEN, preview_prompt, act=Act.POST_PROMPT)
    listeners.action(views.POST, post_prompt, act=Act.POST_PROMPT, saves=True)
