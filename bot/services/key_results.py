"""Key results are added and changed; every change leaves a revision."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from bot.db.models import KeyResultRow
from bot.okr.cycle import Cycle
from bot.okr.key_result import Milestone, check_key_result
from bot.okr.objective import Objective, check_weights, live_key_results
from bot.okr.okr_change import ASKING_FIELDS
from bot.okr.okr_input import KeyResultInput
from bot.okr.permissions import Act, Actor
from bot.services.cycle_messages import touch_okrs
from bot.services.key_result_rows import Parent, fill_key_result, insert_key_result, values_of
from bot.services.okr_locks import require_why
from bot.services.okr_rows import lock_objective, lock_objective_of, name_of, require_editable
from bot.services.okrs import FoundKeyResult, get_key_result, get_objective
from bot.services.owners import welcome_owners
from bot.services.revisions import Change, Subject, record_changes, require_version
from bot.services.steps import keep_milestones, keep_phased_targets, steps_text, targets_text


async def add_key_result(
    session: AsyncSession,
    *,
    actor: Actor,
    objective_id: int,
    entered: KeyResultInput,
    now: datetime,
    why: str = "",
) -> FoundKeyResult:
    """Add a key result to an objective and return it.

    Raises:
        NotFoundError: the objective is gone or closed, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        FormError: with the field names of `KeyResultInput`, or `change_why`.
    """
    await lock_objective(session, objective_id=objective_id)
    found = await get_objective(session, actor=actor, act=Act.EDIT_OKRS, objective_id=objective_id)
    require_editable(found.cycle, found.objective)
    check_entered(entered, found.cycle)
    _check_weights(found.objective, entered)
    change = Change(actor, now, why)
    if live_key_results(found.objective):
        # The first number of an objective completes it: nothing was set before.
        require_why(found.cycle, change)
    row = await insert_key_result(
        session,
        parent=Parent(found.team, found.cycle, objective_id),
        entered=entered,
        change=change,
    )
    await touch_okrs(session, cycle=found.cycle)
    return await get_key_result(session, actor=actor, act=Act.EDIT_OKRS, key_result_id=row.id)


async def change_key_result(
    session: AsyncSession,
    *,
    actor: Actor,
    key_result_id: int,
    version: int,
    entered: KeyResultInput,
    now: datetime,
    why: str = "",
) -> FoundKeyResult:
    """Change what a key result says and return it; its check-ins stay, whatever changes.

    Args:
        version: of the key result, when the form was opened.

    Raises:
        NotFoundError: it is gone or closed, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        ConflictError: somebody changed it since; the sentence names who and what.
        FormError: with the field names of `KeyResultInput`, or `change_why`.
    """
    await lock_objective_of(session, key_result_id=key_result_id)
    found = await get_key_result(
        session, actor=actor, act=Act.EDIT_OKRS, key_result_id=key_result_id
    )
    require_editable(found.cycle, found.objective, found.key_result)
    await require_version(
        session,
        _subject(found),
        name=name_of(found.key_result),
        version=found.key_result.version,
        expected=version,
    )
    check_entered(entered, found.cycle)
    _check_weights(found.objective, entered, besides=key_result_id)
    await _write(session, found=found, entered=entered, change=Change(actor, now, why))
    return await get_key_result(
        session, actor=actor, act=Act.EDIT_OKRS, key_result_id=key_result_id
    )


def check_entered(entered: KeyResultInput, cycle: Cycle) -> None:
    """Refuse what cannot be measured.

    Raises:
        FormError: with the field names of `KeyResultInput`.
    """
    check_key_result(
        title=entered.title,
        kind=entered.kind,
        cycle=cycle,
        start=entered.start,
        target=entered.target,
        floor=entered.floor,
        now=entered.now,
        unit=entered.unit,
        weight=entered.weight,
        rhythm=entered.rhythm,
        milestones=[
            Milestone(one.id or 0, one.title, one.weight, one.due_on) for one in entered.milestones
        ],
        phased_targets=entered.phased_targets,
        due_on=entered.due_on,
    )


async def _write(
    session: AsyncSession, *, found: FoundKeyResult, entered: KeyResultInput, change: Change
) -> None:
    """Write what differs, with its revisions; nothing at all when nothing does."""
    row = await session.get_one(KeyResultRow, found.key_result.id)
    named = {
        "owner": entered.owner_id if entered.owner_id != row.owner_id else None,
        "delegate": entered.delegate_id if entered.delegate_id != row.delegate_id else None,
    }
    await welcome_owners(session, team=found.team, people=named, now=change.now)
    before = await values_of(session, row) | {
        "milestones": steps_text(found.key_result.milestones),
        "phased_targets": targets_text(found.key_result.phased_targets),
    }
    fill_key_result(row, entered)
    after = await values_of(session, row) | {
        "milestones": steps_text(entered.milestones),
        "phased_targets": targets_text(entered.phased_targets),
    }
    changed = record_changes(session, _subject(found), change=change, before=before, after=after)
    if not changed:
        return
    if changed & ASKING_FIELDS:
        require_why(found.cycle, change)
    flag_modified(row, "title")  # a change of steps alone must count the version up, too
    await keep_milestones(session, row=row, entered=entered.milestones)
    await keep_phased_targets(session, row=row, entered=entered.phased_targets)
    await touch_okrs(session, cycle=found.cycle)


def _subject(found: FoundKeyResult) -> Subject:
    return Subject(found.team.workspace_id, found.objective.id, found.key_result.id)


def _check_weights(
    objective: Objective, entered: KeyResultInput, *, besides: int | None = None
) -> None:
    others = (one.weight for one in live_key_results(objective) if one.id != besides)
    check_weights([*others, entered.weight])
