"""Recall: once a month, without looking, what are this cycle's objectives?

A gate or a score would bring the labelling straight back. So nobody has to answer, what was typed
is not kept, and of a whole team one number stays, for the team alone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.okr.errors import FormError
from bot.okr.objective import Objective
from bot.okr.team import Team

LEAST_ANSWERS = 3
"""Of fewer, one could tell who answered what; nothing is kept of them."""

NOT_THOSE = "The objectives have changed since. Close this and open it again."


@dataclass(frozen=True, slots=True)
class RecallAnswer:
    """What a person said of themselves this month.

    Args:
        named: how many objectives they knew without looking; None when they would rather not.
        asked: how many there were.
    """

    named: int | None
    asked: int


@dataclass(frozen=True, slots=True)
class Recall:
    """The question, as one person of a team finds it.

    Args:
        objectives: the live ones of the active cycle, in their fixed order; never empty.
        answer: None while they have said nothing this month.
    """

    team: Team
    objectives: tuple[Objective, ...]
    answer: RecallAnswer | None


@dataclass(frozen=True, slots=True)
class RecallRate:
    """What a team knew without looking in one month.

    Args:
        month_on: the first day of the month.
        answers: how many people answered, at least three.
        named, asked: over all answers.
    """

    month_on: date
    answers: int
    named: int
    asked: int


def month_in(zone: str, now: datetime) -> date:
    """Return the first day of the month that a team is in."""
    return now.astimezone(ZoneInfo(zone)).date().replace(day=1)


def check_answer(named: int, *, asked: int) -> RecallAnswer:
    """Return an answer.

    Raises:
        FormError: with the field `named`, when more are named than there are.
    """
    if not 0 <= named <= asked:
        raise FormError({"named": NOT_THOSE})
    return RecallAnswer(named, asked)
