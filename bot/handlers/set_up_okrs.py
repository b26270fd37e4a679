"""A team's OKRs pasted, typed or asked for; then checked and saved."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.channel_facts import find_people
from bot.handlers.ids import id_of
from bot.handlers.registry import Listeners
from bot.handlers.request import Answer, Request, Show
from bot.okr.errors import FormError
from bot.okr.permissions import Act
from bot.okr.team import Team
from bot.services.ask_for_okrs import ask_for_okrs
from bot.services.cycles import ensure_active_cycle
from bot.services.first_work import open_first_work
from bot.services.set_up_okrs import (
    OkrDraft,
    find_answers,
    keep_typed,
    open_okr_draft,
    save_objectives,
    save_okrs,
    understand_okrs,
)
from bot.views import set_up_okrs as views
from bot.views import understood as check_views
from bot.views.blocks import View
from bot.views.first_work import asked_words, first_work_modal, saved_modal

OKRS_SAVED = "The OKRs are saved."
NOTHING_CHOSEN = "Write what you want to be true, a line each, or choose somebody to ask below."


async def open_paste(request: Request) -> None:
    """Show the form to paste a team's OKRs into; who was asked for them may, and leads."""
    async with request.writing() as session:
        draft = await open_okr_draft(
            session, actor=request.actor, team_id=id_of(request.value), now=request.now
        )
    await request.open_modal(_paste_view(draft))


async def show_paste(request: Request) -> None:
    """Go over to pasting; what was typed is kept."""
    await request.update_modal(_paste_view(await _keep(request)))


async def show_type(request: Request) -> None:
    """Go over to typing one; what was pasted is kept."""
    await request.update_modal(_type_view(await _keep(request)))


async def show_none(request: Request) -> None:
    """Go over to what a team without OKRs can do; what was typed is kept."""
    draft = await _keep(request)
    await request.update_modal(views.no_okrs_modal(draft.token))


async def add_line(request: Request) -> None:
    """Add a field for another key result, in place."""
    draft = await _keep(request)
    count = views.line_count_in(request.private_metadata) + 1
    await request.update_modal(
        views.type_modal(
            draft.token, is_set_up=draft.is_set_up, lines=draft.lines, line_count=count
        )
    )


async def submit_paste(request: Request) -> Answer:
    """Show what was understood of the pasted text."""
    return await _understand(request, text=views.parse_paste_text(request.values))


async def submit_typed(request: Request) -> Answer:
    """Show what was understood of the typed objective."""
    return await _understand(request, lines=views.parse_lines(request.values))


async def go_back(request: Request) -> None:
    """Go back a page, or to what was pasted or typed; what was chosen is kept."""
    place = check_views.parse_page(request.private_metadata)
    if place.page:
        await request.update_modal(await _turn(request, place.token, place.page - 1))
        return
    async with request.writing() as session:
        draft = await keep_typed(
            session,
            actor=request.actor,
            token=place.token,
            answers=check_views.parse_answers(request.values),
            now=request.now,
        )
    await request.update_modal(_type_view(draft) if draft.is_typed else _paste_view(draft))


async def submit_understood(request: Request) -> Answer:
    """Go on to the next page; from the last one save the OKRs, once, and go on with the set-up."""
    place = check_views.parse_page(request.private_metadata)
    if not place.is_last:
        return Show(await _turn(request, place.token, place.page + 1))
    async with request.writing() as session:
        before = await find_answers(
            session, actor=request.actor, token=place.token, now=request.now
        )
    answers = {**before, **check_views.parse_answers(request.values)}
    chosen = [a.owner_slack_user_id for a in answers.values() if a.owner_slack_user_id]
    people = await find_people(request, chosen)
    async with request.writing() as session:
        draft = await save_okrs(
            session,
            actor=request.actor,
            token=place.token,
            answers=answers,
            people=people,
            now=request.now,
        )
        view = (
            await _first_work(session, request, draft.team, told=OKRS_SAVED)
            if draft.is_set_up
            else saved_modal(draft.team.name, command=request.command)
        )
    request.wake()
    return Show(view)


