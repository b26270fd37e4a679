"""Meeting mode: the card in the prompt's thread, its notes, and the recap's corrections."""

from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Close, Request
from bot.okr.errors import NotFoundError
from bot.okr.permissions import NOT_FOUND, Act
from bot.services.meetings import add_note, correct_notes, open_notes, start_meeting, turn_card
from bot.services.recaps import load_last_recap
from bot.services.team_choice import get_meant_team
from bot.views import meeting as views
from bot.views.blocks import section
from bot.views.message import Message
from bot.views.recap import followed_recaps_message, recap_message

STARTED = "The card is in the prompt's thread. Share your screen, and press Next there."
IS_THERE = "The card is in the prompt's thread already."


async def start(request: Request) -> None:
    """Put the card into the thread of the prompt."""
    async with request.writing() as session:
        is_new = await start_meeting(
            session, actor=request.actor, team_id=id_of(request.value), now=request.now
        )
    request.wake()
    text = STARTED if is_new else IS_THERE
    await request.reply(Message(text, [section(text)]))


async def show_recap(request: Request) -> None:
    """Show what the last meeting of the channel's team came to, as far as one may see it."""
    async with request.reading() as session:
        team = await get_meant_team(
            session, actor=request.actor, act=Act.READ, team_id=None, channel_id=request.channel_id
        )
        recap, is_member = await load_last_recap(session, actor=request.actor, team_id=team.id)
    outside = followed_recaps_message([recap], command=request.command)
    await request.reply(recap_message(recap) if is_member else outside)


async def go_on(request: Request) -> None:
    """Show the next objective on the card."""
    await _turn(request, by=1)


async def go_back(request: Request) -> None:
    """Show the objective before on the card."""
    await _turn(request, by=-1)


async def ask_note(request: Request) -> None:
    """Ask for the sentence to keep."""
    kind = views.KINDS[str(request.action.get("action_id"))]
    await request.open_modal(views.note_modal(kind, request.value))


async def submit_note(request: Request) -> Answer:
    """Keep the sentence."""
    state = views.parse_note_state(request.private_metadata)
    if state.kind is None:
        raise NotFoundError(NOT_FOUND)
    async with request.writing() as session:
        await add_note(
            session,
            actor=request.actor,
            meeting_id=id_of(state.meeting_id),
            objective_id=id_of(state.objective_id) or None,
            kind=state.kind,
            text=views.parse_note(request.values),
            now=request.now,
        )
    request.wake()
    return Close()


async def open_correction(request: Request) -> None:
    """Show what the recap says, to correct it."""
    round_id = id_of(request.value)
    async with request.reading() as session:
        notes = await open_notes(session, actor=request.actor, round_id=round_id)
    await request.open_modal(views.correct_modal(notes, round_id))


async def submit_correction(request: Request) -> Answer:
    """Write the notes anew; the recap follows."""
    async with request.writing() as session:
        await correct_notes(
            session,
            actor=request.actor,
            round_id=id_of(request.private_metadata),
            texts=views.parse_notes(request.values),
            now=request.now,
        )
    request.wake()
    return Close()


async def _turn(request: Request, *, by: int) -> None:
    meeting_id, _, step = request.value.partition(":")
    async with request.writing() as session:
        await turn_card(
            session, actor=request.actor, meeting_id=id_of(meeting_id), step=id_of(step), by=by
        )
    request.wake()


def register(listeners: Listeners) -> None:
    """Register the verb, the buttons and the forms."""
    listeners.verb("recap", show_recap, act=Act.READ)
    listeners.action(views.START, start, act=Act.MEET, saves=True)
    listeners.action(views.NEXT, go_on, act=Act.MEET, saves=True)
    listeners.action(views.BACK, go_back, act=Act.MEET, saves=True)
    for name in views.KINDS:
        listeners.action(name, ask_note, act=Act.MEET)
    listeners.submission(views.SAVE_NOTE, submit_note, act=Act.MEET)
    listeners.action(views.CORRECT, open_correction, act=Act.MEET)
    listeners.submission(views.CORRECT_NOTES, submit_correction, act=Act.MEET)
