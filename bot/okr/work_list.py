"""A team's open work, sorted by where it belongs."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.okr.cycle import Cycle
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective, live_key_results, live_objectives
from bot.okr.places import current_place, is_in_play
from bot.okr.team import Team
from bot.okr.work_item import Place, WorkItem

_LAST_PLACES = (Place.ENGINEERING_HEALTH, Place.UPKEEP, Place.ANYWAY, None)


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """Work in play that belongs to one place.

    Args:
        key_result: only of the place "key result".
        place: None for what has no place yet.
    """

    place: Place | None
    key_result: KeyResult | None
    work_items: tuple[WorkItem, ...]


@dataclass(frozen=True, slots=True)
class TeamWork:
    """A team's open work and what decides its places.

    Args:
        cycle: the active one; None when there is none.
        objectives: the live ones of that cycle in their fixed order.
        work_items: everything open, the oldest first.
        anyway_this_cycle: ids of the work items that were placed *anyway* in this cycle.
    """

    team: Team
    cycle: Cycle | None
    objectives: tuple[Objective, ...]
    work_items: tuple[WorkItem, ...]
    anyway_this_cycle: Collection[int]

    @property
    def key_results(self) -> tuple[KeyResult, ...]:
        """The live key results in their fixed order."""
        return key_results_of(self.objectives)

    @property
    def in_play(self) -> tuple[WorkItem, ...]:
        """What is open and started; planning something starts it."""
        return tuple(item for item in self.work_items if is_in_play(item, is_planned=False))

    @property
    def not_started(self) -> tuple[WorkItem, ...]:
        """What is open and nobody has begun."""
        started = {item.id for item in self.in_play}
        return tuple(item for item in self.work_items if item.id not in started)

    @property
    def unplaced(self) -> tuple[WorkItem, ...]:
        """What people are asked about: in play, and without a place in this cycle."""
        places = self.places
        return tuple(item for item in self.in_play if places[item.id] is None)

    @property
    def places(self) -> Mapping[int, Place | None]:
        """The place that holds in this cycle, by the id of the work item."""
        live = {key_result.id for key_result in self.key_results}
        return {
            item.id: current_place(
                item, live_key_results=live, anyway_this_cycle=self.anyway_this_cycle
            )
            for item in self.work_items
        }

    @property
    def in_play_by_place(self) -> Mapping[Place | None, int]:
        """Counts of work in play; None is no place yet. For the team alone."""
        places = self.places
        return Counter(places[item.id] for item in self.in_play)

    @property
    def groups(self) -> tuple[WorkGroup, ...]:
        """Work in play by place: key results in their order, then the other places."""
        places, in_play = self.places, self.in_play
        aimed = [
            WorkGroup(
                Place.KEY_RESULT,
                key_result,
                tuple(
                    item
                    for item in in_play
                    if places[item.id] is Place.KEY_RESULT and item.key_result_id == key_result.id
                ),
            )
            for key_result in self.key_results
        ]
        others = [
            WorkGroup(place, None, tuple(item for item in in_play if places[item.id] is place))
            for place in _LAST_PLACES
        ]
        return tuple(group for group in (*aimed, *others) if group.work_items)


def key_results_of(objectives: Collection[Objective]) -> tuple[KeyResult, ...]:
    """List the live key results of the live objectives in their fixed order."""
    live = live_objectives(tuple(objectives))
    return tuple(key_result for objective in live for key_result in live_key_results(objective))
