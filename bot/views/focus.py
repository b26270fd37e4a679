"""What to talk about first, at most three lines."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.okr.cycle import today_in
from bot.okr.focus import Focus, FocusReason
from bot.okr.health import Age, Reason
from bot.okr.key_result import has_number
from bot.okr.standing import KeyResultStanding
from bot.okr.text import count_of
from bot.okr.week import Week
from bot.views.blocks import escape
from bot.views.check_in_words import day_of
from bot.views.standing import health_word, key_result_name, no_work
from bot.views.times import day_and_time

QUIET = "Quiet week: a 10-minute planning?"
FIRST_WEEK = "*A fresh start.* First say where each number stands: about 30 seconds each."

_ABOUT_WORK = frozenset({FocusReason.OFF_TRACK, FocusReason.AT_RISK, FocusReason.NO_WORK})


def is_first_week(week: Week) -> bool:
    """Tell whether nobody has checked in by the first meeting: there is only to begin."""
    return not week.has_met and all(standing.last is None for standing in week.key_results)


def focus_section(week: Week) -> str:
    """Return what stands at the top of a week; empty when there is nothing to say."""
    if not week.key_results:
        return ""
    if is_first_week(week):
        return FIRST_WEEK
    if week.is_quiet:
        return QUIET
    if not week.focus:
        return ""
    return "\n".join(["*Talk about first*", *(focus_line(focus) for focus in week.focus)])


def focus_line(focus: Focus) -> str:
    """Return one thing to talk about: `1.2 Page load: no work for 3 weeks`."""
    return f"{key_result_name(focus.standing.key_result)}: {focus_words(focus)}"


def focus_words(focus: Focus) -> str:
    """Say why a key result is talked about; of several reasons the one people can act on."""
    standing = focus.standing
    if not has_number(standing.key_result) and not standing.stuck:
        return "no number yet"
    if focus.reason in _ABOUT_WORK and standing.expects_work and not standing.work:
        is_off_track = focus.reason is FocusReason.OFF_TRACK
        return (
            f"{health_word(standing)}, {no_work(standing)}" if is_off_track else no_work(standing)
        )
    words: Mapping[FocusReason, str] = {
        FocusReason.STUCK: f"{escape(standing.stuck or 'someone', 60)} is stuck",
        FocusReason.OFF_TRACK: _off_track(standing),
        FocusReason.AT_RISK: _at_risk(standing),
        FocusReason.CONFIDENCE_FELL: _confidence(standing),
        FocusReason.NO_WORK: no_work(standing),
        FocusReason.DISAGREES: f"{standing.confidence}/10, yet behind: what do you see?",
        FocusReason.OUTDATED: _outdated(standing),
    }
    return words[focus.reason]


def opening_sentence(week: Week) -> str:
    """Return the first sentence of a notification, which is all that a push shows."""
    name = escape(week.team.name, 80)
    if not week.key_results:
        question = "what number would tell us it worked?"
        return f"{name}: {question if week.objectives else 'no objectives yet.'}"
    if is_first_week(week):
        return f"{name}: first say where each number stands."
    names = [key_result_name(focus.standing.key_result) for focus in week.focus]
    if not names:
        return f"{name}: {QUIET}" if week.is_quiet else f"{name}: nothing is at risk."
    return f"{name}: first {', then '.join(names)}."


def cycle_words(week: Week, now: datetime) -> str:
    """Say where the team is in its cycle: `week 6 of 13`, before it from when, after it its end.

    It is not escaped.
    """
    cycle, day = week.cycle, today_in(week.team.zone, now)
    if day < cycle.starts_on:
        return f"from {day_of(cycle.starts_on)}"
    if day > cycle.ends_on:
        return f"{cycle.name} has ended"
    return f"week {week.week_number} of {week.week_count}"


def planning_words(week: Week, now: datetime, *, reader_zone: str | None = None) -> str:
    """Say when the team plans: today, tomorrow, or the day, in the team's zone.

    Args:
        reader_zone: of the one person who reads this; their own time is said where it differs.
    """
    if week.meeting is None:
        return "No planning ahead"
    starts_at = week.meeting.starts_at
    here = day_and_time(starts_at, now, week.team.zone)
    yours = day_and_time(starts_at, now, reader_zone or week.team.zone)
    if yours == here:
        return f"Planning {here}"
    is_same_day = yours.rpartition(" ")[0] == here.rpartition(" ")[0]
    return f"Planning {here}, for you {yours.rpartition(' ')[2] if is_same_day else yours}"


def planned_words(week: Week) -> str:
    """Say on which day the team planned; empty when nobody knows any more."""
    if week.meeting is None:
        return ""
    day = week.meeting.starts_at.astimezone(ZoneInfo(week.team.zone))
    return f"Planned {day:%a} {day.day} {day:%b}"


def _off_track(standing: KeyResultStanding) -> str:
    word = health_word(standing) or "off track"
    return f"{word}, {_confidence(standing)}" if Reason.CONFIDENCE in standing.reasons else word


def _at_risk(standing: KeyResultStanding) -> str:
    """Name what speaks against it most, since "at risk" alone starts no talk."""
    reason = standing.reasons[0] if standing.reasons else None
    words = {
        Reason.CONFIDENCE: _at_risk_by_confidence(standing),
        Reason.KEEP: health_word(standing) or "outside the limit",
        Reason.PACE: "behind its pace",
        Reason.DUE_DATE: "a due date has passed",
    }
    return words[reason] if reason else "at risk"


def _at_risk_by_confidence(standing: KeyResultStanding) -> str:
    words = _confidence(standing)
    return words if standing.confidence is None else f"at risk, {words}"


def _confidence(standing: KeyResultStanding) -> str:
    change = standing.confidence_change
    if standing.confidence is None:
        return "at risk"
    if change and change < 0:
        return f"{standing.confidence}/10, was {standing.confidence - change}"
    return f"{standing.confidence}/10"


def _outdated(standing: KeyResultStanding) -> str:
    days = standing.freshness.days
    if standing.freshness.age is Age.NONE or days is None:
        return "no check-in yet"
    return f"{count_of(days, 'day')} old"
