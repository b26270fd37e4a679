"""Finds out who acts: remembered, or asked of Slack when unknown or a day old."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.db.engine import Sessions, reading, writing
from bot.okr.errors import NotAllowedError, NotFoundError
from bot.okr.permissions import FOR_MEMBERS, Actor
from bot.okr.person import Person, Standing
from bot.services.channels import is_presence_unknown, join_channel
from bot.services.members import find_person, is_in_a_team, remember_person
from bot.slack.client import SlackClient
from bot.slack.errors import AmbiguousError, RecipientGoneError, SlackError

FRESH_FOR = timedelta(days=1)
PATIENCE_SECONDS = 1.5
"""Slack waits three seconds for the whole answer."""
UNKNOWN = "One of these people is unknown to Slack. Choose again."

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
    (docs.slack.dev: Slack Connect). One of our own full members cannot come from there, so
    that is somebody else.

    Raises:
        NotAllowedError: OKRs are not for that person.
        AmbiguousError: the person is unknown and Slack does not answer in time.
    """
    slack_user_id = str(body.get("user_id") or (body.get("user") or {}).get("id"))
    person = await get_person(
        slack_user_id, workspace_id=workspace_id, sessions=sessions, slack=slack, now=now
    )
    if _workspaces_of(body) <= {slack_team_id}:
        actor = Actor(person.id, workspace_id, person.standing)
    elif person.standing is Standing.MEMBER:
        raise NotAllowedError(FOR_MEMBERS)
    else:
        actor = Actor(person.id, workspace_id, Standing.STRANGER)
    await _require_insider(actor, sessions=sessions)
    return actor, person


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
        NotFoundError: Slack does not know the person either.
    """
    async with reading(sessions) as session:
        found = await find_person(session, workspace_id=workspace_id, slack_user_id=slack_user_id)
    if found and now - found[1] < FRESH_FOR:
        return found[0]
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            profile = await slack.fetch_profile(slack_user_id)
    except (SlackError, TimeoutError) as error:
        if found is None and isinstance(error, RecipientGoneError):
            raise NotFoundError(UNKNOWN) from error
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


async def _require_insider(actor: Actor, *, sessions: Sessions) -> None:
    """Refuse those who are no full members and whom no lead made a member of a team.

    Raises:
        NotAllowedError: OKRs are not for that person.
    """
    if actor.standing is Standing.MEMBER:
        return
    async with reading(sessions) as session:
        is_insider = await is_in_a_team(session, actor=actor)
    if not is_insider:
        raise NotAllowedError(FOR_MEMBERS)


def _workspaces_of(body: Mapping[str, Any]) -> set[str]:
    """Return the workspaces that a request names: its own, and the home of its user."""
    user, team = body.get("user"), body.get("team")
    home = user.get("team_id") if isinstance(user, Mapping) else None
    own = team.get("id") if isinstance(team, Mapping) else team
    return {str(one) for one in (home, body.get("team_id"), own) if one}
