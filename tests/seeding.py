"""Teams with OKRs for tests, written straight into the database."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import (
    ChannelMemberRow,
    CycleRow,
    KeyResultRow,
    MembershipRow,
    ObjectiveRow,
    PersonRow,
    ScheduleRow,
    TeamCycleRow,
    TeamRow,
    WorkItemRow,
    WorkspaceRow,
)
from bot.okr.cycle import CycleState
from bot.okr.key_result import KeyResultKind
from bot.okr.objective import Commitment
from bot.okr.person import Role, Standing
from bot.okr.work_item import Place, WorkSource


@dataclass(frozen=True, slots=True)
class SeededTeam:
    """Ids of a team with an active cycle and a Tuesday 10:00 meeting in Berlin."""

    workspace_id: int
    team_id: int
    team_cycle_id: int


async def seed_workspace(
    session: AsyncSession, *, now: datetime, slack_team_id: str = "T0001"
) -> int:
    row = WorkspaceRow(slack_team_id=slack_team_id, bot_user_id="UBOT", installed_at=now)
    session.add(row)
    await session.flush()
    return row.id


async def seed_person(
    session: AsyncSession,
    *,
    workspace_id: int,
    now: datetime,
    slack_user_id: str = "UANA",
    name: str = "Ana",
    zone: str = "Europe/Berlin",
    standing: Standing = Standing.MEMBER,
) -> int:
    row = PersonRow(
        workspace_id=workspace_id,
        slack_user_id=slack_user_id,
        name=name,
        zone=zone,
        locale="en-GB",
        standing=standing,
        refreshed_at=now,
    )
    session.add(row)
    await session.flush()
    return row.id


async def seed_team(
    session: AsyncSession,
    *,
    workspace_id: int,
    now: datetime,
    lead_id: int,
    member_ids: tuple[int, ...] = (),
    key: str = "CHK",
    name: str = "Checkout",
    channel_id: str = "C0001",
    is_private: bool = False,
    starts_on: date | None = None,
    weeks: int = 13,
) -> SeededTeam:
    """A team with one lead; everybody named is in the channel; its cycle began five weeks ago."""
    team = TeamRow(
        workspace_id=workspace_id,
        key=key,
        name=name,
        channel_id=channel_id,
        is_private=is_private,
        created_at=now,
    )
    first_day = starts_on or (now - timedelta(weeks=5)).date()
    cycle = CycleRow(
        workspace_id=workspace_id,
        name=f"Cycle {key}",
        starts_on=first_day,
        ends_on=first_day + timedelta(weeks=weeks, days=-1),
    )
    session.add_all([team, cycle])
    await session.flush()
    team_cycle = TeamCycleRow(
        workspace_id=workspace_id,
        team_id=team.id,
        cycle_id=cycle.id,
        state=CycleState.ACTIVE,
        activated_at=now - timedelta(weeks=5),
    )
    session.add_all([team_cycle, _schedule(workspace_id, team.id, first_day)])
    for person_id in (lead_id, *member_ids):
        role = Role.LEAD if person_id == lead_id else Role.MEMBER
        session.add_all(
            [
                MembershipRow(
                    workspace_id=workspace_id,
                    team_id=team.id,
                    person_id=person_id,
                    role=role,
                    joined_at=now,
                ),
                ChannelMemberRow(workspace_id=workspace_id, team_id=team.id, person_id=person_id),
            ]
        )
    await session.flush()
    return SeededTeam(workspace_id, team.id, team_cycle.id)


def _schedule(workspace_id: int, team_id: int, anchor_on: date) -> ScheduleRow:
    return ScheduleRow(
        workspace_id=workspace_id,
        team_id=team_id,
        weekday=1,
        local_time=time(10, 0),
        zone="Europe/Berlin",
        anchor_on=anchor_on,
    )


async def seed_objective(
    session: AsyncSession,
    seeded: SeededTeam,
    *,
    now: datetime,
    number: int = 1,
    title: str = "Buyers finish what they start",
    owner_id: int | None = None,
) -> int:
    row = ObjectiveRow(
        workspace_id=seeded.workspace_id,
        team_cycle_id=seeded.team_cycle_id,
        number=number,
        position=number,
        title=title,
        owner_id=owner_id,
        commitment=Commitment.COMMITTED,
        activated_at=now - timedelta(weeks=5),
        created_at=now - timedelta(weeks=5),
    )
    session.add(row)
    await session.flush()
    return row.id


async def seed_key_result(
    session: AsyncSession,
    seeded: SeededTeam,
    *,
    objective_id: int,
    now: datetime,
    number: int = 1,
    title: str = "Completion",
    kind: KeyResultKind = KeyResultKind.INCREASE,
    start: str | None = "61",
    target: str | None = "72",
    unit: str = "%",
    owner_id: int | None = None,
) -> int:
    row = KeyResultRow(
        workspace_id=seeded.workspace_id,
        objective_id=objective_id,
        number=number,
        position=number,
        title=title,
        kind=kind,
        start_value=None if start is None else Decimal(start),
        target_value=None if target is None else Decimal(target),
        unit=unit,
        owner_id=owner_id,
        weight=Decimal(1),
        activated_at=now - timedelta(weeks=5),
        created_at=now - timedelta(weeks=5),
    )
    session.add(row)
    await session.flush()
    return row.id


async def seed_work_item(
    session: AsyncSession,
    seeded: SeededTeam,
    *,
    now: datetime,
    title: str = "Admin dark mode",
    created_at: datetime | None = None,
    key_result_id: int | None = None,
    place: Place | None = None,
    is_started: bool = True,
) -> int:
    """A typed work item; a key result id places it there."""
    row = WorkItemRow(
        workspace_id=seeded.workspace_id,
        team_id=seeded.team_id,
        title=title,
        source=WorkSource.TYPED,
        source_created_at=created_at or now,
        started_at=now if is_started else None,
        place=Place.KEY_RESULT if key_result_id else place,
        key_result_id=key_result_id,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return row.id
