"""When a team meets, is prompted and is reminded: the schedule is data, computed on zoneinfo."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from bot.okr.errors import FormError
from bot.okr.text import closest, one_line, shorten

INTERVALS = (1, 2, 4)
MAX_NOTICE = timedelta(days=7)
SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=8)
EARLIEST_PROMPT = time(8)
EVENING_BEFORE = time(16)

_WEEK = timedelta(weeks=1)
_DAY = timedelta(days=1)
_LAST_YEAR = 9998
"""One year before the calendar of Python ends, so that no step leaves it."""
_MEETINGS_AHEAD = 530
"""Ten years of weeks: how far a search for a meeting that is held looks."""
_NOT_PLACES = frozenset({"Factory", "localtime"})
_TIME_OF_DAY = re.compile(
    r"(\d{1,2})(?:[:.h ]?([0-5]\d))? ?(?:h|uhr|o'clock)? ?(?:([ap])\.?m\.?)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without meetings; both dates are inclusive."""

    starts_on: date
    ends_on: date
    reason: str


class Holidays(Protocol):
    """The public holidays of a place."""

    @property
    def code(self) -> str:
        """Which place it is, such as `DE-BY`."""
        ...

    def name_of(self, on: date) -> str | None:
        """Return which public holiday a date is; None on other days."""
        ...


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a team meets.

    Args:
        weekday: 0 is Monday.
        at: local time in `zone`, an IANA name.
        anchor_on: any day of the week of the first meeting.
        interval_weeks: 1, 2 or 4.
        prompt_notice: elapsed time before the meeting, as is `reminder_notice`.
        holidays: days on which the team does not meet.
    """

    weekday: int
    at: time
    zone: str
    anchor_on: date
    interval_weeks: int
    duration: timedelta
    prompt_notice: timedelta
    reminder_notice: timedelta
    pauses: tuple[Pause, ...]
    holidays: Holidays | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting; the instants are UTC.

    Args:
        on: the date in the schedule, in the team's zone.
        paused: why the meeting is not held; None when it is.
    """

    on: date
    starts_at: datetime
    ends_at: datetime
    prompt_at: datetime
    reminder_at: datetime
    paused: str | None


def local_instant(on: date, at: time, zone: str) -> datetime:
    """Find the instant (UTC) of a wall clock's reading.

    A reading that clocks skip is taken as if they had not been moved yet: 02:30 in a gap from
    02:00 to 03:00 is the instant that reads 03:30. A reading that clocks repeat is the first one.
    """
    return datetime.combine(on, at.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)


def is_meeting_day(schedule: Schedule, on: date) -> bool:
    """Tell whether the schedule has a meeting on a date, paused or not."""
    if on.weekday() != schedule.weekday:
        return False
    weeks = (_monday(on) - _monday(schedule.anchor_on)).days // 7
    return weeks >= 0 and weeks % schedule.interval_weeks == 0


def meeting_on(schedule: Schedule, on: date) -> Meeting | None:
    """Describe the meeting of a date, or None on a day without one."""
    return _meeting(schedule, on) if is_meeting_day(schedule, on) else None


def meetings_after(schedule: Schedule, now: datetime) -> Iterator[Meeting]:
    """List the meetings that have not ended, in order, each date once, paused ones too."""
    # A meeting of two days ago by the calendar can still run: long ones cross midnight, and
    # zones have skipped a whole date.
    earliest = now.astimezone(ZoneInfo(schedule.zone)).date() - 2 * _DAY
    on = _first_day(schedule, earliest)
    while on.year <= _LAST_YEAR:
        meeting = _meeting(schedule, on)
        if meeting.ends_at > now:
            yield meeting
        on += schedule.interval_weeks * _WEEK


def next_meeting(schedule: Schedule, now: datetime) -> Meeting:
    """Find the first meeting that has not ended, paused or not."""
    return next(meetings_after(schedule, now))


def find_next_held_meeting(schedule: Schedule, now: datetime) -> Meeting | None:
    """Find the first meeting that has not ended and is not paused, within ten years."""
    return next(held_meetings_after(schedule, now), None)


def held_meetings_after(schedule: Schedule, now: datetime) -> Iterator[Meeting]:
    """List the meetings that have not ended and are not paused, in order, within ten years."""
    ahead = islice(meetings_after(schedule, now), _MEETINGS_AHEAD)
    return (meeting for meeting in ahead if meeting.paused is None)


def break_begins_on(schedule: Schedule, meeting: Meeting) -> date:
    """Find the first of the meetings in a row that are not held and that lead up to this one."""
    on = meeting.on
    earlier = on - schedule.interval_weeks * _WEEK
    while is_meeting_day(schedule, earlier) and _pause_reason(schedule, earlier) is not None:
        on = earlier
        earlier -= schedule.interval_weeks * _WEEK
    return on


