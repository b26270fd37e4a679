"""What a team's meeting came to: what moved, what was decided, and what is worth asking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.okr.check_in import CheckIn, as_it_stood, last_value
from bot.okr.cycle import today_in, week_of_cycle
from bot.okr.health import Health
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.okr.meeting import MeetingNote, NoteKind
from bot.okr.okr_change import OkrChange
from bot.okr.recall import RecallRate
from bot.okr.shelf import ShelfCounts
from bot.okr.standing import KeyResultStanding
from bot.okr.week import Week
from bot.okr.work_item import Place
from bot.okr.worth_asking import Finished, Question, find_question

SHELF_WEEK = 8

_DONE_OR_NOT = frozenset({KeyResultKind.MILESTONES, KeyResultKind.YES_NO})
_NEEDS_NO_MOVE = frozenset({Health.ACHIEVED, Health.HOLDING})


@dataclass(frozen=True, slots=True)
class Moved:
    """A key result whose number is another one than at the last recap.

    Args:
        before: None when nobody had said anything before.
    """

    key_result: KeyResult
    before: CheckIn | None
    now: CheckIn


@dataclass(frozen=True, slots=True)
class Stuck:
    """A key result that somebody said to be stuck.

    Args:
        note: what the person wrote; may be empty.
    """

    key_result: KeyResult
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Recap:
    """What a meeting came to.

    Args:
        still: the key results that should move and did not.
        in_play_by_place, shelf, recall: for the team alone; None where there is nothing to tell.
    """

    week: Week
    round_id: int
    ended_at: datetime
    moved: tuple[Moved, ...]
    still: tuple[KeyResultStanding, ...]
    stuck: tuple[Stuck, ...]
    notes: tuple[MeetingNote, ...]
    questions: tuple[Question, ...]
    changes: tuple[OkrChange, ...]
    shelf: ShelfCounts | None = None
    recall: RecallRate | None = None

    @property
    def in_play_by_place(self) -> Mapping[Place | None, int]:
        """Counts of work in play; None is no place yet."""
        return self.week.in_play_by_place

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing happened that is worth a message."""
        said = self.moved or self.stuck or self.notes or self.questions or self.changes
        return not (said or self.shelf or self.recall)

    @property
    def is_empty_outside(self) -> bool:
        """Tell whether nothing happened that followers are told of."""
        return not (self.moved or self.changes or self.of_kind(NoteKind.DECISION))

    def of_kind(self, kind: NoteKind) -> tuple[MeetingNote, ...]:
        """List the notes of one kind, the oldest first."""
        return tuple(one for one in self.notes if one.kind is kind)


def review_round(
    week: Week,
    *,
    round_id: int,
    check_ins: Mapping[int, Sequence[CheckIn]],
    finished: Iterable[Finished],
    notes: tuple[MeetingNote, ...],
    changes: tuple[OkrChange, ...],
    since: datetime,
    until: datetime,
    corrected_until: datetime | None = None,
    shelf: ShelfCounts | None = None,
    recall: RecallRate | None = None,
) -> Recap:
    """Put a recap together.

    Args:
        week: the team's week as it stood when the meeting ended.
        check_ins: key result id to its check-ins, oldest first.
        finished: the work that was ever done for these key results.
        since: the end of the meeting before, not included. until: this one's end, included.
        corrected_until: corrections of check-ins from then on do not count; None when all do.
    """
    histories = {
        key_result_id: as_it_stood(history, at=until, until=corrected_until)
        for key_result_id, history in check_ins.items()
    }
    found = [(one, _moved(one.key_result, histories, since)) for one in week.key_results]
    known = {one.key_result.id: one.key_result for one in week.key_results}
    asked = (
        find_question(
            known[each.key_result_id], histories[each.key_result_id], each, since=since, until=until
        )
        for each in finished
        if each.key_result_id in known and each.key_result_id in histories
    )
    return Recap(
        week=week,
        round_id=round_id,
        ended_at=until,
        moved=tuple(moved for _, moved in found if moved),
        still=tuple(one for one, moved in found if not moved and one.health not in _NEEDS_NO_MOVE),
        stuck=tuple(_stuck(one) for one in week.key_results if one.stuck),
        notes=notes,
        questions=tuple(one for one in asked if one),
        changes=changes,
        shelf=shelf if shelf and shelf.shelved else None,
        recall=recall,
    )


def is_shelf_told(week: Week, *, since: datetime) -> bool:
    """Tell whether a recap is the first one from week 8 on: by then the old list was missed or not.

    Args:
        week: as it stood when the meeting ended.
        since: the end of the meeting before, or when the cycle began.
    """
    before, _ = week_of_cycle(week.cycle, today_in(week.team.zone, since))
    return before < SHELF_WEEK <= week.week_number


def _moved(
    key_result: KeyResult, histories: Mapping[int, Sequence[CheckIn]], since: datetime
) -> Moved | None:
    """Compare with the last recap, or with what was said when it was written down since then."""
    history = histories.get(key_result.id, ())
    begun_at = max(since, key_result.activated_at or since)
    before = last_value([one for one in history if one.at <= begun_at])
    now = last_value(history)
    if now is None or now.at <= begun_at:
        return None
    if before and (before.value, before.ticks) == (now.value, now.ticks):
        return None
    if before is None and _is_at_start(key_result, now):
        return None
    return Moved(key_result, before, now)


def _is_at_start(key_result: KeyResult, first: CheckIn) -> bool:
    """Tell whether the first that is said of a key result is that it is where it starts."""
    if key_result.kind in _DONE_OR_NOT:
        return not first.value and not first.ticks
    return key_result.start is not None and first.value == key_result.start


def _stuck(standing: KeyResultStanding) -> Stuck:
    note = standing.last.note if standing.last and standing.last.is_stuck else ""
    return Stuck(standing.key_result, standing.stuck or "", note)
