"""Homes that people have opened: published at once, and again when what they show has changed.

Late changes coalesce and the last state wins, as for messages that are edited in place.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.insert import insert_if_absent
from bot.db.models import HomeRow, MembershipRow, PersonRow, WorkspaceRow, WorkspaceState
from bot.services.pacing import PUBLISH, Pace, is_open, lock_gates
from bot.services.waits import begin_anew, has_waited

LOOKED_AT = timedelta(hours=1)
"""A Home that was opened so lately may still be in front of somebody; others wait for that."""

MAX_ERROR = 300


@dataclass(frozen=True, slots=True)
class DueHome:
    """A Home that is ours to publish until the lease ends.

    Args:
        version: what publishing brings it to, at the least.
    """

    id: int
    workspace_id: int
    person_id: int
    slack_user_id: str
    version: int
    owner: str


async def open_home(
    session: AsyncSession, *, workspace_id: int, person_id: int, real_now: datetime
) -> None:
    """Record that somebody opened their Home, so that it is due."""
    await session.execute(
        insert_if_absent(session, HomeRow).values(
            workspace_id=workspace_id,
            person_id=person_id,
            opened_at=real_now,
            wanted_version=0,
            rendered_version=0,
            error="",
        )
    )
    await session.execute(
        update(HomeRow)
        .where(HomeRow.person_id == person_id)
        .values(opened_at=real_now, wanted_version=HomeRow.wanted_version + 1)
    )


async def touch_homes(session: AsyncSession, *, team_id: int) -> None:
    """Ask for the Homes of a team's members anew; those not opened lately wait for that."""
    members = select(MembershipRow.person_id).where(MembershipRow.team_id == team_id)
    await _touch(session, HomeRow.person_id.in_(members))


async def touch_home(session: AsyncSession, *, person_id: int) -> None:
    """Ask for one person's Home anew; one not opened lately waits for that."""
    await _touch(session, HomeRow.person_id == person_id)


async def _touch(session: AsyncSession, whose: ColumnElement[bool]) -> None:
    # In one order everywhere, so that two acts at once do not wait for each other in a circle.
    ids = select(HomeRow.id).where(whose).order_by(HomeRow.id)
    await session.execute(
        update(HomeRow)
        .where(HomeRow.id.in_(ids.with_for_update()))
        .values(wanted_version=HomeRow.wanted_version + 1)
        .execution_options(synchronize_session=False)
    )


async def claim_due_homes(
    session: AsyncSession,
    *,
    owner: str,
    limit: int,
    lease: timedelta,
    pace: Pace,
    real_now: datetime,
    person_id: int | None = None,
) -> tuple[DueHome, ...]:
    """Take up to `limit` Homes to publish, one in flight for each; commit before publishing.

    Fewer than `limit` does not mean that no more are due: only none mean that.

    Args:
        person_id: only this person's.
    """
    wanted = _due(real_now).where(is_open(HomeRow.workspace_id, PUBLISH, real_now))
    if person_id is not None:
        wanted = wanted.where(HomeRow.person_id == person_id)
    found = await session.execute(
        wanted.order_by(HomeRow.published_at.nulls_first(), HomeRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=HomeRow)
    )
    rows = found.all()
    limits = pace.of_homes()
    gates = await lock_gates(
        session,
        [(row.workspace_id, one) for row, _ in rows for one in limits],
        real_now=real_now,
    )
    homes = []
    for row, slack_user_id in rows:
        if begin_anew(row, lease=lease, real_now=real_now):
            continue
        if not gates.pass_through(row.workspace_id, limits):
            continue
        row.lease_owner, row.lease_until = owner, real_now + lease
        homes.append(
            DueHome(
                row.id, row.workspace_id, row.person_id, slack_user_id, row.wanted_version, owner
            )
        )
    await session.flush()
    return tuple(homes)


async def record_published(
    session: AsyncSession,
    *,
    home: DueHome,
    real_now: datetime,
    next_try_at: datetime,
    error: str = "",
) -> bool:
    """Record that a Home shows a version.

    Args:
        next_try_at: when it may be published again.
        error: why the version is not shown after all and will not be tried again.
    """
    return await _settle(
        session,
        home,
        rendered_version=home.version,
        published_at=real_now,
        next_try_at=next_try_at,
        error=error[:MAX_ERROR],
    )


async def record_publish_put_off(
    session: AsyncSession, *, home: DueHome, next_try_at: datetime, error: str
) -> bool:
    """Record that a Home is to be published again, with what is newest then."""
    return await _settle(session, home, next_try_at=next_try_at, error=error[:MAX_ERROR])


async def forget_home(session: AsyncSession, *, home: DueHome) -> bool:
    """Remove a Home that cannot be published any more; opening it begins anew."""
    removed = await session.execute(
        delete(HomeRow)
        .where(HomeRow.id == home.id, HomeRow.lease_owner == home.owner)
        .returning(HomeRow.id)
    )
    return removed.one_or_none() is not None


async def is_any_home_due(session: AsyncSession, *, real_now: datetime) -> bool:
    """Tell whether a Home could be claimed."""
    return (await session.execute(_due(real_now).limit(1))).first() is not None


def _due(real_now: datetime) -> Select[HomeRow, str]:
    return (
        select(HomeRow, PersonRow.slack_user_id)
        .join(PersonRow, PersonRow.id == HomeRow.person_id)
        .join(WorkspaceRow, WorkspaceRow.id == HomeRow.workspace_id)
        .where(
            HomeRow.rendered_version < HomeRow.wanted_version,
            HomeRow.opened_at > real_now - LOOKED_AT,
            has_waited(HomeRow.lease_until, real_now),
            has_waited(HomeRow.next_try_at, real_now),
            WorkspaceRow.state == WorkspaceState.ACTIVE,
        )
    )


async def _settle(session: AsyncSession, home: DueHome, **values: object) -> bool:
    written = await session.execute(
        update(HomeRow)
        .where(HomeRow.id == home.id, HomeRow.lease_owner == home.owner)
        .values(lease_until=None, lease_owner=None, **values)
        .returning(HomeRow.id)
        .execution_options(synchronize_session=False)
    )
    return written.one_or_none() is not None
