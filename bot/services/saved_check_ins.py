"""What a check-in form has saved, and what it means."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import CheckInRow
from bot.okr.check_in import CheckIn, confidence_change, last_confidence, last_value
from bot.okr.check_in_form import SavedCheckIn, SavedCheckIns
from bot.okr.cycle import today_in
from bot.okr.health import health_of
from bot.okr.hints import confidence_hint
from bot.okr.permissions import Act, Actor
from bot.okr.progress import is_reached, keep_standing, pace_of
from bot.services.check_in_drafts import from_data
from bot.services.check_in_subjects import Subject, load_subjects
from bot.services.drafts import Draft


async def load_saved(session: AsyncSession, *, actor: Actor, draft: Draft) -> SavedCheckIns:
    """Return what the form of a draft has saved, in the form's order.

    Raises:
        NotFoundError: the actor may not see one of the key results any more.
    """
    items = list(from_data(draft.data).items)
    rows = await session.execute(
        select(CheckInRow.key_result_id, CheckInRow.id).where(
            CheckInRow.workspace_id == actor.workspace_id, CheckInRow.draft_id == draft.token
        )
    )
    ids = dict(rows.all())
    wanted = [item for item in items if item.key_result_id in ids]
    subjects = await load_subjects(
        session,
        actor=actor,
        act=Act.READ,
        key_result_ids=[item.key_result_id for item in wanted],
    )
    saved = tuple(
        _saved(subjects[item.key_result_id], item.label, ids[item.key_result_id]) for item in wanted
    )
    return SavedCheckIns(str(draft.token), saved, left=len(items) - len(saved))


def _saved(subject: Subject, label: str, check_in_id: int) -> SavedCheckIn:
    """Judge by what was known right after the check-in, whatever came later."""
    history, check_in = _up_to(subject.history, check_in_id)
    earlier = history[:-1]
    found = subject.found
    zone = found.team.zone
    day = today_in(zone, check_in.at)
    assessment = health_of(
        found.key_result,
        found.objective.commitment,
        history,
        cycle=found.cycle,
        day=day,
        zone=zone,
    )
    is_first = last_confidence(earlier) is None
    return SavedCheckIn(
        key_result=found.key_result,
        label=label,
        check_in=check_in,
        before=last_value(earlier),
        confidence_change=confidence_change(history) if check_in.confidence else None,
        confidence=last_confidence(history),
        pace=pace_of(found.key_result, history, cycle=found.cycle, day=day, zone=zone),
        keep=keep_standing(found.key_result, last_value(history)),
        is_reached=is_reached(found.key_result, last_value(history)),
        disagrees=assessment.disagrees,
        hint=confidence_hint(found.objective.commitment, check_in.confidence, is_first=is_first),
    )


def _up_to(history: tuple[CheckIn, ...], check_in_id: int) -> tuple[tuple[CheckIn, ...], CheckIn]:
    end = next(index for index, one in enumerate(history) if one.id == check_in_id)
    return history[: end + 1], history[end]
