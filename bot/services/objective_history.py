"""The history of an objective: every change of it and of its key results."""

from collections import defaultdict

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.history import FieldChange
from bot.okr.okr_change import ObjectiveHistory, first_version
from bot.okr.permissions import Act, Actor
from bot.services.labels import needs_team_key
from bot.services.okr_changes import load_change_log
from bot.services.okrs import get_objective


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
