"""A cycle that is being planned: what there is so far, and what keeps it from beginning."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.okr.cycle import Cycle
from bot.okr.hints import size_hints
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective, live_key_results, live_objectives
from bot.okr.team import Team

NOTHING_PLANNED = "Add an objective with a key result first. Then it can begin."


@dataclass(frozen=True, slots=True)
class CyclePlan:
    """A planned cycle as one person sees it.

    Args:
        objectives: in any state, in their order.
        originals: the key results that some were copied from, by id.
        running: the cycle that is active, if there is one.
        source: the cycle to copy from; None where there is none.
        today: in the team's zone.
        may_edit: the one who looks is a lead.
    """

    team: Team
    cycle: Cycle
    objectives: tuple[Objective, ...]
    originals: Mapping[int, KeyResult]
    running: Cycle | None
    source: Cycle | None
    member_count: int
    today: date
    may_edit: bool

    @property
    def drafts(self) -> tuple[Objective, ...]:
        """The objectives that would begin."""
        return live_objectives(self.objectives)

    @property
    def hints(self) -> tuple[str, ...]:
        """Advice that may be left alone."""
        counts = {one.number: len(live_key_results(one)) for one in self.drafts}
        return size_hints(counts, member_count=self.member_count)

    @property
    def blocking(self) -> Cycle | None:
        """The cycle that still runs, and has to be closed first; one that is over does not."""
        running = self.running
        return running if running is not None and running.ends_on >= self.today else None


def can_begin(objectives: tuple[Objective, ...]) -> bool:
    """Tell whether a plan has at least one objective with a key result."""
    return any(live_key_results(one) for one in live_objectives(objectives))
