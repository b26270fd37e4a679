"""A team as the model follows it: its key results, its work, and what was said in its meetings."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import singledispatchmethod

from sandbox.quarter import deeds
from sandbox.quarter.deeds import Deed, SetUp, Where
from sandbox.quarter.model.facts import Change
from sandbox.quarter.model.key_result import ZONE, KeyResult
from sandbox.quarter.okrs import NUMBERS, Objective

PLACES = {
    Where.HEALTH: "engineering health",
    Where.UPKEEP: "upkeep",
    Where.ANYWAY: "anyway",
    Where.KEY_RESULT: "key results",
}
NO_PLACE = "no place yet"
CYCLE_PLACES = frozenset({PLACES[Where.ANYWAY], PLACES[Where.KEY_RESULT]})
"""They hold for one cycle."""

DAY = timedelta(days=1)
WEEK = 7 * DAY
IDEAS = 2


@dataclass(slots=True)
class Work:
    """A piece of work.

    Args:
        number: of the key result that it serves.
        placed_at: since when it has its place.
        until: when it ended or went to the shelf; None while it is in play.
        is_begun: somebody works on it; a chosen idea, and what came back, is not begun.
        is_planned: it serves a key result of the cycle that is planned.
    """

    title: str
    since: datetime
    place: str = NO_PLACE
    number: str = ""
    placed_at: datetime | None = None
    until: datetime | None = None
    is_done: bool = False
    is_begun: bool = True
    is_planned: bool = False


@dataclass(slots=True)
class Plan:
    """The next cycle as it is planned: its key results, and the ideas for each."""

    cycle: tuple[date, date]
    key_results: dict[str, KeyResult] = field(default_factory=dict)
    ideas: Counter[str] = field(default_factory=Counter)

    @property
    def is_thought_through(self) -> bool:
        """Whether there are two ideas for each key result, which opens the shelf."""
        return all(self.ideas[number] >= IDEAS for number in self.key_results)


@dataclass(slots=True)
class Team:
    """A team, and what it came to know.

    Args:
        cycle: the first and the last day of its cycle.
        over: the key results of the cycle that waits for its scores.
        shelved, came_back: what a fresh start set aside, and what of it came back.
    """

    set_up: SetUp
    begun_at: datetime
    cycle: tuple[date, date]
    key_results: dict[str, KeyResult] = field(default_factory=dict)
    work: dict[str, Work] = field(default_factory=dict)
    notes: list[tuple[datetime, deeds.Note]] = field(default_factory=list)
    changes: list[tuple[datetime, Change]] = field(default_factory=list)
    pauses: list[deeds.Pause] = field(default_factory=list)
    followers: list[str] = field(default_factory=list)
    shelved: list[str] = field(default_factory=list)
    came_back: list[str] = field(default_factory=list)
    plan: Plan | None = None
    over: dict[str, KeyResult] = field(default_factory=dict)

    @classmethod
    def begin(cls, set_up: SetUp, *, at: datetime, cycle: tuple[date, date]) -> "Team":
        """Begin to follow a team when it is set up."""
        team = cls(set_up, at, cycle)
        for objective in set_up.objectives:
            team._write_down(objective, set_up.who, at)
        for title in set_up.work:
            team.work[title] = Work(title, at)
        return team

    @property
    def meetings(self) -> Iterator[datetime]:
        """Yield when the team meets in its cycle, pauses left out."""
        number = 1
        while (meeting := self.meeting_of_week(number)).date() <= self.cycle[1]:
            if not any(pause.first <= meeting.date() <= pause.last for pause in self.pauses):
                yield meeting
            number += 1

    def meeting_of_week(self, number: int) -> datetime:
        """Return when the meeting of a week of the cycle is, whether it is held or not."""
        first, _ = self.cycle
        day = first + (self.set_up.weekday - first.weekday()) % 7 * DAY + (number - 1) * WEEK
        return datetime.combine(day, self.set_up.at, ZONE)

    def meets_on(self, day: date) -> bool:
        """Tell whether there is a meeting, and so a prompt, on a day."""
        return any(meeting.date() == day for meeting in self.meetings)

    def in_play(self, now: datetime) -> list[Work]:
        """Return the work that was begun and has not ended, the oldest first."""
        return [
            work
            for work in self.work.values()
            if work.is_begun and work.since <= now and (work.until is None or work.until > now)
        ]

    @singledispatchmethod
    def take(self, deed: Deed, at: datetime) -> None:
        """Take in what somebody did."""

    @take.register
    def _(self, deed: deeds.CheckIn, at: datetime) -> None:
        self.key_results[deed.said.number].hear(deed.said, by=deed.who, at=at)

    @take.register
    def _(self, deed: deeds.CheckInDue, at: datetime) -> None:
        for said in deed.said:
            self.key_results[said.number].hear(said, by=deed.who, at=at)

    @take.register
    def _(self, deed: deeds.Plan, at: datetime) -> None:
        self.work[deed.work] = Work(deed.work, at, PLACES[Where.KEY_RESULT], deed.number, at)

    @take.register
    def _(self, deed: deeds.AddWork, at: datetime) -> None:
        self.work[deed.work] = Work(deed.work, at)

    @take.register
    def _(self, deed: deeds.PlaceThem, at: datetime) -> None:
        for answer in deed.answers:
            work = self.work[answer.work]
            if answer.where in {Where.DROP, Where.SHELF} or answer.is_thought_of is False:
                work.until = at
            else:
                work.place, work.number = PLACES[answer.where], answer.number
                work.placed_at = at

    @take.register
    def _(self, deed: deeds.Finish, at: datetime) -> None:
        work = self.work[deed.work]
        work.until, work.is_done = at, True

    @take.register
    def _(self, deed: deeds.ChangeTarget, at: datetime) -> None:
        found = self.key_results[deed.number]
        before, found.target = found.target, Fraction(deed.target)
        self._changed(deed.number, deed.why, deed.who, at, (before, found.target))

    @take.register
    def _(self, deed: deeds.AddObjective, at: datetime) -> None:
        self._write_down(deed.objective, deed.who, at)
        self._changed(str(deed.objective.number), deed.why, deed.who, at)
        for aim in deed.objective.aims:
            # Why there is a new objective was asked a moment ago, and is not asked again.
            self._changed(aim.number, "", deed.who, at)

    @take.register
    def _(self, deed: deeds.Note, at: datetime) -> None:
        self.notes.append((at, deed))

    @take.register
    def _(self, deed: deeds.Pause, _at: datetime) -> None:
        self.pauses.append(deed)

    @take.register
    def _(self, deed: deeds.Follow, _at: datetime) -> None:
        self.followers.append(deed.who)

    @take.register
    def _(self, _deed: deeds.PlanNextCycle, _at: datetime) -> None:
        self.plan = Plan(next_quarter(self.cycle[1]))

    @take.register
    def _(self, _deed: deeds.StartFresh, at: datetime) -> None:
        for work in self.goes_to_the_shelf(at):
            work.until = at
            self.shelved.append(work.title)

    @take.register
    def _(self, deed: deeds.CopyOkrs, at: datetime) -> None:
        plan = self._planned()
        for number in deed.numbers:
            plan.key_results[number] = self.key_results[number].anew(plan.cycle, at)

    @take.register
    def _(self, deed: deeds.AddIdeas, _at: datetime) -> None:
        self._planned().ideas[deed.number] += len(deed.ideas)

    @take.register
    def _(self, deed: deeds.MakeWork, at: datetime) -> None:
        place = PLACES[Where.KEY_RESULT]
        work = Work(deed.idea, at, place, deed.number, at, is_begun=False, is_planned=True)
        self.work[deed.idea] = work

    @take.register
    def _(self, deed: deeds.BringBack, at: datetime) -> None:
        work = self.work[deed.work]
        work.place, work.number, work.placed_at = PLACES[Where.KEY_RESULT], deed.number, at
        work.until, work.is_begun, work.is_planned = None, False, True
        if deed.work in self.shelved:
            self.came_back.append(deed.work)

    @take.register
    def _(self, _deed: deeds.BeginCycle, at: datetime) -> None:
        plan = self._planned()
        self.cycle, self.begun_at, self.plan, self.over = plan.cycle, at, None, self.key_results
        self.key_results = {number: one.begun(at) for number, one in plan.key_results.items()}
        for work in self.work.values():
            if work.place in CYCLE_PLACES and not work.is_planned:
                work.place, work.number = NO_PLACE, ""
            work.is_planned = False

    def goes_to_the_shelf(self, now: datetime) -> list[Work]:
        """Return the work that starting fresh sets aside: what is open and has no place."""
        return [work for work in self.in_play(now) if work.place == NO_PLACE]

    def _planned(self) -> Plan:
        assert self.plan is not None, "nothing is planned"
        return self.plan

    def _write_down(self, objective: Objective, who: str, at: datetime) -> None:
        for aim in objective.aims:
            found = KeyResult.of(aim, is_stretch=objective.is_stretch, cycle=self.cycle, at=at)
            value = aim.now if aim.kind in NUMBERS else False
            found.hear(deeds.Said(aim.number, value, aim.confidence), by=who, at=at)
            self.key_results[aim.number] = found

    def _changed(
        self,
        number: str,
        why: str,
        who: str,
        at: datetime,
        move: tuple[Fraction | None, Fraction | None] = (None, None),
    ) -> None:
        self.changes.append((at, Change(number, *move, why, who, fits=())))


def next_quarter(last: date) -> tuple[date, date]:
    """Return the first and the last day of the calendar quarter after a day that ends one."""
    first = last + DAY
    after = first.replace(month=first.month + 3) if first.month < 10 else date(first.year + 1, 1, 1)
    return first, after - DAY
