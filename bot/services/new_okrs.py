"""Keeps understood OKRs as a team's objectives, with the owners and confidences chosen for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.cycle import Cycle
from bot.okr.okr_input import KeyResultInput, ObjectiveInput
from bot.okr.permissions import Actor
from bot.okr.team import Team
from bot.okr.understood import UnderstoodKeyResult, UnderstoodObjective
from bot.services.objectives import create_objectives


@dataclass(frozen=True, slots=True)
class NewOkrs:
    """What is to be kept.

    Args:
        owners: our ids of chosen owners, by position.
        confidences: 1 to 10 or None, by position.
    """

    objectives: tuple[UnderstoodObjective, ...]
    owners: Mapping[str, int] = field(default_factory=dict)
    confidences: Mapping[str, int | None] = field(default_factory=dict)


async def add_okrs(
    session: AsyncSession, *, actor: Actor, team: Team, cycle: Cycle, new: NewOkrs, now: datetime
) -> None:
    """Keep objectives with their key results; who may add them was asked before.

    Raises:
        NotFoundError: the cycle is closed.
    """
    entered = [_objective(objective, new) for objective in new.objectives]
    await create_objectives(
        session, actor=actor, team=team, cycle=cycle, objectives=entered, now=now
    )


def _objective(objective: UnderstoodObjective, new: NewOkrs) -> ObjectiveInput:
    return ObjectiveInput(
        title=objective.title,
        owner_id=objective.owner_id,
        key_results=tuple(_key_result(one, new) for one in objective.key_results),
    )


def _key_result(key_result: UnderstoodKeyResult, new: NewOkrs) -> KeyResultInput:
    """Where only the start is known, no value of now is invented."""
    return KeyResultInput(
        title=key_result.title,
        kind=key_result.kind,
        start=key_result.start,
        target=key_result.target,
        now=key_result.now,
        confidence=new.confidences.get(key_result.position),
        unit=key_result.unit,
        owner_id=new.owners.get(key_result.position, key_result.owner_id),
    )
