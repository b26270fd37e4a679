"""Check-ins: a form is opened, turned page by page, and saved once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import CheckInRow
from bot.okr.check_in_form import CheckInForm, Conflict, Entry, SavedCheckIns
from bot.okr.errors import ConflictError, NotFoundError
from bot.okr.permissions import NOT_FOUND, Actor
from bot.services.check_in_drafts import FORM, CheckInDraft, from_data, to_data
from bot.services.check_in_pages import existing_page, show_page, start_form
from bot.services.check_in_saving import (
    add_check_ins,
    find_conflicts,
    read_items,
    require_something,
)
from bot.services.check_in_subjects import load_subjects, lock_key_results, require_open
from bot.services.drafts import Draft, finish_draft, get_draft, keep_draft
from bot.services.saved_check_ins import load_saved
from bot.services.unsaved_check_ins import find_unsaved

CHECKED_IN_SINCE = "Somebody has checked in since. Check in again to say where it stands."


async def open_check_ins(
    session: AsyncSession, *, actor: Actor, key_result_ids: Sequence[int], now: datetime
) -> CheckInForm:
    """Start a form for key results and return its first page.

    What the person typed about them within a day and did not save is in it.

    Raises:
        NotFoundError: one is gone, closed, of another workspace, or the actor may not see it.
        NotAllowedError: the actor may see one, but not check in.
    """
    subjects = await load_subjects(session, actor=actor, key_result_ids=key_result_ids)
    for subject in subjects.values():
        require_open(subject)
    unsaved = await find_unsaved(session, actor=actor, key_result_ids=key_result_ids, now=now)
    return await start_form(session, actor=actor, subjects=subjects, unsaved=unsaved, now=now)


async def begin_anew(
    session: AsyncSession, *, actor: Actor, token: str, now: datetime
) -> CheckInForm:
    """Start a form for the key results of another one, with nothing typed.

    Raises:
        NotFoundError: the other form is gone, or one of its key results is gone or closed.
        NotAllowedError: the actor may no longer check in.
    """
    draft = await get_draft(session, actor=actor, token=token, form=FORM, now=now)
    ids = [item.key_result_id for item in from_data(draft.data).items]
    subjects = await load_subjects(session, actor=actor, key_result_ids=ids)
    for subject in subjects.values():
        require_open(subject)
    return await start_form(session, actor=actor, subjects=subjects, is_anew=True, now=now)


async def open_correction(
    session: AsyncSession, *, actor: Actor, token: str, now: datetime
) -> CheckInForm:
    """Start a form that holds what an earlier one saved; saving it adds records.

    Raises:
        NotFoundError: the earlier form is gone, or one of its key results is.
    """
    draft = await get_draft(session, actor=actor, token=token, form=FORM, now=now)
    saved = (await load_saved(session, actor=actor, draft=draft)).saved
    if not saved:
        raise NotFoundError(NOT_FOUND)
    subjects = await load_subjects(
        session, actor=actor, key_result_ids=[one.key_result.id for one in saved]
    )
    for subject in subjects.values():
        require_open(subject)
    corrected = {one.key_result.id: one.check_in for one in saved}
    return await start_form(session, actor=actor, subjects=subjects, corrected=corrected, now=now)


async def open_correction_of(
    session: AsyncSession, *, actor: Actor, check_in_id: int, now: datetime
) -> CheckInForm:
    """Start a form that corrects one's own check-in, as long as it is the last of its key result.

    Raises:
        NotFoundError: it is gone or somebody else's, or the key result is gone or closed.
        NotAllowedError: the actor may no longer check in.
        ConflictError: somebody checked in since.
    """
    row = await session.get(CheckInRow, check_in_id)
    if row is None or (row.workspace_id, row.author_id) != (actor.workspace_id, actor.person_id):
        raise NotFoundError(NOT_FOUND)
    subjects = await load_subjects(session, actor=actor, key_result_ids=[row.key_result_id])
    [subject] = subjects.values()
    require_open(subject)
    last = subject.history[-1]
    if last.id != check_in_id:
        raise ConflictError(CHECKED_IN_SINCE)
    corrected = {row.key_result_id: last}
    return await start_form(session, actor=actor, subjects=subjects, corrected=corrected, now=now)


async def turn_back(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    page: int,
    entries: Mapping[int, Entry],
    now: datetime,
) -> CheckInForm:
    """Keep what was typed on a page, unchecked, and return the page before it.

    Raises:
        NotFoundError: the form is gone, or one of its key results is.
    """
    draft = await get_draft(session, actor=actor, token=token, form=FORM, now=now)
    form = from_data(draft.data).with_entries(entries)
    await keep_draft(session, draft=draft, data=to_data(form))
    return await show_page(
        session, actor=actor, token=draft.token, form=form, page=page - 1, now=now
    )


async def submit_check_ins(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    page: int,
    entries: Mapping[int, Entry],
    asked: int,
    locale: str,
    now: datetime,
) -> CheckInForm | SavedCheckIns:
    """Take in one page: return the next, or save all pages once and return what was saved.

    A form that was saved before is answered with what it saved. When somebody checked in since
    the form was opened, it comes back with that shown, and the next submission saves.

    Args:
        asked: how often the form says that it was shown such a thing. One that lags behind was
            on its way already, as the second of two clicks is, and answers nothing.

    Raises:
        FormError: with the fields `value:17`, `ticks:17`, `confidence:17`, `note:17`.
        NotFoundError: the form is gone, or one of its key results is gone or closed.
        NotAllowedError: the actor may no longer check in.
    """
    draft = await get_draft(session, actor=actor, token=token, form=FORM, now=now)
    if draft.submitted_at is not None:
        return await load_saved(session, actor=actor, draft=draft)
    form = from_data(draft.data)
    page = existing_page(form, page)
    # What was closed meanwhile is shown without fields: nothing of it can be left to save.
    untouched = {item.key_result_id: item.before for item in form.pages[page]}
    form = form.with_entries(untouched | dict(entries))
    if page == len(form.pages) - 1:
        return await _save_or_ask(
            session, actor=actor, draft=draft, form=form, asked=asked, locale=locale, now=now
        )
    shown = form.pages[page]
    subjects = await load_subjects(
        session, actor=actor, key_result_ids=[item.key_result_id for item in shown]
    )
    read_items(subjects, [i for i in shown if i.is_changed], shown=shown, locale=locale)
    await keep_draft(session, draft=draft, data=to_data(form))
    return await show_page(
        session, actor=actor, token=draft.token, form=form, page=page + 1, now=now
    )


async def _save_or_ask(
    session: AsyncSession,
    *,
    actor: Actor,
    draft: Draft,
    form: CheckInDraft,
    asked: int,
    locale: str,
    now: datetime,
) -> CheckInForm | SavedCheckIns:
    """Save, unless somebody checked in meanwhile: then the person is shown that and asked."""
    ids = [item.key_result_id for item in form.items]
    await lock_key_results(session, workspace_id=actor.workspace_id, key_result_ids=ids)
    subjects = await load_subjects(session, actor=actor, key_result_ids=ids)
    changed = [item for item in form.items if item.is_changed]
    again = form.asked_about if asked < form.asked else frozenset()
    conflicts = await find_conflicts(
        session, actor=actor, subjects=subjects, changed=changed, again=again, locale=locale
    )
    if conflicts:
        form = form.with_seen({one.key_result.id: one.check_in.id for one in conflicts})
        await keep_draft(session, draft=draft, data=to_data(form))
        page = _page_to_complete(form, conflicts)
        shown = await show_page(
            session, actor=actor, token=draft.token, form=form, page=page, now=now
        )
        return replace(shown, conflicts=conflicts)
    require_something(form, changed)
    readings = read_items(subjects, changed, shown=form.pages[-1], locale=locale)
    await add_check_ins(
        session,
        actor=actor,
        draft=draft,
        subjects=subjects,
        items=changed,
        readings=readings,
        now=now,
    )
    await finish_draft(session, draft=draft, now=now)
    return await load_saved(session, actor=actor, draft=draft)


def _page_to_complete(form: CheckInDraft, conflicts: Sequence[Conflict]) -> int:
    """Return the first page on which a conflict asks for more; else the last."""
    lacking = {one.key_result.id for one in conflicts if one.fields}
    pages = (
        number
        for number, page in enumerate(form.pages)
        if lacking & {item.key_result_id for item in page}
    )
    return next(pages, len(form.pages) - 1)
