"""The form of a key result: opened, changed in place, and saved once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.hints import confidence_hint
from bot.okr.key_result import KeyResult
from bot.okr.key_result_entry import KeyResultEntry, entry_of
from bot.okr.key_result_reading import read_key_result
from bot.okr.objective import live_key_results
from bot.okr.okr_change import are_locked
from bot.okr.okr_form import KeyResultForm, OkrList, SavedOkr
from bot.okr.okr_input import KeyResultInput
from bot.okr.permissions import Act, Actor
from bot.services.drafts import finish_draft, get_draft, keep_draft, open_draft
from bot.services.key_results import add_key_result, change_key_result
from bot.services.objective_forms import hints_of
from bot.services.okr_drafts import (
    KEY_RESULT_FORM,
    KeyResultDraft,
    key_result_data,
    key_result_draft,
)
from bot.services.okr_lists import find_slack_id, load_okr_list
from bot.services.okr_rows import require_editable
from bot.services.okrs import FoundKeyResult, FoundObjective, get_key_result, get_objective
from bot.services.revisions import Change


async def open_new_key_result(
    session: AsyncSession, *, actor: Actor, objective_id: int, now: datetime
) -> KeyResultForm:
    """Start the form of a new key result, owned by the owner of its objective.

    Raises:
        NotFoundError: the objective is gone or closed, or the actor may not see it.
        NotAllowedError: the actor is no lead.
    """
    found = await get_objective(session, actor=actor, act=Act.EDIT_OKRS, objective_id=objective_id)
    require_editable(found.cycle, found.objective)
    owner = await find_slack_id(session, person_id=found.objective.owner_id)
    draft = KeyResultDraft(objective_id, None, 0, KeyResultEntry(owner=owner))
    token = await _open(session, actor, draft, found.team.id, now)
    return _form(found, token, None, draft.entry, now)


async def open_key_result(
    session: AsyncSession, *, actor: Actor, key_result_id: int, now: datetime
) -> KeyResultForm:
    """Start the form of a key result that exists.

    Raises:
        NotFoundError: it is gone or closed, or the actor may not see it.
        NotAllowedError: the actor is no lead.
    """
    found = await get_key_result(
        session, actor=actor, act=Act.EDIT_OKRS, key_result_id=key_result_id
    )
    key_result = found.key_result
    require_editable(found.cycle, found.objective, key_result)
    entry = entry_of(
        key_result,
        owner=await find_slack_id(session, person_id=key_result.owner_id),
        delegate=await find_slack_id(session, person_id=key_result.delegate_id),
    )
    draft = KeyResultDraft(found.objective.id, key_result_id, key_result.version, entry)
    token = await _open(session, actor, draft, found.team.id, now)
    return _form(found, token, key_result, entry, now)


async def change_key_result_form(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    change: Callable[[KeyResultEntry], KeyResultEntry],
    now: datetime,
) -> KeyResultForm:
    """Keep what was typed so far and return the form with what a button or a choice changes.

    Raises:
        NotFoundError: the form is too old, or what it is about is gone or closed.
        NotAllowedError: the actor is no lead any more.
    """
    draft = await get_draft(session, actor=actor, token=token, form=KEY_RESULT_FORM, now=now)
    about = key_result_draft(draft.data)
    about = replace(about, entry=change(about.entry).with_kind_rows())
    await keep_draft(session, draft=draft, data=key_result_data(about))
    found = await get_objective(
        session, actor=actor, act=Act.EDIT_OKRS, objective_id=about.objective_id
    )
    known = {one.id: one for one in found.objective.key_results}
    key_result = known.get(about.key_result_id or 0)
    return _form(found, token, key_result, about.entry, now)


async def read_key_result_form(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    change: Callable[[KeyResultEntry], KeyResultEntry],
    locale: str,
    now: datetime,
) -> tuple[KeyResultEntry, KeyResultInput]:
    """Read the form as it was submitted: what was typed, and what it says, without its people.

    Raises:
        NotFoundError: the form is too old, or what it is about is gone.
        NotAllowedError: the actor is no lead any more.
        FormError: with the fields of `read_key_result`.
    """
    draft = await get_draft(session, actor=actor, token=token, form=KEY_RESULT_FORM, now=now)
    about = key_result_draft(draft.data)
    found = await get_objective(
        session, actor=actor, act=Act.EDIT_OKRS, objective_id=about.objective_id
    )
    entry = change(about.entry)
    return entry, read_key_result(entry, cycle=found.cycle, locale=locale)


async def submit_key_result(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    entered: KeyResultInput,
    now: datetime,
    why: str = "",
) -> SavedOkr:
    """Save the form; a second submission of it is answered with what the first one saved.

    Raises:
        NotFoundError: the form is too old, or what it is about is gone or closed.
        NotAllowedError: the actor is no lead.
        ConflictError: somebody changed the key result since; the sentence names who and what.
        FormError: with the field names of `KeyResultInput`, or `change_why`.
    """
    draft = await get_draft(session, actor=actor, token=token, form=KEY_RESULT_FORM, now=now)
    about = key_result_draft(draft.data)
    is_new = about.key_result_id is None
    if await finish_draft(session, draft=draft, now=now):
        found = await _save(session, about, entered, Change(actor, now, why))
        saved = replace(about, key_result_id=found.key_result.id)
        await keep_draft(session, draft=draft, data=key_result_data(saved))
    else:
        found = await get_key_result(
            session, actor=actor, act=Act.EDIT_OKRS, key_result_id=about.key_result_id or 0
        )
    okrs = await load_okr_list(
        session, actor=actor, team_id=found.team.id, team_cycle_id=found.cycle.id, now=now
    )
    hints = _hints(found, okrs, entered, is_new=is_new)
    return SavedOkr(found.objective, found.key_result, hints, okrs)


def _hints(
    found: FoundKeyResult, okrs: OkrList, entered: KeyResultInput, *, is_new: bool
) -> tuple[str, ...]:
    firm = confidence_hint(found.objective.commitment, entered.confidence, is_first=is_new)
    sizes = hints_of(okrs, found.objective) if is_new else ()
    return (firm, *sizes) if firm else sizes


def _form(
    found: FoundObjective | FoundKeyResult,
    token: str,
    key_result: KeyResult | None,
    entry: KeyResultEntry,
    now: datetime,
) -> KeyResultForm:
    """Ask why where the OKRs are locked; the first number of an objective only completes it."""
    completes = not live_key_results(found.objective)
    return KeyResultForm(
        token,
        found.team,
        found.cycle,
        found.objective,
        key_result,
        entry,
        asks_why=are_locked(found.cycle, now) and not completes,
    )


async def _save(
    session: AsyncSession, about: KeyResultDraft, entered: KeyResultInput, change: Change
) -> FoundKeyResult:
    if about.key_result_id is None:
        return await add_key_result(
            session,
            actor=change.actor,
            objective_id=about.objective_id,
            entered=entered,
            now=change.now,
            why=change.why,
        )
    return await change_key_result(
        session,
        actor=change.actor,
        key_result_id=about.key_result_id,
        version=about.version,
        entered=entered,
        now=change.now,
        why=change.why,
    )


async def _open(
    session: AsyncSession, actor: Actor, draft: KeyResultDraft, team_id: int, now: datetime
) -> str:
    token = await open_draft(
        session,
        actor=actor,
        form=KEY_RESULT_FORM,
        data=key_result_data(draft),
        now=now,
        team_id=team_id,
    )
    return str(token)
