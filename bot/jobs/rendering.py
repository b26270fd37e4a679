"""What each kind of message says, rendered from the database at the moment it is sent."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import MessageKind, OutboxRow, OutboxState, TeamRow
from bot.jobs.cycle_rendering import CYCLE_RENDERERS
from bot.jobs.subject import Renderers, Subject, name_of, required
from bot.okr.errors import ConflictError, NotFoundError
from bot.okr.permissions import NOT_FOUND
from bot.services.followed_recaps import find_readable_rounds
from bot.services.meetings import load_card
from bot.services.no_meetings import load_no_meeting
from bot.services.obstacles import find_obstacle
from bot.services.recaps import load_recap
from bot.services.weeks import load_week
from bot.views.ask_for_okrs import answered_message, ask_for_okrs_message, okrs_given_message
from bot.views.delivery_troubles import unclear_post_message, unreachable_message
from bot.views.meeting import meeting_message
from bot.views.message import Message
from bot.views.no_meeting import no_meeting_message
from bot.views.prompt import prompt_message
from bot.views.recap import followed_recaps_message, recap_message
from bot.views.welcome import welcome_message

SOMEBODY = "Somebody"
SETTLED = "Somebody has decided meanwhile."
ANSWERED_MEANWHILE = "Somebody else has answered meanwhile."
REACHABLE_AGAIN = "The channel can be posted to again, or the team has another one."
NOTHING_HAPPENED = "Nothing happened that is worth a message."


def renderers_for(command: str) -> Renderers:
    """Return how each kind is rendered; `command` is the slash command, such as `/okr`."""

    async def render_prompt(session: AsyncSession, subject: Subject, now: datetime) -> Message:
        team_id = required(subject.team_id)
        # Between writing it down and saying it, the channel may have been shared or archived.
        if obstacle := await find_obstacle(session, team_id=team_id):
            raise ConflictError(obstacle)
        week = await load_week(session, team_id=team_id, now=now)
        return prompt_message(week, command=command, now=now, is_frozen=subject.is_frozen)

    async def render_asked(session: AsyncSession, subject: Subject, _now: datetime) -> Message:
        return await render_ask_for_okrs(session, subject, command)

    async def render_followed(session: AsyncSession, subject: Subject, _now: datetime) -> Message:
        return await render_followed_recaps(session, subject, command)

    return {
        MessageKind.PROMPT: render_prompt,
        MessageKind.ASK_FOR_OKRS: render_asked,
        MessageKind.WELCOME: render_welcome,
        MessageKind.NO_MEETING: render_no_meeting,
        MessageKind.MEETING: render_meeting,
        MessageKind.RECAP: render_recap,
        MessageKind.FOLLOWED_RECAP: render_followed,
        MessageKind.UNCLEAR_POST: render_unclear_post,
        MessageKind.UNREACHABLE: render_unreachable,
        **CYCLE_RENDERERS,
    }


async def render_ask_for_okrs(session: AsyncSession, subject: Subject, command: str) -> Message:
    """Draw the question for OKRs, or the thanks for them.

    In the details, `asked_by_id` is the person who asks, and `saved` are how many objectives and
    key results the other one has saved. `saved_by` is who else has saved some, and how many.
    """
    team = await _team(session, subject)
    if saved := subject.details.get("saved"):
        return okrs_given_message(
            team=team.name,
            channel_id=team.channel_id,
            objectives=saved[0],
            key_results=saved[1],
            command=command,
        )
    if saved_by := subject.details.get("saved_by"):
        if not subject.is_there:
            raise ConflictError(ANSWERED_MEANWHILE)
        person_id, objectives, key_results = saved_by
        return answered_message(
            team=team.name,
            channel_id=team.channel_id,
            by=await name_of(session, subject, person_id) or SOMEBODY,
            objectives=objectives,
            key_results=key_results,
            command=command,
        )
    asked_by = await name_of(session, subject, subject.details.get("asked_by_id"))
    return ask_for_okrs_message(team_id=team.id, team=team.name, asked_by=asked_by or SOMEBODY)


async def render_welcome(session: AsyncSession, subject: Subject, _now: datetime) -> Message:
    """Draw the first message in a channel; `inviter_id` in the details is who added the bot."""
    return welcome_message(
        inviter=await name_of(session, subject, subject.details.get("inviter_id"))
    )


async def render_no_meeting(session: AsyncSession, subject: Subject, now: datetime) -> Message:
    """Draw the line that stands in for the prompt of a meeting that is not held."""
    found = await load_no_meeting(session, round_id=required(subject.round_id), now=now)
    return no_meeting_message(on=found.on, reason=found.reason, next_on=found.next_on)


async def render_meeting(session: AsyncSession, subject: Subject, now: datetime) -> Message:
    """Draw the card of a meeting."""
    card = await load_card(session, round_id=required(subject.round_id), now=now)
    return meeting_message(card)


async def render_recap(session: AsyncSession, subject: Subject, _now: datetime) -> Message:
    """Draw what a meeting came to, for the team; where nothing happened there is nothing to say."""
    recap = await load_recap(session, round_id=required(subject.round_id))
    if recap.is_empty and not subject.is_there:
        raise ConflictError(NOTHING_HAPPENED)
    return recap_message(recap)


async def render_followed_recaps(session: AsyncSession, subject: Subject, command: str) -> Message:
    """Draw what meetings of a week came to, without work, for one follower.

    In the details, `round_ids` are the meetings, and `channel_id` the channel that follows. Whether
    the follower may still see each team is asked anew every time.
    """
    round_ids = await find_readable_rounds(
        session,
        round_ids=subject.details["round_ids"],
        person_id=subject.person_id,
        channel_id=subject.details.get("channel_id") or "",
    )
    recaps = [await load_recap(session, round_id=one) for one in round_ids]
    told = [one for one in recaps if not one.is_empty_outside]
    if not told and not subject.is_there:
        raise ConflictError(NOTHING_HAPPENED)
    return followed_recaps_message(told, command=command)


async def render_unclear_post(session: AsyncSession, subject: Subject, _now: datetime) -> Message:
    """Draw the question whether a message is there; `outbox_id` in the details is the message."""
    team = await _team(session, subject)
    row = await session.get(OutboxRow, subject.details.get("outbox_id"))
    if row is None or row.state is not OutboxState.UNKNOWN:
        raise ConflictError(SETTLED)
    parent = await session.get(OutboxRow, row.depends_on_id) if row.depends_on_id else None
    return unclear_post_message(
        team_id=team.id,
        team=team.name,
        channel_id=row.channel_id or team.channel_id,
        outbox_id=row.id,
        is_recap=row.kind is MessageKind.RECAP,
        is_in_thread=parent is not None and parent.ts is not None,
    )


async def render_unreachable(session: AsyncSession, subject: Subject, _now: datetime) -> Message:
    """Draw that a channel cannot be posted to; `channel_id` in the details is the channel."""
    team = await _team(session, subject)
    channel_id = subject.details.get("channel_id", team.channel_id)
    if team.unreachable_since is None or team.channel_id != channel_id:
        raise ConflictError(REACHABLE_AGAIN)
    return unreachable_message(team=team.name, channel_id=channel_id)


async def _team(session: AsyncSession, subject: Subject) -> TeamRow:
    team = await session.get(TeamRow, required(subject.team_id))
    if team is None:
        raise NotFoundError(NOT_FOUND)
    return team
