"""Every change of clocks in three years: one prompt for each round, at the right instant.

Run with `python -m soak.dst`. The instants expected here are found from UTC alone, by trying the
offsets on both sides of a change; the code under test reads wall clocks the other way round.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo, available_timezones

from bot.okr.cadence import EARLIEST_PROMPT, EVENING_BEFORE, Schedule, meetings_after

START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(weeks=1)
NOTICES = (timedelta(0), timedelta(minutes=15), timedelta(hours=2), DAY, WEEK)
INTERVALS = (1, 2, 4)
NOT_PLACES = {"Factory", "localtime"}


@dataclass(frozen=True, slots=True)
class Change:
    """A change of clocks: when, and the offsets on both sides."""

    at: datetime
    before: timedelta
    after: timedelta


def offset_at(zone: str, instant: datetime) -> timedelta:
    """Return how far a zone's clocks are ahead of UTC at an instant."""
    return instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)


def find_changes(zone: str) -> tuple[Change, ...]:
    """Find every change of clocks of a zone, to the minute."""
    found = []
    day = START
    while day < END:
        before, after = offset_at(zone, day), offset_at(zone, day + DAY)
        if before != after:
            early, late = day, day + DAY
            while late - early > MINUTE:
                middle = early + (late - early) // 2 // MINUTE * MINUTE
                is_early = offset_at(zone, middle) == before
                early, late = (middle, late) if is_early else (early, middle)
            found.append(Change(late, before, after))
        day += DAY
    return tuple(found)


def find_distinct_zones() -> dict[str, tuple[Change, ...]]:
    """Return the zones whose clocks change, one for each set of rules."""
    distinct: dict[tuple[Change, ...], str] = {}
    for zone in sorted(available_timezones() - NOT_PLACES):
        if changes := find_changes(zone):
            distinct.setdefault(changes, zone)
    return {zone: changes for changes, zone in distinct.items()}


def expected_instant(wall: datetime, zone: str) -> datetime:
    """Find the first instant at which a zone's clocks read `wall`.

    A reading that is skipped counts as if the clocks had not been moved yet.
    """
    reading = wall.replace(tzinfo=UTC)
    before, after = (offset_at(zone, reading + days) for days in (-2 * DAY, 2 * DAY))
    real = [reading - one for one in (before, after) if offset_at(zone, reading - one) == one]
    return min(real, default=reading - before)


def expected_prompt(schedule: Schedule, on: date) -> datetime:
    """Find when the prompt of a meeting is due: never before 08:00, never at the weekend then."""
    due = expected_instant(datetime.combine(on, schedule.at), schedule.zone)
    due -= schedule.prompt_notice
    local = (due + offset_at(schedule.zone, due)).replace(tzinfo=None)
    if local.time() >= EARLIEST_PROMPT:
        return due
    working_days = (local.date() - number * DAY for number in range(1, 4))
    evening = next(day for day in working_days if day.isoweekday() <= 5)
    return expected_instant(datetime.combine(evening, EVENING_BEFORE), schedule.zone)


def readings_around(change: Change) -> Iterator[datetime]:
    """List what wall clocks read at the edges of a change, inside of it, and a minute beside."""
    first, last = sorted((change.at + change.before, change.at + change.after))
    middle = first + (last - first) // 2 // MINUTE * MINUTE
    for edge in (first, middle, last):
        for beside in (-MINUTE, timedelta(0), MINUTE):
            yield (edge + beside).replace(tzinfo=None)


def schedules_around(
    zone: str, changes: Iterable[Change], *, notices: Iterable[timedelta], intervals: Iterable[int]
) -> Iterator[tuple[Schedule, date]]:
    """List schedules with a meeting at each reading around each change, and that meeting's date."""
    for change, notice, interval in product(changes, notices, intervals):
        for wall in readings_around(change):
            yield (
                Schedule(
                    weekday=wall.weekday(),
                    at=wall.time(),
                    zone=zone,
                    anchor_on=wall.date() - 3 * interval * WEEK,
                    interval_weeks=interval,
                    duration=timedelta(hours=1),
                    prompt_notice=notice,
                    reminder_notice=DAY,
                    pauses=(),
                ),
                wall.date(),
            )


def prompts_of(schedule: Schedule, instants: Iterable[datetime]) -> list[tuple[date, datetime]]:
    """Look at the schedule at each instant, as the planner does, and note what is prompted when."""
    done: dict[date, datetime] = {}
    for now in instants:
        for meeting in meetings_after(schedule, now):
            if meeting.prompt_at > now:
                break
            done.setdefault(meeting.on, now)
    return list(done.items())


def find_faults(schedule: Schedule, on: date) -> list[str]:
    """Walk over five meetings around a date and return what is not as it should be."""
    step = schedule.interval_weeks * WEEK
    expected = [
        (day, expected_prompt(schedule, day)) for day in (on + n * step for n in range(-2, 3))
    ]
    instants = {at + beside for _, at in expected for beside in (-MINUTE, timedelta(0), MINUTE)}
    first, last = expected[0][1] - MINUTE, expected[-1][1] + MINUTE
    instants |= {first + number * DAY for number in range((last - first).days + 1)}
    days = {day for day, _ in expected}
    found = [one for one in prompts_of(schedule, sorted(instants)) if one[0] in days]
    return [] if found == expected else [f"{schedule}: expected {expected}, found {found}"]


def main() -> int:
    """Try every zone with rules of its own, and print what was tried and what failed."""
    zones = find_distinct_zones()
    tried, faults = 0, list[str]()
    for zone, changes in zones.items():
        for case in schedules_around(zone, changes, notices=NOTICES, intervals=INTERVALS):
            tried += 1
            faults += find_faults(*case)
    count = sum(len(changes) for changes in zones.values())
    sys.stdout.write("".join(f"{fault}\n" for fault in faults[:20]))
    sys.stdout.write(
        f"{len(zones)} zones, {count} changes of clocks, {tried} schedules, {len(faults)} faults\n"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
