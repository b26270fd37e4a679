"""Numbers that members suggest for an objective that has none."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.errors import ConflictError, FormError
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective, live_key_results
from bot.okr.permissions import Act, Actor
from bot.okr.suggestion import asks_for_number, understand_suggestion
from bot.okr.text import one_line, shorten
from bot.services.drafts import finish_draft, get_draft, open_draft
from bot.services.key_result_rows import Parent, insert_key_result
from bot.services.key_results import check_entered
from bot.services.okr_rows import lock_objective, require_editable
from bot.services.okrs import FoundObjective, get_key_result, get_objective
from bot.services.posted_messages import touch_prompt
from bot.services.revisions import Change

FORM = "suggest_number"
HAS_NUMBER = (
    "This objective has a number by now, so nothing was added. A lead can add more key results."
)
ALREADY_THERE = (
    'The team has "{title}" already, as key result {label}. Say something else to measure, '
    "or ask a lead to change that one."
)
SAVED_BEFORE = "This was saved already. Nothing was saved twice."


@dataclass(frozen=True, slots=True)
class SuggestionForm:
    """The question, and the token by which its answer is saved once."""

    token: str
    objective: Objective


async def open_suggestion(
    session: AsyncSession, *, actor: Actor, objective_id: int, now: datetime
) -> SuggestionForm:
    """Start to answer what number would tell that an objective worked.

    Raises:
        NotFoundError: the objective is gone or closed, or the actor may not see it.
        NotAllowedError: the actor is no member of the team.
        ConflictError: the objective has a number already.
    """
    found = await _get_open(session, actor, objective_id)
    token = await open_draft(
        session,
        actor=actor,
        form=FORM,
        data={"objective_id": objective_id},
        now=now,
        team_id=found.team.id,
    )
    return SuggestionForm(str(token), found.objective)


async def save_suggestion(
    session: AsyncSession, *, actor: Actor, token: str, text: str, now: datetime
) -> KeyResult:
    """Add what a member suggests as a key result; a lead may change it later.

    Raises:
        NotFoundError: the form is too old, or the objective is gone or closed.
        NotAllowedError: the actor is no member of the team any more.
        ConflictError: the objective has a number by now, or this was saved before.
        FormError: with the field `suggestion`, also when the objective has this already.
    """
    draft = await get_draft(session, actor=actor, token=token, form=FORM, now=now)
    entered = understand_suggestion(text)
    if not await finish_draft(session, draft=draft, now=now):
        raise ConflictError(SAVED_BEFORE)
    objective_id = int(draft.data["objective_id"])
    await lock_objective(session, objective_id=objective_id)
    found = await _get_open(session, actor, objective_id)
    _require_new(found.objective, entered.title)
    check_entered(entered, found.cycle)
    parent = Parent(found.team, found.cycle, objective_id)
    change = Change(actor=actor, now=now)
    row = await insert_key_result(session, parent=parent, entered=entered, change=change)
    await touch_prompt(session, team_id=found.team.id)
    saved = await get_key_result(session, actor=actor, act=Act.PLAN, key_result_id=row.id)
    return saved.key_result


def _require_new(objective: Objective, title: str) -> None:
    for one in live_key_results(objective):
        if one.title.casefold() == one_line(title).casefold():
            sentence = ALREADY_THERE.format(title=shorten(one.title, 80), label=one.label)
            raise FormError({"suggestion": sentence})


async def _get_open(session: AsyncSession, actor: Actor, objective_id: int) -> FoundObjective:
    found = await get_objective(session, actor=actor, act=Act.PLAN, objective_id=objective_id)
    require_editable(found.cycle, found.objective)
    if not asks_for_number(found.objective):
        raise ConflictError(HAS_NUMBER)
    return found
