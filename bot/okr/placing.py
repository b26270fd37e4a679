"""Putting work into its place: what a person has answered, and one sitting of answering."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective, live_key_results
from bot.okr.places import Answer, must_ask_origin
from bot.okr.team import Team
from bot.okr.work_item import WorkItem
from bot.okr.work_list import key_results_of


@dataclass(frozen=True, slots=True)
class PlacementEntry:
    """What a person has answered so far.

    Args:
        answer: None while nothing is chosen, or while the place is left open.
        would_have_thought: None while not answered or not asked.
    """

    answer: Answer | None = None
    key_result_id: int | None = None
    hypothesis: str = ""
    reason: str = ""
    would_have_thought: bool | None = None


@dataclass(frozen=True, slots=True)
class PlaceQuestion:
    """The question where one piece of work belongs.

    Args:
        objectives: the live ones of the team's cycle.
        created_at: when the work was created at its source.
    """

    objectives: tuple[Objective, ...]
    created_at: datetime
    entry: PlacementEntry

    @property
    def key_results(self) -> tuple[KeyResult, ...]:
        """The key results that can be chosen, in their fixed order."""
        return key_results_of(self.objectives)

    @property
    def chosen(self) -> Objective | None:
        """The objective of the chosen key result; None while none of the live ones is chosen."""
        return next(
            (
                objective
                for objective in self.objectives
                for key_result in live_key_results(objective)
                if key_result.id == self.entry.key_result_id
            ),
            None,
        )

    @property
    def doubted(self) -> Objective | None:
        """The chosen objective if the work is older: "would you have thought of this?"."""
        found = self.chosen
        if found is None or not must_ask_origin(self.created_at, found.activated_at):
            return None
        return found

    @property
    def is_older_than_all(self) -> bool:
        """Whether the work was there before every one of the objectives."""
        known = [one.activated_at for one in self.objectives if one.activated_at]
        return bool(known) and all(self.created_at < activated for activated in known)


@dataclass(frozen=True, slots=True)
class Placed:
    """A work item after it was moved, and the record by which the move is undone."""

    placement_id: int
    work_item: WorkItem


@dataclass(frozen=True, slots=True)
class Sitting:
    """Where a person is in placing one work item after the other.

    Args:
        token: of the draft that keeps the sitting.
        work_item: the one asked about; None at the end.
        number: which one of `total` this is, from 1.
        tally: how many got which answer; what was undone does not count.
        skipped_left: how many of the skipped could still be asked about.
        left: how many would still be asked about after this one.
        undoable: whether there is a last answer to take back.
        notice: a sentence about what just happened; empty for none.
    """

    token: str
    team: Team
    work_item: WorkItem | None
    question: PlaceQuestion
    number: int
    total: int
    tally: Mapping[Answer, int]
    skipped: int
    skipped_left: int
    left: int
    undoable: bool
    notice: str
    now: datetime
