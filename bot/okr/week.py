"""A team's week as the prompt shows it: the OKRs first, then the work that serves none."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.okr.cadence import Meeting
from bot.okr.check_in import CheckIn
from bot.okr.cycle import Cycle, week_of_cycle
from bot.okr.focus import Focus, choose_focus
from bot.okr.objective import Objective, live_key_results, live_objectives
from bot.okr.places import current_place, is_in_play
from bot.okr.standing import (
    KeyResultStanding,
    Moment,
    ObjectiveStanding,
    key_result_standing,
    objective_standing,
)
from bot.okr.team import Team
from bot.okr.work_item import Place, WorkItem


@dataclass(frozen=True, slots=True)
class Week:
    """What a team looks at before it plans.

    Args:
        week_number: 0 before the cycle starts, and never above `week_count`.
        objectives: the live ones in their fixed order.
        unplaced: work in play that has no place in this cycle, the oldest first.
        in_play_by_place: counts of work in play; None is no place yet. For the team alone.
        focus: what to talk about first, at most three.
        updated: how many live key results were checked in within their rhythm, of `due`.
        has_met: a meeting of this cycle is over.
    """

    team: Team
    cycle: Cycle
    week_number: int
    week_count: int
    meeting: Meeting | None
    objectives: tuple[ObjectiveStanding, ...]
    unplaced: tuple[WorkItem, ...]
    in_play_by_place: Mapping[Place | None, int]
    focus: tuple[Focus, ...]
    updated: int
    due: int
    has_met: bool = False

    @property
    def key_results(self) -> tuple[KeyResultStanding, ...]:
        """Every live key result in the fixed order."""
        return _key_results_of(self.objectives)

    @property
    def every_key_result_has_work(self) -> bool:
        """Tell whether somebody works on each live key result."""
        return bool(self.key_results) and all(standing.work for standing in self.key_results)

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing asks for talk: all is well, worked on and placed."""
        has_begun = any(standing.expects_work for standing in self.key_results)
        return has_begun and not self.focus and not self.unplaced


def review_week(
    *,
    team: Team,
    cycle: Cycle,
    objectives: Sequence[Objective],
    check_ins: Mapping[int, Sequence[CheckIn]],
    work_items: Sequence[WorkItem],
    planned: Collection[int],
    anyway_this_cycle: Collection[int],
    last_worked: Mapping[int, datetime],
    meeting: Meeting | None,
    interval_weeks: int,
    updated_since: datetime | None,
    now: datetime,
) -> Week:
    """Put a team's week together.

    Args:
        objectives: the team's in this cycle, in any state and order.
        check_ins: key result id to its check-ins, oldest first; missing counts as none.
        work_items: the team's, in any state.
        planned: ids of the work items planned for the current round.
        anyway_this_cycle: ids of the work items that were placed *anyway* in this cycle.
        last_worked: key result id to when its last work ended or went elsewhere, if it had any.
        meeting: the next or present one; None when none is ahead.
        updated_since: the end of the previous meeting; None before there was one.
    """
    expects_work = updated_since is not None or bool(last_worked) or _has_placed(work_items)
    moment = Moment(cycle, team.zone, interval_weeks, updated_since, now, expects_work)
    live = live_objectives(objectives)
    live_ids = {key_result.id for objective in live for key_result in live_key_results(objective)}
    in_play = _in_play(work_items, planned, live_ids, anyway_this_cycle)
    standings = tuple(
        _review_objective(objective, check_ins, in_play, last_worked, moment) for objective in live
    )
    key_results = _key_results_of(standings)
    week_number, week_count = week_of_cycle(cycle, moment.day)
    return Week(
        team=team,
        cycle=cycle,
        week_number=week_number,
        week_count=week_count,
        meeting=meeting,
        objectives=standings,
        unplaced=tuple(work_item for work_item, place in in_play if place is None),
        in_play_by_place=Counter(place for _, place in in_play),
        focus=choose_focus(key_results),
        updated=sum(standing.is_updated for standing in key_results),
        due=len(key_results),
        has_met=_has_met(cycle, updated_since),
    )


def _has_met(cycle: Cycle, last_met_at: datetime | None) -> bool:
    """Tell whether the last meeting, if there was one, belonged to this cycle."""
    began_at = cycle.activated_at
    return last_met_at is not None and (began_at is None or last_met_at > began_at)


def _has_placed(work_items: Iterable[WorkItem]) -> bool:
    """Tell whether any work has a place: before, a team that begins is only asked to place it."""
    return any(item.place is not None for item in work_items)


_InPlay = Sequence[tuple[WorkItem, Place | None]]


def _in_play(
    work_items: Iterable[WorkItem],
    planned: Collection[int],
    live_key_results: Collection[int],
    anyway_this_cycle: Collection[int],
) -> _InPlay:
    """List the work in play with the place that holds in this cycle, the oldest first."""
    in_play = [item for item in work_items if is_in_play(item, is_planned=item.id in planned)]
    in_play.sort(key=lambda item: (item.created_at, item.id))
    return [
        (
            item,
            current_place(
                item, live_key_results=live_key_results, anyway_this_cycle=anyway_this_cycle
            ),
        )
        for item in in_play
    ]


def _review_objective(
    objective: Objective,
    check_ins: Mapping[int, Sequence[CheckIn]],
    in_play: _InPlay,
    last_worked: Mapping[int, datetime],
    moment: Moment,
) -> ObjectiveStanding:
    return objective_standing(
        objective,
        tuple(
            key_result_standing(
                key_result,
                objective.commitment,
                check_ins.get(key_result.id, ()),
                work=_aimed_at(key_result.id, in_play),
                last_worked=last_worked.get(key_result.id),
                moment=moment,
            )
            for key_result in live_key_results(objective)
        ),
    )


def _aimed_at(key_result_id: int, in_play: _InPlay) -> tuple[WorkItem, ...]:
    return tuple(
        item
        for item, place in in_play
        if place is Place.KEY_RESULT and item.key_result_id == key_result_id
    )


def _key_results_of(objectives: Iterable[ObjectiveStanding]) -> tuple[KeyResultStanding, ...]:
    return tuple(standing for objective in objectives for standing in objective.key_results)