async def submit_none(request: Request) -> Answer:
    """Save objectives without numbers, ask somebody for the OKRs, or both."""
    text, slack_user_id = views.parse_no_okrs(request.values)
    if not text and slack_user_id is None:
        raise FormError({views.OBJECTIVES: NOTHING_CHOSEN})
    people = await find_people(request, [slack_user_id] if slack_user_id else [])
    token = views.token_in(request.private_metadata)
    told = []
    async with request.writing() as session:
        if text:
            draft = await save_objectives(
                session, actor=request.actor, token=token, text=text, now=request.now
            )
            told.append(OKRS_SAVED)
        else:
            draft = await keep_typed(session, actor=request.actor, token=token, now=request.now)
        for person in people.values():
            is_new = await ask_for_okrs(
                session, actor=request.actor, team_id=draft.team.id, person=person, now=request.now
            )
            told.append(asked_words(person.name, is_new=is_new))
        view = await _first_work(session, request, draft.team, told=" ".join(told))
    request.wake()
    return Show(view)


def register(listeners: Listeners) -> None:
    """Register the forms and the buttons between them; who was asked by a lead may use them too."""
    listeners.action(views.OPEN, open_paste, act=Act.EDIT_OKRS)
    listeners.action(views.SHOW_PASTE, show_paste, act=Act.EDIT_OKRS)
    listeners.action(views.SHOW_TYPE, show_type, act=Act.EDIT_OKRS)
    listeners.action(views.SHOW_NONE, show_none, act=Act.EDIT_OKRS)
    listeners.action(views.ADD_LINE, add_line, act=Act.EDIT_OKRS)
    listeners.action(check_views.BACK, go_back, act=Act.EDIT_OKRS)
    listeners.submission(views.SUBMIT_PASTE, submit_paste, act=Act.EDIT_OKRS)
    listeners.submission(views.SUBMIT_TYPED, submit_typed, act=Act.EDIT_OKRS)
    listeners.submission(views.SUBMIT_NONE, submit_none, act=Act.EDIT_OKRS)
    listeners.submission(check_views.SUBMIT, submit_understood, act=Act.EDIT_OKRS)


async def _first_work(session: AsyncSession, request: Request, team: Team, *, told: str) -> View:
    """Begin the set-up's last question, and return its form."""
    token = await open_first_work(session, actor=request.actor, team_id=team.id, now=request.now)
    cycle = await ensure_active_cycle(session, team=team, now=request.now)
    return first_work_modal(token, cycle=cycle, told=told)


async def _keep(request: Request) -> OkrDraft:
    """Keep what is typed into the open form, whichever it is."""
    values = request.values
    async with request.writing() as session:
        return await keep_typed(
            session,
            actor=request.actor,
            token=views.token_in(request.private_metadata),
            text=views.parse_paste_text(values) if views.TEXT in values else None,
            lines=views.parse_lines(values) if views.OBJECTIVE in values else None,
            now=request.now,
        )


async def _turn(request: Request, token: str, page: int) -> View:
    """Keep what was chosen, and return another page of what was understood."""
    async with request.writing() as session:
        draft = await keep_typed(
            session,
            actor=request.actor,
            token=token,
            answers=check_views.parse_answers(request.values),
            now=request.now,
        )
        understood = await understand_okrs(session, draft=draft, now=request.now)
    return check_views.understood_modal(
        draft.token, understood, is_set_up=draft.is_set_up, page=page
    )


async def _understand(
    request: Request, *, text: str | None = None, lines: Sequence[str] | None = None
) -> Answer:
    async with request.writing() as session:
        draft = await keep_typed(
            session,
            actor=request.actor,
            token=views.token_in(request.private_metadata),
            text=text,
            lines=lines,
            now=request.now,
        )
        understood = await understand_okrs(session, draft=draft, now=request.now)
    view = check_views.understood_modal(draft.token, understood, is_set_up=draft.is_set_up)
    return Show(view)


def _paste_view(draft: OkrDraft) -> View:
    return views.paste_modal(draft.token, is_set_up=draft.is_set_up, text=draft.text)


def _type_view(draft: OkrDraft) -> View:
    return views.type_modal(draft.token, is_set_up=draft.is_set_up, lines=draft.lines)
