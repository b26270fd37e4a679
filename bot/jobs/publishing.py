"""Publishes Homes: claim, render what is newest, publish, record."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.availability import DatabaseBusyOrGone
from bot.db.engine import reading, writing
from bot.db.models import PersonRow
from bot.jobs.endings import InPlace
from bot.jobs.means import Means, new_owner
from bot.jobs.workers import work_off
from bot.okr.permissions import Actor
from bot.okr.person import Standing
from bot.services.homes import load_home
from bot.services.inbound_events import is_first_time
from bot.services.members import person_of
from bot.services.opened_homes import (
    DueHome,
    claim_due_homes,
    forget_home,
    open_home,
    record_publish_put_off,
    record_published,
)
from bot.slack.delivery import Done, Failure, Fault, Later, publish
from bot.views.blocks import View
from bot.views.home import home_view, outsider_home

CANNOT_RENDER = Fault("cannot_render")

log = structlog.get_logger(__name__)


class Publisher:
    """Brings opened Homes to what they should show, never more at once than workers."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self.is_stopping = False

    async def open(self, *, workspace_id: int, person_id: int, event_id: str) -> None:
        """Publish a Home that was just opened; where it may not go out yet, it is due soon."""
        now = self._means.clock()
        async with writing(self._means.sessions) as session:
            if not await is_first_time(
                session, workspace_id=workspace_id, event_id=event_id, now=now
            ):
                return
            await open_home(
                session,
                workspace_id=workspace_id,
                person_id=person_id,
                real_now=self._means.real_clock(),
            )
        for home in await self._claim(1, person_id):
            await self._publish(home)

    async def publish_due(self) -> None:
        """Publish until nothing is due at this instant."""
        await work_off(self._claim, self._publish, workers=self._means.workers)

    async def _claim(self, idle: int, person_id: int | None = None) -> tuple[DueHome, ...]:
        if self.is_stopping:
            return ()
        async with writing(self._means.sessions) as session:
            return await claim_due_homes(
                session,
                owner=new_owner(),
                limit=idle,
                lease=self._means.lease,
                pace=self._means.pace,
                real_now=self._means.real_clock(),
                person_id=person_id,
            )

    async def _publish(self, home: DueHome) -> None:
        try:
            outcome = await self._show(home)
            log.info("home_published", home_id=home.id, outcome=type(outcome).__name__)
            await _OpenedHome(self._means, home).record(outcome)
        except Exception:
            # The lease ends by itself, and a Home may be published again.
            log.exception("publish_failed", home_id=home.id)

    async def _show(self, home: DueHome) -> Done | Failure:
        try:
            view = await self._render(home)
        except DatabaseBusyOrGone:
            return Later("database")
        except Exception:
            # What cannot be drawn now cannot be drawn again: the next change may mend it.
            log.exception("home_not_rendered", home_id=home.id)
            return CANNOT_RENDER
        return await publish(self._means.slack, home.slack_user_id, view)

    async def _render(self, home: DueHome) -> View:
        now = self._means.clock()
        async with reading(self._means.sessions) as session:
            return await render_home(session, home.person_id, command=self._means.command, now=now)


class _OpenedHome(InPlace):
    """How publishing a Home ended."""

    def __init__(self, means: Means, home: DueHome) -> None:
        super().__init__(means, home.workspace_id)
        self._home = home

    async def show(self, *, error: str = "") -> None:
        real_now = self._means.real_clock()
        await self._means.record(
            lambda session: record_published(
                session,
                home=self._home,
                real_now=real_now,
                next_try_at=real_now + self._means.edit_pause,
                error=error,
            )
        )

    async def forget(self, *, error: str) -> None:
        log.info("home_forgotten", home_id=self._home.id, code=error)
        await self._means.record(lambda session: forget_home(session, home=self._home))

    async def put_off(self, *, wait: timedelta, error: str, held: str) -> None:
        next_try_at = self._means.real_clock() + wait

        async def settle(session: AsyncSession) -> bool:
            is_ours = await record_publish_put_off(
                session, home=self._home, next_try_at=next_try_at, error=error
            )
            await self._means.hold(session, self._workspace_id, held, wait)
            return is_ours

        await self._means.record(settle)


async def render_home(
    session: AsyncSession, person_id: int, *, command: str, now: datetime
) -> View:
    """Draw a person's Home with what they may see at this moment."""
    person = person_of(await session.get_one(PersonRow, person_id))
    actor = Actor(person.id, person.workspace_id, person.standing)
    page = await load_home(session, actor=actor, person=person, now=now)
    if not page.teams and person.standing is not Standing.MEMBER:
        return outsider_home()
    return home_view(page, command=command, now=now, zone=person.zone)
