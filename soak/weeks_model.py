"""What product.md owes a team's channel at an instant; knows nothing of the bot's own cadence.

A schedule is taken as plain data. When a meeting is, and when its prompt is due, is worked out
here by trying offsets from UTC, and holidays come from the package and not through the bot.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

import holidays

from bot.okr.cadence import Schedule
from soak.dst import DAY, WEEK, expected_instant, offset_at

PROMPT, NO_MEETING = "prompt", "no_meeting"
MORNING, AFTERNOON = time(8), time(16)
BEHIND, AHEAD = 2, 16
"""How many days around now have a meeting that may matter: a notice may be seven days long."""

YEARS = range(2026, 2029)
Week = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Due:
    """Something that a channel is owed.

    Attributes:
        since: from when on it could be said.
        ends_at: when the meeting is over, after which it is not said any more.
    """

    team_id: int
    kind: str
    on: date
    channel: str
    since: datetime
    ends_at: datetime


@dataclass(slots=True)
class TeamModel:
    """A team as the model follows it.

    Attributes:
        changed_at: since when its schedule is as it is.
        prompted: ISO weeks that had their prompt.
        spoken: ISO weeks in which nobody met, each of them or the break around it said.
        called_off: ISO weeks of which the channel was told so itself. One message a week is its
            budget, so a meeting that is moved there afterwards has no prompt by itself.
        names: what the team was called, and since when.
    """

    team_id: int
    channel: str
    schedule: Schedule
    country: str | None
    created_at: datetime
    changed_at: datetime
    names: list[tuple[datetime, str]]
    prompted: set[Week] = field(default_factory=set)
    spoken: set[Week] = field(default_factory=set)
    called_off: set[Week] = field(default_factory=set)
    _prompts: dict[date, tuple[datetime, datetime]] = field(default_factory=dict)

    def follow(self, schedule: Schedule, now: datetime) -> None:
        """Take over another schedule."""
        self.schedule, self.changed_at = schedule, now
        self._prompts.clear()

    def name_before(self, instant: datetime) -> str:
        """Return what the team was called until an instant."""
        return [name for since, name in self.names if since < instant][-1]

    def newly_due(self, now: datetime) -> Iterator[Due]:
        """Yield what is owed from now on and was not before, and remember that it is."""
        today = (now + offset_at(self.schedule.zone, now)).date()
        for number in range(-BEHIND, AHEAD):
            on = today + number * DAY
            if not self._meets(on):
                continue
            prompt_at, ends_at = self._times(on)
            if not (prompt_at <= now < ends_at and prompt_at > self.created_at):
                continue
            kind = NO_MEETING if self._is_off(on) else PROMPT
            if self._is_new(kind, on):
                since = max(prompt_at, self.changed_at)
                yield Due(self.team_id, kind, on, self.channel, since, ends_at)

    def _is_new(self, kind: str, on: date) -> bool:
        week = _week(on)
        if week in self.prompted or week in self.called_off:
            return False
        if kind == PROMPT:
            self.prompted.add(week)
            return True
        is_told = any(_week(day) in self.spoken for day in self._break_up_to(on))
        self.spoken.add(week)
        if not is_told:
            self.called_off.add(week)
        return not is_told

    def _break_up_to(self, on: date) -> Iterator[date]:
        """Yield the meetings in a row that are not held, back from this one."""
        while self._meets(on) and self._is_off(on):
            yield on
            on -= self.schedule.interval_weeks * WEEK

    def _meets(self, on: date) -> bool:
        if on.weekday() != self.schedule.weekday:
            return False
        first = self.schedule.anchor_on
        weeks = ((on - on.weekday() * DAY) - (first - first.weekday() * DAY)).days // 7
        return weeks >= 0 and weeks % self.schedule.interval_weeks == 0

    def _is_off(self, on: date) -> bool:
        is_paused = any(one.starts_on <= on <= one.ends_on for one in self.schedule.pauses)
        return is_paused or self._is_holiday(on)

    def _is_holiday(self, on: date) -> bool:
        return self.country is not None and on in _holidays_of(self.country)

    def _times(self, on: date) -> tuple[datetime, datetime]:
        """Return when a meeting's prompt is due, and when the meeting is over."""
        if on not in self._prompts:
            starts_at = expected_instant(datetime.combine(on, self.schedule.at), self.schedule.zone)
            prompt_at = self._not_at_night(starts_at - self.schedule.prompt_notice)
            self._prompts[on] = (prompt_at, starts_at + self.schedule.duration)
        return self._prompts[on]

    def _not_at_night(self, due: datetime) -> datetime:
        zone = self.schedule.zone
        local = (due + offset_at(zone, due)).replace(tzinfo=None)
        if local.time() >= MORNING:
            return due
        day = local.date() - DAY
        while day.isoweekday() > 5 or self._is_holiday(day):
            day -= DAY
        return expected_instant(datetime.combine(day, AFTERNOON), zone)


_KNOWN: dict[str, frozenset[date]] = {}


def _holidays_of(country: str) -> frozenset[date]:
    if country not in _KNOWN:
        _KNOWN[country] = frozenset(holidays.country_holidays(country, years=YEARS))
    return _KNOWN[country]


def _week(on: date) -> Week:
    return on.isocalendar()[:2]
