"""The form that closes a cycle: opened, filled page by page, and saved once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import KeyResultRow, TeamCycleRow
from bot.okr.check_in import last_value
from bot.okr.cycle import Cycle, CycleState
from bot.okr.cycle_closing import (
    KEY_RESULTS_PER_PAGE,
    MAX_SCORE_NOTE,
    MAX_WORDS,
    ClosingEntry,
    ClosingForm,
    Suggestion,
    first_entry,
    read_scores,
)
from bot.okr.errors import ConflictError
from bot.okr.objective import live_key_results, live_objectives
from bot.okr.permissions import Act, Actor
from bot.okr.scoring import expected_score, is_early, reached_on, suggest_score
from bot.okr.team import Team
from bot.okr.text import shorten
from bot.services.closing_drafts import CLOSING_FORM, closing_data, closing_entry
from bot.services.cycle_messages import owe_cycle_closed, touch_planning
from bot.services.cycle_starts import look_anew
from bot.services.cycles import get_cycle, lock_cycles
from bot.services.drafts import Draft, finish_draft, get_draft, keep_draft, open_draft
from bot.services.okr_rows import lock_whole_cycle
from bot.services.okrs import load_check_ins, load_objectives
from bot.services.open_forms import require_no_open_forms
from bot.services.posted_messages import touch_prompt
from bot.services.teams import get_team

CLOSABLE = frozenset({CycleState.ACTIVE, CycleState.CLOSING})


async def open_closing(
    session: AsyncSession, *, actor: Actor, team_id: int, team_cycle_id: int, now: datetime
) -> ClosingForm:
    """Start the form that closes a cycle, filled with what the numbers suggest.

    Raises:
        NotFoundError: the team or the cycle is gone, or the actor may not see it.
        NotAllowedError: the actor is no lead.
        ConflictError: it is closed already, or has not begun.
    """
    team, cycle = await _get_closable(session, actor, team_id, team_cycle_id)
    suggestions = await _suggest(session, team, cycle)
    row = await session.get_one(TeamCycleRow, team_cycle_id)
    entry = first_entry(suggestions, learned=row.learned, notes=row.notes)
    token = await open_draft(
        session,
        actor=actor,
        form=CLOSING_FORM,
        data=closing_data(team_cycle_id, entry),
        now=now,
        team_id=team_id,
    )
    return _page(str(token), team, cycle, suggestions, entry=entry, page=0)


async def turn_closing_page(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    page: int,
    entry: ClosingEntry,
    now: datetime,
) -> ClosingForm:
    """Keep what was typed and return another page of the form, unchecked.

    Raises:
        NotFoundError: the form is too old, or its team or cycle is gone.
        NotAllowedError: the actor is no lead any more.
        ConflictError: the cycle is closed already.
    """
    draft = await get_draft(session, actor=actor, token=token, form=CLOSING_FORM, now=now)
    team, cycle, kept = await _merge(session, actor, draft, entry)
    suggestions = await _suggest(session, team, cycle)
    return _page(token, team, cycle, suggestions, entry=kept, page=page)


async def submit_closing_page(
    session: AsyncSession,
    *,
    actor: Actor,
    token: str,
    page: int,
    entry: ClosingEntry,
    locale: str,
    now: datetime,
) -> ClosingForm | Cycle:
    """Take in one page: return the next, or close the cycle once and return it.

    Raises:
        NotFoundError: the form is too old, or its team or cycle is gone.
        NotAllowedError: the actor is no lead any more.
        ConflictError: it is closed already, or somebody has a form about its OKRs open.
        FormError: with the fields of `read_scores`.
    """
    draft = await get_draft(session, actor=actor, token=token, form=CLOSING_FORM, now=now)
    if draft.submitted_at is not None:
        team_cycle_id, _ = closing_entry(draft.data)
        return await get_cycle(session, team_id=draft.team_id or 0, team_cycle_id=team_cycle_id)
    team, cycle, kept = await _merge(session, actor, draft, entry)
    suggestions = await _suggest(session, team, cycle)
    shown = _page(token, team, cycle, suggestions, entry=kept, page=page)
    read_scores(shown.suggestions, kept.scores, locale=locale)
    if not shown.is_last:
        return _page(token, team, cycle, suggestions, entry=kept, page=shown.page + 1)
    return await _close(session, actor, draft, cycle, kept, locale=locale, now=now)


async def _close(
    session: AsyncSession,
    actor: Actor,
    draft: Draft,
    cycle: Cycle,
    entry: ClosingEntry,
    *,
    locale: str,
    now: datetime,
) -> Cycle:
    """Write scores and words, and make the cycle read-only; others who close or edit wait."""
    await lock_cycles(session, workspace_id=actor.workspace_id)
    await lock_whole_cycle(session, team_cycle_id=cycle.id)
    team, cycle = await _get_closable(session, actor, cycle.team_id, cycle.id)
    await require_no_open_forms(session, actor=actor, team=team, now=now)
    suggestions = await _suggest(session, team, cycle)
    scores = read_scores(suggestions, entry.scores, locale=locale)
    await _keep_scores(session, suggestions, scores, entry)
    row = await session.get_one(TeamCycleRow, cycle.id)
    row.state, row.closed_at = CycleState.CLOSED, now
    row.learned = shorten(entry.learned.strip(), MAX_WORDS)
    row.notes = shorten(entry.notes.strip(), MAX_WORDS)
    await session.flush()
    await finish_draft(session, draft=draft, now=now)
    await owe_cycle_closed(session, team_cycle=row, now=now)
    await touch_prompt(session, team_id=team.id)
    await touch_planning(session, team_id=team.id)
    await look_anew(session, team_id=team.id)
    return await get_cycle(session, team_id=team.id, team_cycle_id=cycle.id)


async def _keep_scores(
    session: AsyncSession,
    suggestions: Sequence[Suggestion],
    scores: Mapping[int, Decimal | None],
    entry: ClosingEntry,
) -> None:
    for one in suggestions:
        row = await session.get_one(KeyResultRow, one.key_result.id)
        row.score = scores[one.key_result.id]
        typed = entry.scores.get(one.key_result.id)
        row.score_note = shorten(typed.note.strip(), MAX_SCORE_NOTE) if typed else ""
    await session.flush()


async def _get_closable(
    session: AsyncSession, actor: Actor, team_id: int, team_cycle_id: int
) -> tuple[Team, Cycle]:
    team = await get_team(session, actor=actor, act=Act.EDIT_OKRS, team_id=team_id)
    cycle = await get_cycle(session, team_id=team_id, team_cycle_id=team_cycle_id)
    if cycle.state not in CLOSABLE:
        word = "is closed already" if cycle.state is CycleState.CLOSED else "has not begun yet"
        raise ConflictError(f"{cycle.name} {word}. Close this and open the team's cycles again.")
    return team, cycle


async def _merge(
    session: AsyncSession, actor: Actor, draft: Draft, entry: ClosingEntry
) -> tuple[Team, Cycle, ClosingEntry]:
    """Add what was typed on one page to what the draft holds, and keep it."""
    team_cycle_id, before = closing_entry(draft.data)
    team, cycle = await _get_closable(session, actor, draft.team_id or 0, team_cycle_id)
    kept = replace(before, scores={**before.scores, **entry.scores})
    if entry.has_words:
        kept = replace(kept, learned=entry.learned, notes=entry.notes)
    await keep_draft(session, draft=draft, data=closing_data(team_cycle_id, kept))
    return team, cycle, kept


def _page(
    token: str,
    team: Team,
    cycle: Cycle,
    suggestions: Sequence[Suggestion],
    *,
    entry: ClosingEntry,
    page: int,
) -> ClosingForm:
    """Cut out a page, the nearest that there is."""
    page_count = max(-(-len(suggestions) // KEY_RESULTS_PER_PAGE), 1)
    page = min(max(page, 0), page_count - 1)
    first = page * KEY_RESULTS_PER_PAGE
    shown = tuple(suggestions[first : first + KEY_RESULTS_PER_PAGE])
    return ClosingForm(token, team, cycle, shown, entry, page, page_count)


async def _suggest(session: AsyncSession, team: Team, cycle: Cycle) -> tuple[Suggestion, ...]:
    """Return the live key results of a cycle in their order, with what the numbers suggest."""
    objectives = live_objectives(await load_objectives(session, team_cycle_id=cycle.id))
    pairs = [(objective, one) for objective in objectives for one in live_key_results(objective)]
    histories = await load_check_ins(session, key_result_ids=[one.id for _, one in pairs])
    suggestions = []
    for objective, key_result in pairs:
        history = histories[key_result.id]
        day = reached_on(key_result, history, zone=team.zone)
        suggestions.append(
            Suggestion(
                objective=objective,
                key_result=key_result,
                last=last_value(history),
                score=suggest_score(key_result, history),
                expected=expected_score(objective.commitment),
                is_early=day is not None and is_early(objective.commitment, day, cycle),
            )
        )
    return tuple(suggestions)
