"""Finds out who acts: remembered, or asked of Slack when unknown or a day old."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.db.engine import Sessions, reading, writing
from bot.okr.permissions import Actor
from bot.okr.person import Person, Standing
from bot.services.channels import is_presence_unknown, join_channel
from bot.services.members import find_person, remember_person
from bot.slack.client import SlackClient
from bot.slack.errors import AmbiguousError, SlackError

FRESH_FOR = timedelta(days=1)
PATIENCE_SECONDS = 1.5
"""Slack waits three seconds for the whole answer."""

log = structlog.get_logger(__name__)


async def find_actor(
    body: Mapping[str, Any],
    *,
    workspace_id: int,
    slack_team_id: str,
    sessions: Sessions,
    slack: SlackClient,
    now: datetime,
) -> tuple[Actor, Person]:
    """Return who sent a request, as an actor and as a person.

    A user whose own workspace is another one is a stranger, whatever else is remembered
    (docs.slack.dev: Slack Connect).
    """
    user = body.get("user") or {}
    slack_user_id = str(body.get("user_id") or user.get("id"))
    person = await get_person(
        slack_user_id, workspace_id=workspace_id, sessions=sessions, slack=slack, now=now
    )
    home = user.get("team_id") or body.get("team_id") or slack_team_id
    standing = person.standing if home == slack_team_id else Standing.STRANGER
    return Actor(person.id, workspace_id, standing), person


async def get_person(
    slack_user_id: str,
    *,
    workspace_id: int,
    sessions: Sessions,
    slack: SlackClient,
    now: datetime,
) -> Person:
    """Return a person, asking Slack when they are unknown or were last asked about a day ago.

    Raises:
        AmbiguousError: the person is unknown and Slack does not answer in time.
    """
    async with reading(sessions) as session:
        found = await find_person(session, workspace_id=workspace_id, slack_user_id=slack_user_id)
    if found and now - found[1] < FRESH_FOR:
        return found[0]
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            profile = await slack.fetch_profile(slack_user_id)
    except (SlackError, TimeoutError) as error:
        if found is None:
            raise AmbiguousError("users.info", type(error).__name__) from error
        log.warning("profile_not_refreshed", reason=type(error).__name__)
        return found[0]
    async with writing(sessions) as session:
        return await remember_person(session, workspace_id=workspace_id, profile=profile, now=now)


async def note_presence(
    actor: Actor, person: Person, channel_id: str | None, *, sessions: Sessions
) -> None:
    """Remember that somebody who acts in a private channel is in it, should an event be lost."""
    if channel_id is None or actor.standing is Standing.STRANGER:
        return
    workspace_id = actor.workspace_id
    async with reading(sessions) as session:
        is_unknown = await is_presence_unknown(
            session,
            workspace_id=workspace_id,
            channel_id=channel_id,
            person_id=actor.person_id,
        )
    if is_unknown:
        async with writing(sessions) as session:
            await join_channel(
                session,
                workspace_id=workspace_id,
                channel_id=channel_id,
                slack_user_id=person.slack_user_id,
            )
