"""Which check-ins a person owes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.okr.check_in import CheckIn, CheckInSource
from bot.okr.key_result import KeyResult, LifeState
from bot.okr.objective import Objective, live_key_results, live_objectives

RECENT = timedelta(days=4)
"""A check-in this young is still what the person would say."""

CONFIDENCE_EVERY = timedelta(weeks=4)
"""How often a person is asked how likely the aim is, where a source writes the values."""


def answers_for(key_result: KeyResult, person_id: int) -> bool:
    """Tell whether a person owns a key result or stands in for its owner."""
    return person_id in {key_result.owner_id, key_result.delegate_id}


def is_due(
    key_result: KeyResult, history: Sequence[CheckIn], *, interval_weeks: int, now: datetime
) -> bool:
    """Tell whether a key result's rhythm asks for a check-in in this round.

    It does without a check-in in the last 4 days; with a rhythm of 2 or 4 rounds one check-in
    also covers the rounds in between.

    Args:
        history: its check-ins, oldest first.
        interval_weeks: weeks from one meeting to the next.
    """
    if key_result.state is not LifeState.ACTIVE:
        return False
    covered = RECENT + timedelta(weeks=interval_weeks * (key_result.rhythm - 1))
    if not history or now - history[-1].at > covered:
        return True
    return history[-1].source is CheckInSource.API and not _is_confidence_known(history, now)


def due_key_results(
    objectives: Sequence[Objective],
    check_ins: Mapping[int, Sequence[CheckIn]],
    *,
    person_id: int,
    interval_weeks: int,
    now: datetime,
) -> tuple[KeyResult, ...]:
    """List the key results a person owes a check-in, in their fixed order.

    Args:
        check_ins: key result id to its check-ins, oldest first; missing counts as none.
    """
    return tuple(
        key_result
        for objective in live_objectives(objectives)
        for key_result in live_key_results(objective)
        if answers_for(key_result, person_id)
        and is_due(
            key_result,
            check_ins.get(key_result.id, ()),
            interval_weeks=interval_weeks,
            now=now,
        )
    )


def _is_confidence_known(history: Sequence[CheckIn], now: datetime) -> bool:
    return any(
        check_in.confidence is not None and now - check_in.at <= CONFIDENCE_EVERY
        for check_in in history
    )
