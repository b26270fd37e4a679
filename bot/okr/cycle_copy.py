"""Copying OKRs into the next cycle: the values start anew, and the aim is asked about."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.okr.check_in import CheckIn
from bot.okr.cycle import Cycle
from bot.okr.key_result import MOVES, KeyResult, KeyResultKind
from bot.okr.objective import Objective
from bot.okr.okr_input import KeyResultInput, MilestoneInput
from bot.okr.team import Team


@dataclass(frozen=True, slots=True)
class CopyForm:
    """One page of what may be copied from a cycle into the one that is planned.

    Args:
        source: None where the team has no other cycle.
        objectives: live ones of the page, each with its live key results.
        copied: ids of the objectives and key results of the source that have a live copy.
        with_work: ids of the key results that open work is aimed at.
        page: counted from 0.
    """

    team: Team
    cycle: Cycle
    source: Cycle | None
    objectives: tuple[Objective, ...]
    copied_objectives: frozenset[int]
    copied_key_results: frozenset[int]
    with_work: frozenset[int]
    page: int
    page_count: int


@dataclass(frozen=True, slots=True)
class CopyChoice:
    """What was ticked: ids of objectives and key results, and whose open work comes along."""

    objective_ids: frozenset[int]
    key_result_ids: frozenset[int]
    work_of_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Copied:
    """How much was copied."""

    objectives: int
    key_results: int


def copy_of(key_result: KeyResult, last: CheckIn | None) -> KeyResultInput:
    """Return a key result as it starts in the next cycle.

    It starts from the last value. The aim stays, since most often it is still the right one or
    near it, unless it is reached: then there is no number until somebody chooses one. Dates belong
    to the old cycle, and steps that are done are done.

    Args:
        last: the last check-in that has a value.
    """
    start = last.value if last is not None and key_result.kind in MOVES else None
    done = last.ticks if last is not None else frozenset()
    return KeyResultInput(
        title=key_result.title,
        kind=key_result.kind,
        start=start,
        target=key_result.target if _is_ahead(key_result, start) else None,
        floor=key_result.floor,
        unit=key_result.unit,
        owner_id=key_result.owner_id,
        delegate_id=key_result.delegate_id,
        weight=key_result.weight,
        rhythm=key_result.rhythm,
        milestones=tuple(
            MilestoneInput(one.title, one.weight)
            for one in key_result.milestones
            if one.id not in done
        ),
    )


def asks_about_aim(key_result: KeyResult, originals: Mapping[int, KeyResult]) -> bool:
    """Tell whether a copy still has the aim that it was copied with, so that people think again.

    Args:
        originals: what copies were made from, by id.
    """
    original = originals.get(key_result.copied_from_id or 0)
    if original is None or key_result.target is None:
        return False
    return (key_result.kind, key_result.target) == (original.kind, original.target)


def _is_ahead(key_result: KeyResult, start: Decimal | None) -> bool:
    """Tell whether an aim still lies ahead of where the number starts."""
    if start is None or key_result.target is None:
        return True
    if key_result.kind is KeyResultKind.INCREASE:
        return key_result.target > start
    return key_result.target < start
