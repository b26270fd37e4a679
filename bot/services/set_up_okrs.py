"""Turns pasted or typed OKRs into objectives and key results, once, with their first check-ins."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.cycle import Cycle
from bot.okr.errors import FormError, NotFoundError
from bot.okr.permissions import Act, Actor
from bot.okr.person import Person, Role
from bot.okr.team import Team
from bot.okr.text import shorten
from bot.okr.understood import (
    OkrAnswer,
    Understood,
    UnderstoodObjective,
    bare_objectives,
    text_of_lines,
    understand_text,
)
from bot.services.ask_for_okrs import (
    record_answer,
    require_may_add_okrs,
    require_unanswered,
)
from bot.services.cycles import ensure_active_cycle
from bot.services.drafts import Draft, finish_draft, get_draft, keep_draft, open_draft
from bot.services.members import find_members
from bot.services.new_okrs import NewOkrs, add_okrs
from bot.services.objectives import find_live_titles, find_next_place
from bot.services.okr_rows import lock_cycle
from bot.services.owners import CANNOT_OWN, welcome_owners
from bot.services.teams import get_team

FORM = "okrs"
SAVED_ALREADY = "These OKRs are saved already. Close this and look at the team's OKRs."

ALREADY_THERE = (
    'The team has "{title}" already, as objective {number}. Leave it out here; '
    "change it in the team's OKRs."
)


@dataclass(frozen=True, slots=True)
class OkrDraft:
    """The OKRs a person is typing.

    Args:
        is_set_up: the set-up goes on after them.
        text: as pasted.
        lines: of *Type one*: the objective, then its key results; empty before anything is typed.
        is_typed: the last that was sent are the lines, not the text.
        answers: what was chosen beside the key results, by position.
    """

    token: UUID
    team: Team
    is_set_up: bool
    text: str = ""
    lines: tuple[str, ...] = ()
    is_typed: bool = False
    answers: Mapping[str, OkrAnswer] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """What is to be understood."""
        return text_of_lines(self.lines) if self.is_typed else self.text


async def open_okr_draft(
    session: AsyncSession, *, actor: Actor, team_id: int, now: datetime
) -> OkrDraft:
    """Begin to paste or type a team's OKRs; a lead whose team has none goes on with the set-up.

    Raises:
        NotFoundError: the team is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead and was not asked for the OKRs.
        ConflictError: the actor was asked, and has answered.
    """
    access = await require_may_add_okrs(session, actor=actor, team_id=team_id, now=now)
    await require_unanswered(session, actor=actor, access=access, team_id=team_id)
    team = await get_team(session, actor=actor, act=Act.READ, team_id=team_id)
    cycle = await ensure_active_cycle(session, team=team, now=now)
    has_none = await _next_number(session, cycle) == 1
    is_set_up = access.role is Role.LEAD and has_none
    data = {"is_set_up": is_set_up, "text": "", "lines": [], "is_typed": False, "answers": {}}
    token = await open_draft(session, actor=actor, form=FORM, data=data, now=now, team_id=team_id)
    return OkrDraft(token, team, is_set_up)


async def keep_typed(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    text: str | None = None,
    lines: Sequence[str] | None = None,
    answers: Mapping[str, OkrAnswer] | None = None,
    now: datetime,
) -> OkrDraft:
    """Keep what was typed or chosen so far; what is None, or not asked about, stays as it was.

    Raises:
        NotFoundError: the draft is too old, the team is gone, or the OKRs are saved already.
        NotAllowedError: the actor may not add OKRs any more.
    """
    draft, team = await _load(session, actor, token, now)
    if draft.submitted_at is not None:
        raise NotFoundError(SAVED_ALREADY)
    kept = dict(draft.data)
    if text is not None:
        kept |= {"text": text, "is_typed": False}
    if lines is not None:
        kept |= {"lines": list(lines), "is_typed": True}
    if answers is not None:
        new = {position: asdict(answer) for position, answer in answers.items()}
        kept["answers"] = {**kept["answers"], **new}
    await keep_draft(session, draft=draft, data=kept)
    return _okr_draft(draft, kept, team)


async def find_answers(
    session: AsyncSession, *, actor: Actor, token: str, now: datetime
) -> Mapping[str, OkrAnswer]:
    """Return what was chosen so far, by position, also after it was saved.

    Raises:
        NotFoundError: the draft is too old, or the team is gone.
        NotAllowedError: the actor may not add OKRs any more.
    """
    draft, team = await _load(session, actor, token, now)
    return _okr_draft(draft, draft.data, team).answers


async def understand_okrs(session: AsyncSession, *, draft: OkrDraft, now: datetime) -> Understood:
    """Say what is understood of what was typed.

    Raises:
        FormError: with the field `text`.
    """
    cycle = await ensure_active_cycle(session, team=draft.team, now=now)
    understood = await _understand(session, draft.team, cycle, draft.source)
    return replace(understood, answers=draft.answers)


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
    saved = _okr_draft(draft, draft.data, team)
    if not await finish_draft(session, draft=draft, now=now):
        return saved
    cycle = await ensure_active_cycle(session, team=team, now=now)
    await lock_cycle(session, team_cycle_id=cycle.id)
    understood = await _understand(session, team, cycle, saved.source)
    owners = _owners_of(answers, people, understood)
    named = {f"owner:{position}": person_id for position, person_id in owners.items()}
    await welcome_owners(session, team=team, people=named, now=now)
    confidences = {position: answer.confidence for position, answer in answers.items()}
    new = NewOkrs(understood.objectives, owners, confidences)
    await _add(session, actor=actor, team=team, cycle=cycle, new=new, now=now)
    return saved


async def save_objectives(
    session: AsyncSession, *, actor: Actor, token: str, text: str, now: datetime
) -> OkrDraft:
    """Save objectives without key results, one a line; the first prompt asks for the numbers.

    Saving the same draft again adds none.

    Raises:
        NotFoundError: the draft is too old, or the team is gone.
        NotAllowedError: the actor may not add OKRs any more.
        FormError: with the field `objectives`.
    """
    draft, team = await _load(session, actor, token, now)
    cycle = await ensure_active_cycle(session, team=team, now=now)
    await lock_cycle(session, team_cycle_id=cycle.id)
    objectives = bare_objectives(text, first_number=await _next_number(session, cycle))
    if await finish_draft(session, draft=draft, now=now):
        await _require_new(session, cycle, objectives, field="objectives")
        new = NewOkrs(objectives)
        await _add(session, actor=actor, team=team, cycle=cycle, new=new, now=now)
    return _okr_draft(draft, draft.data, team)


async def _add(
    session: AsyncSession, *, actor: Actor, team: Team, cycle: Cycle, new: NewOkrs, now: datetime
) -> None:
    await add_okrs(session, actor=actor, team=team, cycle=cycle, new=new, now=now)
    await record_answer(
        session,
        actor=actor,
        team_id=team.id,
        objectives=len(new.objectives),
        key_results=sum(len(objective.key_results) for objective in new.objectives),
    )


async def _load(
    session: AsyncSession, actor: Actor, token: str, now: datetime
) -> tuple[Draft, Team]:
    draft = await get_draft(session, actor=actor, token=token, form=FORM, now=now)
    team_id = draft.team_id or 0
    await require_may_add_okrs(session, actor=actor, team_id=team_id, now=now)
    return draft, await get_team(session, actor=actor, act=Act.READ, team_id=team_id)


async def _understand(session: AsyncSession, team: Team, cycle: Cycle, text: str) -> Understood:
    members = await find_members(session, team_id=team.id)
    understood = understand_text(
        text,
        members=[member for member in members if member.person.standing not in CANNOT_OWN],
        cycle=cycle,
        first_number=await _next_number(session, cycle),
    )
    await _require_new(session, cycle, understood.objectives, field="text")
    return understood


async def _require_new(
    session: AsyncSession,
    cycle: Cycle,
    objectives: Sequence[UnderstoodObjective],
    *,
    field: str,
) -> None:
    """Refuse what the team has already, such as the same text pasted again."""
    there = await find_live_titles(session, team_cycle_id=cycle.id)
    for objective in objectives:
        title = objective.title
        if title.casefold() in there:
            number = there[title.casefold()]
            raise FormError({field: ALREADY_THERE.format(number=number, title=shorten(title, 80))})


async def _next_number(session: AsyncSession, cycle: Cycle) -> int:
    number, _ = await find_next_place(session, team_cycle_id=cycle.id)
    return number


def _owners_of(
    answers: Mapping[str, OkrAnswer], people: Mapping[str, Person], understood: Understood
) -> dict[str, int]:
    """Return who was chosen, by position; the text may have changed since."""
    return {
        position: people[chosen].id
        for position, answer in answers.items()
        if (chosen := answer.owner_slack_user_id)
        and chosen in people
        and position in understood.positions
    }


def _okr_draft(draft: Draft, data: Mapping[str, Any], team: Team) -> OkrDraft:
    return OkrDraft(
        token=draft.token,
        team=team,
        is_set_up=bool(data["is_set_up"]),
        text=str(data["text"]),
        lines=tuple(data["lines"]),
        is_typed=bool(data["is_typed"]),
        answers={position: OkrAnswer(**one) for position, one in data["answers"].items()},
    )
