"""All cycles of a team, and which one would come next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.okr.cycle import Cycle, CycleState, quarter_of, today_in
from bot.okr.shelf import ShelfCounts
from bot.okr.team import Team


@dataclass(frozen=True, slots=True)
class TeamCycles:
    """A team's cycles, the newest first.

    Args:
        may_start: the one who looks is a lead.
        shelf: what was set aside in the present cycle; None for those outside the team.
    """

    team: Team
    cycles: tuple[Cycle, ...]
    may_start: bool
    shelf: ShelfCounts | None = None

    @property
    def active(self) -> Cycle | None:
        """The one that runs."""
        return next((one for one in self.cycles if one.state is CycleState.ACTIVE), None)


def next_cycle(cycles: TeamCycles, now: datetime) -> tuple[str, date, date]:
    """Name the quarter to start next: the one after the active cycle, but never a past one."""
    today = today_in(cycles.team.zone, now)
    active = cycles.active
    return quarter_of(max(active.ends_on + timedelta(days=1), today) if active else today)