def is_prompted_by_itself(meeting: Meeting, *, created_at: datetime) -> bool:
    """Tell whether a meeting's prompt comes without anybody asking for it.

    One that was due before its team was set up would come while people still set it up.

    Args:
        created_at: when the team was set up.
    """
    return meeting.prompt_at > created_at


def parse_time_of_day(text: str) -> time:
    """Read a time such as `10:00`, `9.30`, `9:30 am` or `14h`.

    Raises:
        FormError: with the field `at`.
    """
    match = _TIME_OF_DAY.fullmatch(one_line(text))
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (24, 0)
    if match and match[3]:
        hour = hour % 12 + (12 if match[3] in "pP" else 0) if 1 <= hour <= 12 else 24
    if hour > 23:
        raise FormError({"at": "Type a time of day, such as 10:00 or 2:30 pm."})
    return time(hour, minute)


def validate_schedule(schedule: Schedule) -> Schedule:
    """Check every part of a schedule and return it.

    Raises:
        FormError: with the fields `weekday`, `at`, `zone`, `interval_weeks`, `duration`,
            `prompt_notice`, `reminder_notice`, `pauses`.
    """
    checks = {
        "weekday": (0 <= schedule.weekday <= 6, "Choose a day of the week."),
        "at": (
            schedule.at.tzinfo is None and not schedule.at.second and not schedule.at.microsecond,
            "Type a time of day, such as 10:00.",
        ),
        "zone": (schedule.zone in _zones(), ""),
        "interval_weeks": (
            schedule.interval_weeks in INTERVALS,
            "Choose every week, every 2 weeks or every 4 weeks.",
        ),
        "duration": (
            SHORTEST <= schedule.duration <= LONGEST,
            "A meeting lasts from 5 minutes to 8 hours. Choose a length in between.",
        ),
        "prompt_notice": (_is_notice(schedule.prompt_notice), _NOTICE_SENTENCE),
        "reminder_notice": (_is_notice(schedule.reminder_notice), _NOTICE_SENTENCE),
        "pauses": (
            all(pause.starts_on <= pause.ends_on for pause in schedule.pauses),
            "A pause ends before it starts. Choose a later last day.",
        ),
    }
    if wrong := {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}:
        if "zone" in wrong:  # what was meant is searched for among all zones, so only if need be
            wrong["zone"] = _unknown_zone(schedule.zone)
        raise FormError(wrong)
    return schedule


_NOTICE_SENTENCE = "Choose a notice from 0 to 7 days."


def _is_notice(notice: timedelta) -> bool:
    return timedelta(0) <= notice <= MAX_NOTICE


@cache
def _zones() -> frozenset[str]:
    """Reading them walks a directory, so they are kept."""
    return frozenset(available_timezones() - _NOT_PLACES)


def _unknown_zone(zone: str) -> str:
    name = shorten(one_line(zone), 40)
    return (
        f'There is no time zone "{name}". Choose one such as'
        f" {closest(name, sorted(_zones())) or 'Europe/Berlin'}."
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first_day(schedule: Schedule, earliest: date) -> date:
    """Find the first meeting day that is not before a date."""
    first = _monday(schedule.anchor_on) + timedelta(days=schedule.weekday)
    step = schedule.interval_weeks * 7
    steps = max(-((first - earliest).days // step), 0)
    return first + timedelta(days=steps * step)


def _meeting(schedule: Schedule, on: date) -> Meeting:
    starts_at = local_instant(on, schedule.at, schedule.zone)
    return Meeting(
        on=on,
        starts_at=starts_at,
        ends_at=starts_at + schedule.duration,
        prompt_at=_prompt_instant(schedule, starts_at),
        reminder_at=starts_at - schedule.reminder_notice,
        paused=_pause_reason(schedule, on),
    )


def _prompt_instant(schedule: Schedule, starts_at: datetime) -> datetime:
    """Nobody reads a prompt at night: before 08:00 it comes at 16:00 on the last working day."""
    due = starts_at - schedule.prompt_notice
    local = due.astimezone(ZoneInfo(schedule.zone))
    if local.time() >= EARLIEST_PROMPT:
        return due
    day = local.date() - _DAY
    while day.weekday() > 4 or _holiday(schedule, day):
        day -= _DAY
    return local_instant(day, EVENING_BEFORE, schedule.zone)


def _pause_reason(schedule: Schedule, on: date) -> str | None:
    found = (p.reason for p in schedule.pauses if p.starts_on <= on <= p.ends_on)
    return next(found, _holiday(schedule, on))


def _holiday(schedule: Schedule, on: date) -> str | None:
    return schedule.holidays.name_of(on) if schedule.holidays else None
