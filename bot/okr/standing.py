"""Where key results and objectives stand at one moment: what every list of them shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from bot.okr.check_in import CheckIn, CheckInSource, confidence_change, last_confidence, last_value
from bot.okr.cycle import Cycle, today_in
from bot.okr.health import Freshness, Health, Reason, freshness_of, health_of, objective_health
from bot.okr.key_result import KeyResult
from bot.okr.objective import Commitment, Objective, objective_progress
from bot.okr.progress import KeepStanding, keep_standing, progress
from bot.okr.work_item import WorkItem


@dataclass(frozen=True, slots=True)
class Moment:
    """When and by which rhythm a team's key results are judged.

    Args:
        zone: IANA name of the team's zone, in which dates are read.
        interval_weeks: weeks from one meeting to the next.
        updated_since: the end of the previous meeting; None before there was one.
        expects_work: False while a team begins and has given no work its place.
    """

    cycle: Cycle
    zone: str
    interval_weeks: int
    updated_since: datetime | None
    now: datetime
    expects_work: bool = True

    @property
    def day(self) -> date:
        """The date in the team's zone."""
        return today_in(self.zone, self.now)


@dataclass(frozen=True, slots=True)
class KeyResultStanding:
    """Where a key result stands.

    Args:
        last, previous: the last two check-ins, whatever they say.
        value: the last value anybody gave; `confidence` is the last anybody gave.
        confidence_change: against the confidence before; None without two.
        health: None while nothing is known to judge by; `reasons` has the worst first.
        keep: only of a keep that has a value.
        progress: 0 to 1; None where there is no percentage.
        disagrees: confidence says on track and pace says behind.
        stuck: who is stuck, by name; None when nobody is.
        work: what is in play and aimed at it.
        weeks_without_work: whole weeks; 0 while there is work.
        is_updated: checked in within its own rhythm, up to this moment.
        expects_work: its having no work is worth saying.
        health_then: its health on the day of its last check-in.
        is_start_late: the day has passed by which its start was to be measured.
    """

    key_result: KeyResult
    last: CheckIn | None
    previous: CheckIn | None
    value: Decimal | None
    confidence: int | None
    confidence_change: int | None
    health: Health | None
    reasons: tuple[Reason, ...]
    freshness: Freshness
    keep: KeepStanding | None
    progress: Fraction | None
    disagrees: bool
    stuck: str | None
    work: tuple[WorkItem, ...]
    weeks_without_work: int
    is_updated: bool
    expects_work: bool = True
    health_then: Health | None = None
    is_start_late: bool = False


@dataclass(frozen=True, slots=True)
class ObjectiveStanding:
    """Where an objective stands, with its live key results in their fixed order."""

    objective: Objective
    key_results: tuple[KeyResultStanding, ...]
    progress: Fraction | None
    health: Health | None


def key_result_standing(
    key_result: KeyResult,
    commitment: Commitment,
    history: Sequence[CheckIn],
    *,
    work: tuple[WorkItem, ...],
    last_worked: datetime | None,
    moment: Moment,
) -> KeyResultStanding:
    """Put together where a key result stands.

    Args:
        history: its check-ins, oldest first.
        work: what is in play and aimed at it.
        last_worked: when the last work in play that was aimed at it ended or went elsewhere.
    """
    cycle, zone, day = moment.cycle, moment.zone, moment.day
    known = last_value(history)
    assessment = health_of(key_result, commitment, history, cycle=cycle, day=day, zone=zone)
    then = today_in(zone, history[-1].at) if history else day
    at_last = health_of(key_result, commitment, history, cycle=cycle, day=then, zone=zone)
    return KeyResultStanding(
        key_result=key_result,
        last=history[-1] if history else None,
        previous=history[-2] if len(history) > 1 else None,
        value=known.value if known else None,
        confidence=last_confidence(history),
        confidence_change=confidence_change(history),
        health=assessment.health,
        reasons=assessment.reasons,
        freshness=freshness_of(
            key_result, history, interval_weeks=moment.interval_weeks, day=day, zone=zone
        ),
        keep=keep_standing(key_result, known),
        progress=progress(key_result, known),
        disagrees=assessment.disagrees,
        stuck=_who_is_stuck(key_result, history),
        work=work,
        weeks_without_work=0 if work else _weeks_without_work(key_result, last_worked, moment),
        is_updated=_is_updated(key_result, history, moment),
        expects_work=moment.expects_work,
        health_then=at_last.health,
        is_start_late=_is_start_late(key_result, day),
    )


def objective_standing(
    objective: Objective, key_results: tuple[KeyResultStanding, ...]
) -> ObjectiveStanding:
    """Put together where an objective stands from its live key results."""
    return ObjectiveStanding(
        objective=objective,
        key_results=key_results,
        progress=objective_progress(
            objective, {standing.key_result.id: standing.progress for standing in key_results}
        ),
        health=objective_health(standing.health for standing in key_results),
    )


def _who_is_stuck(key_result: KeyResult, history: Sequence[CheckIn]) -> str | None:
    """Ask the last check-in in which a person could say so: no change means still stuck."""
    by_person = [check_in for check_in in history if check_in.source is CheckInSource.PERSON]
    if not (by_person and by_person[-1].is_stuck):
        return None
    return by_person[-1].author or key_result.owner or "someone"


def _weeks_without_work(key_result: KeyResult, last_worked: datetime | None, moment: Moment) -> int:
    """Count from the last work, but not from before anybody could know of the key result."""
    instants = (moment.cycle.activated_at, key_result.activated_at, last_worked)
    days = [today_in(moment.zone, instant) for instant in instants if instant]
    since = max([moment.cycle.starts_on, *days])
    return max((moment.day - since).days, 0) // 7


def _is_start_late(key_result: KeyResult, day: date) -> bool:
    due_on = key_result.start_due_on
    return key_result.start is None and due_on is not None and due_on < day


def _is_updated(key_result: KeyResult, history: Sequence[CheckIn], moment: Moment) -> bool:
    """Look for a check-in since the previous meeting, or as many meetings back as its rhythm."""
    interval = timedelta(weeks=moment.interval_weeks)
    since = moment.updated_since or moment.now - interval
    return bool(history) and history[-1].at >= since - interval * (key_result.rhythm - 1)
