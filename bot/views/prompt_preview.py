"""The prompt as its team will see it, shown to one person first."""

from datetime import datetime

from bot.okr.prompt_preview import PromptPreview, UnclearPost
from bot.okr.team import Team
from bot.views.blocks import Block, actions, button, context, divider, section
from bot.views.delivery_troubles import unclear_post_message
from bot.views.message import Message
from bot.views.prompt import prompt_message
from bot.views.times import day_and_time

OPEN = "prompt.preview"
"""A button that shows the preview; its value is the team's id."""

POST = "prompt.post"
"""Its value is the team's id."""

ONLY_YOU = "Only you see this. Your team will see:"
POSTED = "Posted."


def prompt_preview(preview: PromptPreview, *, command: str, now: datetime) -> Message:
    """Return the prompt between what only its reader is told."""
    week = preview.week
    prompt = prompt_message(week, command=command, now=now)
    frame = [context(ONLY_YOU)]
    end = _question(preview) or [context(_state(preview, now)), *_buttons(preview)]
    return Message(f"{ONLY_YOU} {prompt.text}", [*frame, *prompt.blocks, *end])


def posted_message(team: Team, prompted_at: datetime, *, is_new: bool, now: datetime) -> Message:
    """Say that the prompt is posted, or that it was before."""
    text = POSTED
    if not is_new:
        text = (
            f"It was posted {day_and_time(prompted_at, now, team.zone)} already. "
            "It changes by itself as your team checks in and places work."
        )
    return Message(text, [section(text)])


def unclear_message(team: Team, unclear: UnclearPost) -> Message:
    """Ask whether the prompt is in the channel already, before it is posted a second time."""
    return unclear_post_message(
        team_id=team.id,
        team=team.name,
        channel_id=unclear.channel_id,
        outbox_id=unclear.outbox_id,
    )


def _question(preview: PromptPreview) -> list[Block]:
    if preview.unclear is None:
        return []
    return [divider(), *unclear_message(preview.week.team, preview.unclear).blocks]


def _state(preview: PromptPreview, now: datetime) -> str:
    zone = preview.week.team.zone
    if preview.prompted_at is not None:
        when = day_and_time(preview.prompted_at, now, zone)
        where = f" <{preview.link}|See it>" if preview.link else ""
        return f"Posted {when}. It changes by itself.{where}"
    if preview.is_called_off:
        return "The channel was told that there is no meeting, so this does not come by itself."
    if preview.due_at is None:
        return "It is switched off, so it does not come by itself."
    if preview.due_at <= now:
        return "It comes by itself in a moment."
    return f"It comes by itself {day_and_time(preview.due_at, now, zone)}."


def _buttons(preview: PromptPreview) -> list[Block]:
    if preview.prompted_at is not None:
        return []
    team_id = str(preview.week.team.id)
    return [actions(button("Post now", POST, value=team_id, style="primary"))]
