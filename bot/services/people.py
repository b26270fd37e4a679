"""People of whom the bot hears before they act: by id first, by profile when Slack was asked."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.insert import insert_if_absent
from bot.db.models import PersonRow
from bot.okr.person import Standing
from bot.okr.profile import Profile
from bot.services.members import remember_person

NEVER_ASKED = datetime(1970, 1, 1, tzinfo=UTC)
"""When Slack was last asked about somebody of whom only the id is known."""


async def find_person_ids(
    session: AsyncSession, *, workspace_id: int, slack_user_ids: Iterable[str]
) -> dict[str, int]:
    """Return our ids of those Slack users whom we know."""
    rows = await session.execute(
        select(PersonRow.slack_user_id, PersonRow.id).where(
            PersonRow.workspace_id == workspace_id,
            PersonRow.slack_user_id.in_(list(slack_user_ids)),
        )
    )
    return {row.slack_user_id: row.id for row in rows}


async def ensure_people(
    session: AsyncSession, *, workspace_id: int, slack_user_ids: Iterable[str]
) -> dict[str, int]:
    """Return our ids of Slack users, keeping those nobody has asked Slack about as strangers.

    They are asked about as soon as they act, and may do nothing before.
    """
    wanted = list(dict.fromkeys(slack_user_ids))
    known = await find_person_ids(session, workspace_id=workspace_id, slack_user_ids=wanted)
    missing = [slack_user_id for slack_user_id in wanted if slack_user_id not in known]
    rows = [
        {
            "workspace_id": workspace_id,
            "slack_user_id": slack_user_id,
            "standing": Standing.STRANGER,
            "refreshed_at": NEVER_ASKED,
        }
        for slack_user_id in missing
    ]
    if rows:
        await session.execute(insert_if_absent(session, PersonRow).values(rows))
    return known | await find_person_ids(session, workspace_id=workspace_id, slack_user_ids=missing)


async def find_unknown(
    session: AsyncSession, *, workspace_id: int, slack_user_ids: Iterable[str]
) -> tuple[str, ...]:
    """Return those Slack users about whom Slack was never asked, in their order."""
    wanted = list(dict.fromkeys(slack_user_ids))
    rows = await session.scalars(
        select(PersonRow.slack_user_id).where(
            PersonRow.workspace_id == workspace_id,
            PersonRow.slack_user_id.in_(wanted),
            PersonRow.refreshed_at > NEVER_ASKED,
        )
    )
    known = set(rows)
    return tuple(slack_user_id for slack_user_id in wanted if slack_user_id not in known)


async def find_full_members(
    session: AsyncSession, *, workspace_id: int, slack_user_ids: Iterable[str]
) -> tuple[str, ...]:
    """Return those Slack users who are known to be full members, in their order."""
    wanted = list(dict.fromkeys(slack_user_ids))
    rows = await session.scalars(
        select(PersonRow.slack_user_id).where(
            PersonRow.workspace_id == workspace_id,
            PersonRow.slack_user_id.in_(wanted),
            PersonRow.standing == Standing.MEMBER,
        )
    )
    full = set(rows)
    return tuple(slack_user_id for slack_user_id in wanted if slack_user_id in full)


async def change_person(
    session: AsyncSession, *, workspace_id: int, profile: Profile, has_locale: bool, now: datetime
) -> None:
    """Keep what changed about a person we know; others are none of our business.

    Args:
        has_locale: Slack said which locale; in most changes it does not.
    """
    row = await session.scalar(
        select(PersonRow).where(
            PersonRow.workspace_id == workspace_id,
            PersonRow.slack_user_id == profile.slack_user_id,
        )
    )
    if row is None:
        return
    locale = row.locale
    await remember_person(session, workspace_id=workspace_id, profile=profile, now=now)
    if not has_locale:
        row.locale = locale
        await session.flush()
