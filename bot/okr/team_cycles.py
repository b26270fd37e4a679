"""All cycles of a team, and which one would come next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.okr.cycle import Cycle, CycleState, next_quarter, quarter_of, today_in
from bot.okr.origin import Origin
from bot.okr.planned_shares import PlannedShares
from bot.okr.shelf import ShelfCounts
from bot.okr.team import Team

WORTH_PLANNING = timedelta(weeks=4)
"""A quarter that is over sooner is left out."""


@dataclass(frozen=True, slots=True)
class TeamCycles:
    """A team's cycles, the newest first.

    Args:
        may_plan: the one who looks is a lead.
        shelf: what was set aside in the present cycle; None for those outside the team.
        origins: how work met its key results in it; empty for those outside the team.
        planned_shares: of the cycle that runs; None for those outside the team, and without one.
    """

    team: Team
    cycles: tuple[Cycle, ...]
    may_plan: bool
    shelf: ShelfCounts | None = None
    origins: Mapping[Origin, int] = field(default_factory=dict)
    planned_shares: PlannedShares | None = None

    @property
    def active(self) -> Cycle | None:
        """The one that runs."""
        return self._first(CycleState.ACTIVE)

    @property
    def planned(self) -> Cycle | None:
        """The one that is being planned."""
        return self._first(CycleState.PLANNING)

    @property
    def ended(self) -> tuple[Cycle, ...]:
        """Those to read, the newest first: over, some not scored yet, or discarded as a plan."""
        over = {CycleState.CLOSING, CycleState.CLOSED, CycleState.DISCARDED}
        return tuple(one for one in self.cycles if one.state in over)

    def _first(self, state: CycleState) -> Cycle | None:
        return next((one for one in self.cycles if one.state is state), None)


def next_cycle(cycles: TeamCycles, now: datetime) -> tuple[str, date, date]:
    """Name the quarter to plan next: after all that the team has had, and not nearly over."""
    today = today_in(cycles.team.zone, now)
    had = [one for one in cycles.cycles if one.state is not CycleState.DISCARDED]
    day = max([today, *(one.ends_on + timedelta(days=1) for one in had)])
    quarter = quarter_of(day)
    return quarter if quarter[2] - day >= WORTH_PLANNING else next_quarter(day)
