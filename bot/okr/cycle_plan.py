"""A cycle that is being planned: what there is so far, and what keeps it from beginning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.okr.cycle import Cycle
from bot.okr.hints import size_hints
from bot.okr.idea import still_wanted
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective, live_key_results, live_objectives
from bot.okr.team import Team
from bot.okr.work_list import key_results_of

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
        may_edit: the one who looks is a lead. is_member: is in the team.
        idea_counts: how many ideas each key result has, by its id.
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
    is_member: bool = True
    idea_counts: Mapping[int, int] = field(default_factory=dict)

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
    def key_results(self) -> tuple[KeyResult, ...]:
        """The key results that would begin, in their order."""
        return key_results_of(self.drafts)

    @property
    def without_ideas(self) -> tuple[str, ...]:
        """The labels of the key results that have fewer than two ideas."""
        missing = still_wanted([one.id for one in self.key_results], self.idea_counts)
        return tuple(one.label for one in self.key_results if one.id in missing)

    @property
    def blocking(self) -> Cycle | None:
        """The cycle that still runs, and has to be closed first; one that is over does not."""
        running = self.running
        return running if running is not None and running.ends_on >= self.today else None


def can_begin(objectives: tuple[Objective, ...]) -> bool:
    """Tell whether a plan has at least one objective with a key result."""
    return any(live_key_results(one) for one in live_objectives(objectives))
