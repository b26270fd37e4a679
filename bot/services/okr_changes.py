"""What was changed of a team's OKRs, read from the change log."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import PersonRow, PlacementRow, RevisionAct, RevisionRow, WorkItemRow
from bot.okr.cycle import Cycle
from bot.okr.history import FieldChange
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective
from bot.okr.okr_change import OkrChange, is_asking, without_taken_back
from bot.okr.work_item import WorkState
from bot.services.okrs import load_objectives


async def load_okr_changes(
    session: AsyncSession, *, cycle: Cycle, since: datetime, until: datetime
) -> tuple[OkrChange, ...]:
    """Return what was changed of a cycle's locked OKRs, oldest first, with the work it now fits.

    Args:
        since: not included. until: included.
    """
    if cycle.locked_at is None:
        return ()
    objectives = await load_objectives(session, team_cycle_id=cycle.id)
    since = max(since, cycle.locked_at)
    found = [
        replace(one, changes=asking)
        for one in await load_change_log(session, objectives=objectives)
        if since < one.at <= until
        if (asking := tuple(each for each in one.changes if is_asking(each.act, each.field)))
    ]
    return await _with_what_fits(session, without_taken_back(found))


async def load_change_log(
    session: AsyncSession, *, objectives: Collection[Objective]
) -> tuple[OkrChange, ...]:
    """Return every change of objectives and their key results, oldest first.

    A new place in the list, and the beginning of a cycle, change no OKR and are left out.
    """
    known = _subjects_of(objectives)
    rows = await session.execute(
        select(RevisionRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == RevisionRow.person_id)
        .where(
            RevisionRow.objective_id.in_([one.id for one in objectives]),
            RevisionRow.field != "position",
            RevisionRow.act != RevisionAct.ACTIVATED,
        )
        .order_by(RevisionRow.at, RevisionRow.id)
    )
    together: dict[tuple[object, ...], list[FieldChange]] = defaultdict(list)
    subjects: dict[tuple[object, ...], tuple[Objective | KeyResult, Objective]] = {}
    for row, name in rows:
        key = (row.at, row.objective_id, row.key_result_id, row.act, row.person_id)
        subjects[key] = known[row.objective_id, row.key_result_id]
        together[key].append(_change_of(row, name))
    return tuple(
        OkrChange(*subjects[key], changes=tuple(changes)) for key, changes in together.items()
    )


def _subjects_of(
    objectives: Collection[Objective],
) -> Mapping[tuple[int, int | None], tuple[Objective | KeyResult, Objective]]:
    found: dict[tuple[int, int | None], tuple[Objective | KeyResult, Objective]] = {}
    for objective in objectives:
        found[objective.id, None] = (objective, objective)
        for key_result in objective.key_results:
            found[objective.id, key_result.id] = (key_result, objective)
    return found


def _change_of(row: RevisionRow, name: str | None) -> FieldChange:
    return FieldChange(
        at=row.at,
        act=row.act.value,
        field=row.field,
        old=row.old,
        new=row.new,
        by=name,
        why=row.why,
    )


async def _with_what_fits(
    session: AsyncSession, changes: Sequence[OkrChange]
) -> tuple[OkrChange, ...]:
    """Add the work that was older than each change and was linked to the OKR since."""
    if not changes:
        return ()
    rows = await session.execute(
        select(WorkItemRow, PlacementRow.at)
        .join(PlacementRow, PlacementRow.work_item_id == WorkItemRow.id)
        .where(
            WorkItemRow.key_result_id.in_({one for each in changes for one in each.key_result_ids}),
            WorkItemRow.state.in_([WorkState.OPEN, WorkState.DONE]),
            PlacementRow.key_result_id == WorkItemRow.key_result_id,
            PlacementRow.from_key_result_id.is_distinct_from(PlacementRow.key_result_id),
            PlacementRow.at >= min(one.at for one in changes),
        )
        .order_by(WorkItemRow.source_created_at, WorkItemRow.id)
    )
    linked = [(row, at) for row, at in rows]
    return tuple(
        replace(
            one,
            fits=tuple(
                dict.fromkeys(
                    row.title
                    for row, at in linked
                    if row.key_result_id in one.key_result_ids
                    and row.source_created_at < one.at <= at
                )
            ),
        )
        for one in changes
    )
