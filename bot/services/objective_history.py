"""The history of an objective: every change of it and of its key results."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import ObjectiveRow, TeamCycleRow
from bot.okr.history import FieldChange
from bot.okr.okr_change import ObjectiveHistory, OkrChange, first_version
from bot.okr.permissions import Act, Actor
from bot.services.labels import needs_team_key
from bot.services.okr_changes import load_change_log
from bot.services.okrs import get_objective
from bot.services.visible_teams import find_visible_teams

PARENT = "parent"
HIDDEN = "an objective you cannot see"


async def load_objective_history(
    session: AsyncSession, *, actor: Actor, objective_id: int, channel_id: str | None
) -> ObjectiveHistory:
    """Return the history of an objective, whatever became of it.

    Args:
        channel_id: where the reader asked, which decides how the objective is called.

    Raises:
        NotFoundError: it is gone, of another workspace, or the actor may not see it.
    """
    found = await get_objective(session, actor=actor, act=Act.READ, objective_id=objective_id)
    log = await load_change_log(session, objectives=[found.objective])
    log = await _without_hidden_parents(session, actor, log)
    by_label: dict[str, list[FieldChange]] = defaultdict(list)
    for one in log:
        by_label[one.label].extend(one.changes)
    is_named = await needs_team_key(session, actor=actor, team=found.team, channel_id=channel_id)
    number = str(found.objective.number)
    return ObjectiveHistory(
        objective=found.objective,
        label=f"{found.team.key}-{number}" if is_named else number,
        team=found.team,
        cycle=found.cycle,
        first={label: first_version({}, changes) for label, changes in by_label.items()},
        log=log[::-1],
    )


async def _without_hidden_parents(
    session: AsyncSession, actor: Actor, log: Sequence[OkrChange]
) -> tuple[OkrChange, ...]:
    """Leave out titles of parents that the actor cannot read: the log calls them by title alone."""
    changes = [one for each in log for one in each.changes if one.field == PARENT]
    named = {title for one in changes for title in (one.old, one.new) if title}
    hidden = named - await _find_readable(session, actor, named)

    def shown(one: FieldChange) -> FieldChange:
        if one.field != PARENT:
            return one
        old, new = (HIDDEN if title in hidden else title for title in (one.old, one.new))
        return replace(one, old=old, new=new)

    return tuple(replace(each, changes=tuple(map(shown, each.changes))) for each in log)


async def _find_readable(
    session: AsyncSession, actor: Actor, titles: Collection[str]
) -> frozenset[str]:
    """Return those titles that an objective of a team has which the actor may read."""
    if not titles:
        return frozenset()
    teams = [team.id for team, _ in await find_visible_teams(session, actor=actor)]
    found = await session.scalars(
        select(ObjectiveRow.title)
        .join(TeamCycleRow, TeamCycleRow.id == ObjectiveRow.team_cycle_id)
        .where(TeamCycleRow.team_id.in_(teams), ObjectiveRow.title.in_(titles))
    )
    return frozenset(found)
