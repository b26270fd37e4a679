"""Turns pasted or typed OKRs into objectives and key results, once, with their first check-ins."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.cycle import Cycle
from bot.okr.errors import NotFoundError
from bot.okr.permissions import Act, Actor
from bot.okr.person import Person
from bot.okr.team import Team
from bot.okr.understood import OkrAnswer, Understood, bare_objectives, understand_text
from bot.services.ask_for_okrs import require_may_add_okrs
from bot.services.cycles import ensure_active_cycle
from bot.services.drafts import Draft, finish_draft, get_draft, keep_draft, open_draft
from bot.services.members import find_members
from bot.services.new_okrs import NewOkrs, add_okrs, lock_cycle, next_objective_number
from bot.services.owners import welcome_owners
from bot.services.teams import get_team

FORM = "okrs"
SAVED_ALREADY = "These OKRs are saved already. Close this and look at the team's OKRs."


@dataclass(frozen=True, slots=True)
class OkrDraft:
    """The OKRs a person is typing.

    Args:
        is_set_up: the set-up goes on after them.
        lines: of *Type one*: the objective, then its key results; None when they were pasted.
    """

    token: UUID
    team: Team
    is_set_up: bool
    text: str
    lines: tuple[str, ...] | None
    is_saved: bool


async def open_okr_draft(
    session: AsyncSession, *, actor: Actor, team_id: int, is_set_up: bool, now: datetime
) -> OkrDraft:
    """Begin to paste or type a team's OKRs.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead and was not asked for the OKRs.
    """
    await require_may_add_okrs(session, actor=actor, team_id=team_id, now=now)
    team = await get_team(session, actor=actor, act=Act.READ, team_id=team_id)
    data = {"is_set_up": is_set_up, "text": "", "lines": None, "answers": {}}
    token = await open_draft(session, actor=actor, form=FORM, data=data, now=now, team_id=team_id)
    return OkrDraft(token, team, is_set_up, "", None, is_saved=False)


async def get_okr_draft(
    session: AsyncSession, *, actor: Actor, token: str, now: datetime
) -> OkrDraft:
    """Return what a person typed so far.

    Raises:
        NotFoundError: the draft is too old, or the team is gone.
        NotAllowedError: the actor may not add OKRs any more.
    """
    draft, team = await _load(session, actor, token, now)
    lines = draft.data["lines"]
    return OkrDraft(
        token=draft.token,
        team=team,
        is_set_up=bool(draft.data["is_set_up"]),
        text=str(draft.data["text"]),
        lines=None if lines is None else tuple(lines),
        is_saved=draft.submitted_at is not None,
    )


async def understand_okrs(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    text: str,
    lines: Sequence[str] | None = None,
    now: datetime,
) -> Understood:
    """Keep what was typed and say what is understood of it.

    Args:
        lines: what was typed one by one, so that *Back* leads there.

    Raises:
        NotFoundError: the draft is too old, the team is gone, or the OKRs are saved already.
        NotAllowedError: the actor may not add OKRs any more.
        FormError: with the field `text`.
    """
    draft, team = await _load(session, actor, token, now)
    if draft.submitted_at is not None:
        raise NotFoundError(SAVED_ALREADY)
    cycle = await ensure_active_cycle(session, team=team, now=now)
    understood = await _understand(session, team, cycle, text)
    data = {**draft.data, "text": text, "lines": None if lines is None else list(lines)}
    await keep_draft(session, draft=draft, data=data)
    return Understood(
        understood.objectives, understood.hints, understood.ends_on, _answers_in(draft.data)
    )


async def keep_answers(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    answers: Mapping[str, OkrAnswer],
    now: datetime,
) -> OkrDraft:
    """Keep what was chosen beside the key results while the person goes back to the text.

    Raises:
        NotFoundError: the draft is too old, or the team is gone.
        NotAllowedError: the actor may not add OKRs any more.
    """
    draft, _ = await _load(session, actor, token, now)
    kept = {position: asdict(answer) for position, answer in answers.items()}
    await keep_draft(session, draft=draft, data={**draft.data, "answers": kept})
    return await get_okr_draft(session, actor=actor, token=token, now=now)


async def save_okrs(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    answers: Mapping[str, OkrAnswer],
    people: Mapping[str, Person],
    now: datetime,
) -> OkrDraft:
    """Save the OKRs of a draft: active at once, with first check-ins where something is known.

    Saving the same draft again changes nothing.

    Args:
        answers: by position; a key result without one has neither confidence nor another owner.
        people: who was chosen as owner, by Slack id.

    Raises:
        NotFoundError: the draft is too old, or the team is gone.
        NotAllowedError: the actor may not add OKRs any more.
        FormError: with the fields `text` and `owner:<position>`.
    """
    draft, team = await _load(session, actor, token, now)
    saved = await get_okr_draft(session, actor=actor, token=token, now=now)
    if not await finish_draft(session, draft=draft, now=now):
        return saved
    owners = _owners_of(answers, people)
    cycle = await ensure_active_cycle(session, team=team, now=now)
    await lock_cycle(session, team_cycle_id=cycle.id)
    understood = await _understand(session, team, cycle, saved.text)
    named = {f"owner:{position}": person_id for position, person_id in owners.items()}
    await welcome_owners(session, team=team, people=named, now=now)
    confidences = {position: answer.confidence for position, answer in answers.items()}
    new = NewOkrs(understood.objectives, owners, confidences, draft.token)
    await add_okrs(session, actor=actor, team=team, cycle=cycle, new=new, now=now)
    return saved


async def save_objectives(
    session: AsyncSession, *, actor: Actor, token: str, text: str, now: datetime
) -> int:
    """Save objectives without key results, one a line; the first prompt asks for the numbers.

    Returns:
        How many there are; saving the same draft again adds none.

    Raises:
        NotFoundError: the draft is too old, or the team is gone.
        NotAllowedError: the actor may not add OKRs any more.
        FormError: with the field `objectives`.
    """
    draft, team = await _load(session, actor, token, now)
    cycle = await ensure_active_cycle(session, team=team, now=now)
    await lock_cycle(session, team_cycle_id=cycle.id)
    first_number = await next_objective_number(session, team_cycle_id=cycle.id)
    objectives = bare_objectives(text, first_number=first_number)
    if await finish_draft(session, draft=draft, now=now):
        new = NewOkrs(objectives, {}, {}, draft.token)
        await add_okrs(session, actor=actor, team=team, cycle=cycle, new=new, now=now)
    return len(objectives)


async def _load(
    session: AsyncSession, actor: Actor, token: str, now: datetime
) -> tuple[Draft, Team]:
    draft = await get_draft(session, actor=actor, token=token, form=FORM, now=now)
    team_id = draft.team_id or 0
    await require_may_add_okrs(session, actor=actor, team_id=team_id, now=now)
    return draft, await get_team(session, actor=actor, act=Act.READ, team_id=team_id)


async def _understand(session: AsyncSession, team: Team, cycle: Cycle, text: str) -> Understood:
    return understand_text(
        text,
        members=await find_members(session, team_id=team.id),
        cycle=cycle,
        first_number=await next_objective_number(session, team_cycle_id=cycle.id),
    )


def _owners_of(answers: Mapping[str, OkrAnswer], people: Mapping[str, Person]) -> dict[str, int]:
    """Return who was chosen, by position."""
    return {
        position: people[chosen].id
        for position, answer in answers.items()
        if (chosen := answer.owner_slack_user_id) and chosen in people
    }


def _answers_in(data: Mapping[str, Any]) -> dict[str, OkrAnswer]:
    return {position: OkrAnswer(**answer) for position, answer in data["answers"].items()}
