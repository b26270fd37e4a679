"""The objectives of other teams that an objective may serve."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import ObjectiveRow, TeamCycleRow, TeamRow
from bot.okr.cycle import CycleState
from bot.okr.errors import FormError, NotAllowedError, NotFoundError
from bot.okr.key_result import LifeState
from bot.okr.permissions import Act, Actor
from bot.services.okrs import get_objective
from bot.services.revisions import Named
from bot.services.visible_teams import find_visible_teams

NOT_READABLE = "I cannot find that objective any more. Choose another one, or none."
SAME_TEAM = "Choose an objective of another team, or none."
LOOP = "That objective already serves this one, so it would go in a circle. Choose another one."


async def find_parents(session: AsyncSession, *, actor: Actor, team_id: int) -> tuple[Named, ...]:
    """Return the live objectives of other teams that an actor may read, such as `PAY-1 Title`."""
    rows = await session.execute(
        select(TeamRow.id, TeamRow.key, ObjectiveRow.id, ObjectiveRow.number, ObjectiveRow.title)
        .join(TeamCycleRow, TeamCycleRow.id == ObjectiveRow.team_cycle_id)
        .join(TeamRow, TeamRow.id == TeamCycleRow.team_id)
        .where(
            ObjectiveRow.workspace_id == actor.workspace_id,
            ObjectiveRow.state == LifeState.ACTIVE,
            TeamCycleRow.state == CycleState.ACTIVE,
            TeamRow.id != team_id,
        )
        .order_by(TeamRow.key, ObjectiveRow.position, ObjectiveRow.id)
    )
    readable = {team.id for team, _ in await find_visible_teams(session, actor=actor)}
    return tuple(
        Named(objective_id, f"{key}-{number} {title}")
        for other_id, key, objective_id, number, title in rows.all()
        if other_id in readable
    )


async def find_parent(session: AsyncSession, *, parent_id: int | None) -> Named | None:
    """Return an objective as revisions call it."""
    if parent_id is None:
        return None
    title = await session.scalar(select(ObjectiveRow.title).where(ObjectiveRow.id == parent_id))
    return Named(parent_id, title or "")


async def check_parent(
    session: AsyncSession,
    *,
    actor: Actor,
    team_id: int,
    parent_id: int | None,
    objective_id: int | None = None,
) -> None:
    """Refuse a parent that is gone, unseen, of the same team, or below the objective itself.

    Raises:
        FormError: with the field `parent`.
    """
    if parent_id is None:
        return
    try:
        parent = await get_objective(session, actor=actor, act=Act.READ, objective_id=parent_id)
    except (NotFoundError, NotAllowedError) as error:
        raise FormError({"parent": NOT_READABLE}) from error
    if await _is_above(session, objective_id, parent_id):
        raise FormError({"parent": LOOP})
    if parent.team.id == team_id:
        raise FormError({"parent": SAME_TEAM})


async def find_copied_parent(
    session: AsyncSession, *, actor: Actor, team_id: int, parent_id: int | None
) -> int | None:
    """Return what the copy of an objective serves: its parent's own copy, else its parent.

    None where the parent is over or no longer readable: a copy is never refused for it.
    """
    if parent_id is None:
        return None
    rows = await session.execute(
        select(ObjectiveRow.id, ObjectiveRow.copied_from_id)
        .join(TeamCycleRow, TeamCycleRow.id == ObjectiveRow.team_cycle_id)
        .where(
            or_(ObjectiveRow.id == parent_id, ObjectiveRow.copied_from_id == parent_id),
            ObjectiveRow.workspace_id == actor.workspace_id,
            ObjectiveRow.state == LifeState.ACTIVE,
            TeamCycleRow.state.in_([CycleState.ACTIVE, CycleState.PLANNING]),
        )
    )
    # The copy comes first.
    for found_id, _ in sorted(rows.all(), key=lambda row: row.copied_from_id != parent_id):
        try:
            await check_parent(session, actor=actor, team_id=team_id, parent_id=found_id)
        except FormError:
            continue
        return int(found_id)
    return None


async def _is_above(session: AsyncSession, objective_id: int | None, below_id: int | None) -> bool:
    """Tell whether an objective is met on the way up from another one."""
    seen: set[int] = set()
    while below_id is not None and below_id not in seen and objective_id is not None:
        if below_id == objective_id:
            return True
        seen.add(below_id)
        below_id = await session.scalar(
            select(ObjectiveRow.parent_id).where(ObjectiveRow.id == below_id)
        )
    return False
