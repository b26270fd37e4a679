"""A qualitative aim, and what its key results say about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from bot.okr.errors import FormError
from bot.okr.key_result import KeyResult, LifeState
from bot.okr.text import one_line

MAX_TITLE = 200


class Commitment(StrEnum):
    """How firmly an objective is meant; on screen "promise" and "stretch"."""

    COMMITTED = "committed"
    ASPIRATIONAL = "aspirational"


@dataclass(frozen=True, slots=True)
class Objective:
    """A qualitative aim of a team in a cycle, with its key results in their fixed order.

    Args:
        copied_from_id: the objective of another cycle that it was copied from.
    """

    id: int
    team_id: int
    number: int
    position: int
    title: str
    why: str
    owner_id: int | None
    owner: str | None
    commitment: Commitment
    parent_id: int | None
    state: LifeState
    activated_at: datetime | None
    key_results: tuple[KeyResult, ...]
    version: int
    copied_from_id: int | None = None


def live_key_results(objective: Objective) -> tuple[KeyResult, ...]:
    """List the key results that count, in their fixed order."""
    live = (one for one in objective.key_results if one.state is LifeState.ACTIVE)
    return tuple(sorted(live, key=lambda one: (one.position, one.number)))


def live_objectives(objectives: Sequence[Objective]) -> tuple[Objective, ...]:
    """List the objectives that count, in their fixed order."""
    live = (objective for objective in objectives if objective.state is LifeState.ACTIVE)
    return tuple(sorted(live, key=lambda objective: (objective.position, objective.number)))


def objective_progress(
    objective: Objective, progress_of: Mapping[int, Fraction | None]
) -> Fraction | None:
    """Compute the weighted mean of the live key results that have a percentage.

    Args:
        progress_of: key result id to its progress, 0 to 1; missing counts as None.

    Returns:
        0 to 1; None while no key result with a weight has a percentage.
    """
    parts = [
        (Fraction(key_result.weight), part)
        for key_result in live_key_results(objective)
        if (part := progress_of.get(key_result.id)) is not None
    ]
    total = sum(weight for weight, _ in parts)
    return sum((weight * part for weight, part in parts), Fraction(0)) / total if total else None


def check_objective(*, title: str) -> None:
    """Refuse an objective without a title, or with one that is too long.

    Raises:
        FormError: with the field `title`.
    """
    length = len(one_line(title))
    if not length:
        raise FormError({"title": "Give it a title: what do you want to be true?"})
    if length > MAX_TITLE:
        raise FormError({"title": f"That title is too long. Use at most {MAX_TITLE} characters."})


def check_weights(weights: Sequence[Decimal]) -> None:
    """Refuse weights that are all zero: nothing would count.

    Args:
        weights: of the live key results of one objective.

    Raises:
        FormError: with the field `weight`.
    """
    if weights and not any(weights):
        sentence = "Every weight of this objective would be 0. Give one key result more than 0."
        raise FormError({"weight": sentence})
