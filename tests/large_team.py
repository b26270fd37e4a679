"""Teams as large as they come, with long titles, written straight into the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import (
    ChannelMemberRow,
    CheckInRow,
    KeyResultRow,
    MembershipRow,
    MilestoneRow,
    ObjectiveRow,
    PersonRow,
    WorkItemRow,
)
from bot.okr.check_in import CheckInSource
from bot.okr.key_result import KeyResultKind
from bot.okr.objective import Commitment
from bot.okr.person import Role, Standing
from bot.okr.work_item import Place, WorkSource
from tests.seeding import SeededTeam, seed_team

PADDING = (
    "so that nobody who reads this on a phone has to guess what we meant when we wrote it down"
    " in a hurry on the last afternoon of the quarter before everybody left for the holidays"
)
KINDS = tuple(KeyResultKind)
OTHER_PLACES = (Place.ENGINEERING_HEALTH, Place.UPKEEP)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything a team has.

    Args:
        key_results: of each objective.
        due: how many key results of the lead nobody has checked in for lately.
        unplaced: how much of the work in play has no place.
        check_ins: of each key result that is not due.
    """

    objectives: int = 8
    key_results: int = 8
    due: int = 40
    work_items: int = 300
    unplaced: int = 100
    members: int = 40
    steps: int = 15
    check_ins: int = 3


LARGE = Size()
SMALL = Size(objectives=2, key_results=2, due=2, work_items=6, unplaced=2, members=4, steps=3)


def long_title(start: str, limit: int = 160) -> str:
    """Return a title that begins as given and is long."""
    return f"{start} {PADDING}"[:limit]


async def seed_large_team(
    session: AsyncSession,
    *,
    workspace_id: int,
    lead_id: int,
    now: datetime,
    size: Size = LARGE,
    key: str = "CHK",
    name: str = "Checkout",
    channel_id: str = "C0001",
) -> SeededTeam:
    """Write a team whose lead answers for its first key results and owes `due` check-ins."""
    seeded = await seed_team(
        session,
        workspace_id=workspace_id,
        now=now,
        lead_id=lead_id,
        key=key,
        name=name,
        channel_id=channel_id,
    )
    await _add_members(session, seeded, size, now)
    key_results = await _add_okrs(session, seeded, size, lead_id, now)
    await _add_check_ins(session, seeded, key_results[size.due :], size, now)
    await _add_work(session, seeded, key_results, size, now)
    return seeded


async def _add_members(
    session: AsyncSession, seeded: SeededTeam, size: Size, now: datetime
) -> None:
    people = [
        PersonRow(
            workspace_id=seeded.workspace_id,
            slack_user_id=f"U{seeded.team_id}X{number}",
            name=f"Member {number} with a name of some length",
            zone="Europe/Berlin",
            locale="en-GB",
            standing=Standing.MEMBER,
            refreshed_at=now,
        )
        for number in range(1, size.members)
    ]
    session.add_all(people)
    await session.flush()
    of_team = {"workspace_id": seeded.workspace_id, "team_id": seeded.team_id}
    for person in people:
        role = {"person_id": person.id, "role": Role.MEMBER, "joined_at": now}
        session.add_all(
            [MembershipRow(**of_team, **role), ChannelMemberRow(**of_team, person_id=person.id)]
        )
    await session.flush()


async def _add_okrs(
    session: AsyncSession, seeded: SeededTeam, size: Size, lead_id: int, now: datetime
) -> list[KeyResultRow]:
    then = now - timedelta(weeks=5)
    shared = {"workspace_id": seeded.workspace_id, "activated_at": then, "created_at": then}
    objectives = [
        ObjectiveRow(
            **shared,
            team_cycle_id=seeded.team_cycle_id,
            number=number,
            position=number,
            title=long_title(f"Objective {number}"),
            owner_id=lead_id,
            commitment=Commitment.COMMITTED,
        )
        for number in range(1, size.objectives + 1)
    ]
    session.add_all(objectives)
    await session.flush()
    key_results = [
        KeyResultRow(
            **shared,
            **_measure(objective.number + number),
            objective_id=objective.id,
            number=number,
            position=number,
            title=long_title(f"Result {objective.number}.{number}"),
            owner_id=lead_id,
            weight=Decimal(1),
        )
        for objective in objectives
        for number in range(1, size.key_results + 1)
    ]
    session.add_all(key_results)
    await session.flush()
    session.add_all(
        MilestoneRow(
            workspace_id=seeded.workspace_id,
            key_result_id=row.id,
            position=step,
            title=long_title(f"Step {step}"),
            weight=1,
        )
        for row in key_results
        if row.kind is KeyResultKind.MILESTONES
        for step in range(1, size.steps + 1)
    )
    await session.flush()
    return key_results


def _measure(index: int) -> dict[str, object]:
    kind = KINDS[index % len(KINDS)]
    has_number = kind not in {KeyResultKind.MILESTONES, KeyResultKind.YES_NO}
    start, target = (20, 10) if kind is KeyResultKind.DECREASE else (10, 20)
    return {
        "kind": kind,
        "start_value": Decimal(start) if has_number else None,
        "target_value": Decimal(target) if has_number else None,
        "unit": "%" if has_number else "",
    }


async def _add_check_ins(
    session: AsyncSession,
    seeded: SeededTeam,
    key_results: list[KeyResultRow],
    size: Size,
    now: datetime,
) -> None:
    session.add_all(
        CheckInRow(
            workspace_id=seeded.workspace_id,
            key_result_id=row.id,
            value=None if row.start_value is None else Decimal(16),
            confidence=3 + (index + week) % 7,
            note=long_title(f"Note {week}", 300),
            source=CheckInSource.PERSON,
            at=now - timedelta(days=1 + 7 * week),
        )
        for index, row in enumerate(key_results)
        for week in reversed(range(size.check_ins))
    )
    await session.flush()


async def _add_work(
    session: AsyncSession,
    seeded: SeededTeam,
    key_results: list[KeyResultRow],
    size: Size,
    now: datetime,
) -> None:
    for number in range(1, size.work_items + 1):
        is_placed = number > size.unplaced
        aimed_at = key_results[number % len(key_results)].id if is_placed and number % 4 else None
        elsewhere = OTHER_PLACES[number % 8 // 4] if is_placed else None
        session.add(
            WorkItemRow(
                workspace_id=seeded.workspace_id,
                team_id=seeded.team_id,
                title=long_title(f"Work {number}"),
                owner_id=key_results[0].owner_id,
                source=WorkSource.TYPED,
                source_created_at=now - timedelta(days=90, minutes=-number),
                started_at=now,
                place=Place.KEY_RESULT if aimed_at else elsewhere,
                key_result_id=aimed_at,
                created_at=now,
            )
        )
    await session.flush()
