"""A workspace without teams, and the first steps of a set-up, for the tests of set-up."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.base import Base
from bot.db.engine import Sessions, writing
from bot.okr.permissions import Actor
from bot.okr.person import Person, Standing
from bot.okr.profile import Channel, Profile
from bot.okr.team import Team
from bot.okr.team_settings import TeamSettings, default_settings
from bot.services.members import remember_person
from bot.services.set_up import set_up_team
from tests.seeding import seed_workspace

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
"""A Monday; the teams meet on Tuesdays at 10:00 in Berlin."""

CHANNEL = Channel(
    channel_id="C0001",
    name="team-checkout",
    is_private=False,
    is_externally_shared=False,
    is_archived=False,
    is_bot_member=True,
)
PRIVATE = replace(CHANNEL, channel_id="G0001", is_private=True)
SHARED = replace(CHANNEL, channel_id="C0002", is_externally_shared=True)


@dataclass(frozen=True, slots=True)
class SetUpWorld:
    """People of one workspace: Ana and Ben are full members, Gus is a guest, Bo an app."""

    sessions: Sessions
    workspace_id: int
    people: dict[str, Person]

    @property
    def ana(self) -> Actor:
        return self.actor("Ana")

    def actor(self, name: str) -> Actor:
        person = self.people[name]
        return Actor(person.id, self.workspace_id, person.standing)

    async def set_up(
        self,
        settings: TeamSettings | None = None,
        *,
        by: str = "Ana",
        channel: Channel = CHANNEL,
        members: tuple[str, ...] = ("Ana", "Ben"),
        present: tuple[str, ...] = ("UAna", "UBen", "UGus", "UNEW"),
    ) -> Team:
        async with writing(self.sessions) as session:
            return await set_up_team(
                session,
                actor=self.actor(by),
                channel=channel,
                present=present,
                settings=settings or checkout(),
                people=[self.people[name] for name in members],
                now=NOW,
            )


def checkout(name: str = "Checkout", key: str = "") -> TeamSettings:
    return replace(default_settings(name=name, zone="Europe/Berlin", now=NOW), key=key)


async def make_world(sessions: Sessions) -> SetUpWorld:
    standings = {
        "Ana": Standing.MEMBER,
        "Ben": Standing.MEMBER,
        "Cem Aydin": Standing.MEMBER,
        "Gus": Standing.GUEST,
        "Bo": Standing.BOT,
        "Zoe": Standing.GONE,
    }
    async with writing(sessions) as session:
        workspace_id = await seed_workspace(session, now=NOW)
        people = {
            name: await remember_person(
                session,
                workspace_id=workspace_id,
                profile=Profile(f"U{name.split()[0]}", name, "Europe/Berlin", "en-GB", standing),
                now=NOW,
            )
            for name, standing in standings.items()
        }
    return SetUpWorld(sessions, workspace_id, people)


async def meanwhile(
    world: SetUpWorld, row: Base, act: Coroutine[Any, Any, object]
) -> BaseException | None:
    """Do something while another transaction holds a row back, and say how it was refused."""
    async with world.sessions() as other:
        other.add(row)
        await other.flush()
        late = asyncio.create_task(act)
        await _until_it_waits(other, late)
        await other.commit()
    await asyncio.wait([late])
    return late.exception()


async def _until_it_waits(session: AsyncSession, late: asyncio.Task[object]) -> None:
    """PostgreSQL says who waits for a lock; SQLite lets nobody begin to write meanwhile."""
    if session.get_bind().dialect.name == "sqlite":
        return
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not late.done() and not await session.scalar(waiting):
        pass
