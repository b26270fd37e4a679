"""A key result as the model follows it: the arithmetic of product.md, section 3, worked anew."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from sandbox.quarter.deeds import Said
from sandbox.quarter.okrs import Aim, Kind

ZONE = ZoneInfo("Europe/Berlin")
ACHIEVED, HOLDING, OUTSIDE = "achieved", "holding", "outside"
ON_TRACK, AT_RISK, OFF_TRACK = "on track", "at risk", "off track"
WORST_FIRST = (OFF_TRACK, OUTSIDE, AT_RISK, ON_TRACK, HOLDING, ACHIEVED)
MOVES = frozenset({Kind.UP, Kind.DOWN})
KEEPS = frozenset({Kind.AT_LEAST, Kind.AT_MOST})
FRESH_DAYS = Fraction(7 * 3, 2)
"""One and a half rhythms of a week each."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One check-in.

    Args:
        value: a number; how many steps are done; 1 for yes and 0 for no.
    """

    at: datetime
    by: str
    value: Fraction | None
    confidence: int
    note: str = ""
    is_stuck: bool = False

    @property
    def day(self) -> date:
        """The day in the team's zone."""
        return day_of(self.at)


@dataclass(slots=True)
class KeyResult:
    """A key result and everything that was said of it, the oldest first.

    Args:
        first, last: days of its cycle.
    """

    aim: Aim
    is_stretch: bool
    first: date
    last: date
    begun_at: datetime
    target: Fraction | None
    start: Fraction | None
    entries: list[Entry] = field(default_factory=list)

    @classmethod
    def of(
        cls, aim: Aim, *, is_stretch: bool, cycle: tuple[date, date], at: datetime
    ) -> "KeyResult":
        """Take a key result over as it was written down."""
        first, last = cycle
        target, start = number(aim.target), number(aim.start)
        return cls(aim, is_stretch, first, last, at, target, start)

    def hear(self, said: Said, *, by: str, at: datetime) -> None:
        """Take a check-in in."""
        value = read_value(said)
        self.entries.append(Entry(at, by, value, said.confidence, said.note, said.is_stuck))

    def anew(self, cycle: tuple[date, date], at: datetime) -> "KeyResult":
        """Return it as it is copied into another cycle: it begins where it stands now."""
        first, last = cycle
        return KeyResult(self.aim, self.is_stretch, first, last, at, self.target, self.value)

    def begun(self, at: datetime) -> "KeyResult":
        """Return it as it begins with its cycle."""
        return replace(self, begun_at=at)

    @property
    def values(self) -> list[Entry]:
        """The check-ins that say where it stands."""
        return [one for one in self.entries if one.value is not None]

    @property
    def value(self) -> Fraction | None:
        """Where it stands."""
        return self.values[-1].value if self.values else None

    def value_at(self, instant: datetime) -> Fraction | None:
        """Return where it stood at an instant."""
        known = [one for one in self.values if one.at <= instant]
        return known[-1].value if known else None

    @property
    def confidence(self) -> int | None:
        """How likely it is."""
        return self.entries[-1].confidence if self.entries else None

    @property
    def change(self) -> int:
        """How much the confidence moved at the last check-in."""
        known = [one.confidence for one in self.entries[-2:]]
        return known[-1] - known[0] if known else 0

    @property
    def progress(self) -> Fraction | None:
        """How much of the way is done, 0 to 1; None where there is no percentage."""
        return self.progress_at(self.value)

    def progress_at(self, value: Fraction | None) -> Fraction | None:
        """Return how much of the way is done at a value."""
        if value is None or self.aim.kind in KEEPS:
            return None
        if self.aim.kind is Kind.STEPS:
            return value / len(self.aim.steps)
        if self.aim.kind is Kind.YES_NO:
            return value
        if self.start is None or self.target is None:
            return None
        return min(max((value - self.start) / (self.target - self.start), Fraction(0)), Fraction(1))

    def expected(self, day: date) -> Fraction | None:
        """Return the progress that a straight line asks for, after a quarter of the cycle."""
        length, passed = (self.last - self.first).days + 1, (day - self.first).days
        if self.aim.kind not in MOVES or passed * 4 < length or not self.values:
            return None
        known = self.values[0]
        begin = self.progress_at(known.value)
        if begin is None:
            return None
        if day >= self.last:
            return Fraction(1)
        part = Fraction((day - known.day).days, (self.last - known.day).days)
        return begin + (1 - begin) * part

    def is_behind(self, day: date) -> bool:
        """Tell whether it is more than 25 points behind the line."""
        expected, done = self.expected(day), self.progress
        return expected is not None and done is not None and expected - done > Fraction(1, 4)

    def health(self, day: date) -> str:
        """Return how it stands: the worst of what applies."""
        if self.progress == 1:
            return ACHIEVED
        found = [] if self.confidence is None else [self._by_confidence(self.confidence)]
        if self.is_behind(day):
            found.append(AT_RISK)
        if self.aim.kind in KEEPS and self.value is not None:
            found.append(HOLDING if self._is_inside(self.value) else OUTSIDE)
        if found and set(found) <= {HOLDING, ON_TRACK} and HOLDING in found:
            return HOLDING
        return min(found, key=WORST_FIRST.index, default="")

    def is_doubted(self, day: date) -> bool:
        """Tell whether confidence and pace disagree."""
        if self.confidence is None or self.progress == 1:
            return False
        return self._by_confidence(self.confidence) == ON_TRACK and self.is_behind(day)

    @property
    def stuck(self) -> Entry | None:
        """The check-in that says that somebody is stuck, if it is the last one."""
        return self.entries[-1] if self.entries and self.entries[-1].is_stuck else None

    @property
    def heard_at(self) -> datetime | None:
        """When it was last heard of."""
        return self.entries[-1].at if self.entries else None

    def age(self, day: date) -> int | None:
        """Return how many days old the last check-in is."""
        return (day - self.entries[-1].day).days if self.entries else None

    def is_old(self, day: date) -> bool:
        """Tell whether the last check-in is older than one and a half rhythms."""
        age = self.age(day)
        return age is None or age > FRESH_DAYS

    def _by_confidence(self, confidence: int) -> str:
        off_track, at_risk = (2, 4) if self.is_stretch else (3, 6)
        if confidence <= off_track:
            return OFF_TRACK
        return AT_RISK if confidence <= at_risk else ON_TRACK

    def _is_inside(self, value: Fraction) -> bool:
        assert self.target is not None
        at_least = self.aim.kind is Kind.AT_LEAST
        return value >= self.target if at_least else value <= self.target


def number(text: str) -> Fraction | None:
    """Read a plain number; None where there is none."""
    return Fraction(text) if text else None


def read_value(said: Said) -> Fraction | None:
    """Read what was said of a key result."""
    if isinstance(said.value, bool):
        return Fraction(int(said.value))
    return Fraction(len(said.value)) if isinstance(said.value, tuple) else number(said.value)


def day_of(instant: datetime) -> date:
    """Return the day of an instant in the teams' zone."""
    return instant.astimezone(ZONE).date()
