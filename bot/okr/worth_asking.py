"""Finished work that did not move its key result: a question for the team, never a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.okr.check_in import CheckIn, has_value, last_value
from bot.okr.key_result import KeyResult
from bot.okr.progress import progress

CHECK_INS_SINCE = 3
"""So many check-ins after the work was done, one may ask what came of it (product.md 4.6)."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Work that was done for a key result.

    Args:
        hypothesis: how the number would move, in the words of who planned it.
    """

    title: str
    key_result_id: int
    ended_at: datetime
    hypothesis: str


@dataclass(frozen=True, slots=True)
class Question:
    """Finished work whose key result has not moved since.

    Args:
        now: the check-in that says where the number stands.
    """

    finished: Finished
    key_result: KeyResult
    now: CheckIn


def find_question(
    key_result: KeyResult,
    history: Sequence[CheckIn],
    finished: Finished,
    *,
    since: datetime,
    until: datetime,
) -> Question | None:
    """Ask about finished work when the third check-in after it came, and the number stayed.

    It is asked once: in the recap of the period in which that check-in came.

    Args:
        history: the key result's check-ins, oldest first.
        since: not included. until: included.
    """
    values = [one for one in history if has_value(one) and one.at <= until]
    after = [one for one in values if one.at > finished.ended_at]
    if len(after) < CHECK_INS_SINCE or not since < after[CHECK_INS_SINCE - 1].at:
        return None
    before = last_value([one for one in values if one.at <= finished.ended_at])
    done_then, done_now = progress(key_result, before), progress(key_result, after[-1])
    if done_then is None or done_now is None or done_now > done_then:
        return None
    return Question(finished, key_result, after[-1])
