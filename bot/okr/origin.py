"""How work met its key result: it came from it, or was linked to it afterwards (product.md 2).

Shown to the team alone, and never as a score: it makes visible whether the OKRs lead the work.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from bot.okr.places import must_ask_origin
from bot.okr.work_item import PlacedHow

Kind = TypeVar("Kind")

SHARES_FROM = 20
"""Below so many there are counts: a percentage of a few would say more than anybody knows."""

AT_ITS_CREATION = timedelta(minutes=1)
"""Work that is linked while it is written down comes from its key result."""


class Origin(StrEnum):
    """How a work item met its key result, in the order shown."""

    DERIVED = "derived"
    REFRAMED = "reframed"
    LABELLED_LATER = "labelled_later"
    CARRIED = "carried"
    ALREADY_RUNNING = "already_running"


@dataclass(frozen=True, slots=True)
class Link:
    """A work item and the record by which it came to its present key result.

    Args:
        created_at: when the work was created at its source. linked_at: when it was linked.
        would_have_thought: what was answered; None where nobody was asked.
        objective_activated_at: None while the objective is a draft.
        first_locked_at: when the OKRs of the team's first cycle were locked, if this is that
            cycle; the far future while they are not; None in later cycles.
    """

    created_at: datetime
    linked_at: datetime
    how: PlacedHow
    would_have_thought: bool | None
    objective_activated_at: datetime | None
    first_locked_at: datetime | None


def origin_of(link: Link) -> Origin:
    """Say how a work item met its key result, from dates and acts alone."""
    if link.how is PlacedHow.CARRIED:
        return Origin.CARRIED
    if link.how in {PlacedHow.PLANNED, PlacedHow.IDEA}:
        return Origin.DERIVED
    if link.how is PlacedHow.REVIVED:
        return Origin.REFRAMED
    if link.first_locked_at is not None and link.created_at < link.first_locked_at:
        return Origin.ALREADY_RUNNING
    if must_ask_origin(link.created_at, link.objective_activated_at):
        return Origin.REFRAMED if link.would_have_thought else Origin.LABELLED_LATER
    is_at_once = link.linked_at - link.created_at <= AT_ITS_CREATION
    return Origin.DERIVED if is_at_once else Origin.LABELLED_LATER


def count_origins(links: Iterable[Link]) -> Mapping[Origin, int]:
    """Count how work met its key results; what never happened is left out."""
    return Counter(origin_of(link) for link in links)


def shares_of(counts: Mapping[Kind, int]) -> Mapping[Kind, int]:
    """Return whole percentages that add up to 100, largest remainders first.

    Args:
        counts: at least one is above 0.
    """
    total = sum(counts.values())
    exact = {kind: count * 100 / total for kind, count in counts.items()}
    shares = {kind: int(one) for kind, one in exact.items()}
    rest = sorted(exact, key=lambda kind: exact[kind] - shares[kind], reverse=True)
    for kind in rest[: 100 - sum(shares.values())]:
        shares[kind] += 1
    return shares
