"""The scheduled work, ready to run: each job does all that is due and then returns."""

from datetime import datetime, timedelta

from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.db.engine import Sessions, reading, writing
from bot.jobs.editing import Editor
from bot.jobs.means import Means
from bot.jobs.publishing import Publisher
from bot.jobs.rendering import renderers_for
from bot.jobs.sending import Sender
from bot.jobs.subject import Renderers
from bot.services.claims import is_anything_due
from bot.services.housekeeping import forget_old
from bot.services.old_messages import freeze_old
from bot.services.opened_homes import is_any_home_due
from bot.services.pacing import Pace, forget_paces
from bot.services.posted_messages import find_next_freeze, is_any_edit_due
from bot.services.rounds import find_next_look, plan_due_rounds
from bot.services.sendings import EDITED_IN_PLACE
from bot.slack.client import SlackClient

PLANNED_AT_ONCE = 20


class Jobs:
    """What the bot does by itself."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._sender = Sender(means)
        self._editor = Editor(means)
        self._publisher = Publisher(means)

    async def plan_rounds(self) -> None:
        """Plan rounds and write down the prompts that are due."""
        while True:
            async with writing(self._means.sessions) as session:
                count = await plan_due_rounds(
                    session, now=self._means.clock(), limit=PLANNED_AT_ONCE
                )
            if count < PLANNED_AT_ONCE:
                return

    async def send(self) -> None:
        """Post what is due."""
        await self._sender.send_due()

    async def edit(self) -> None:
        """Edit what is due."""
        await self._editor.edit_due()

    async def publish(self) -> None:
        """Publish the Homes that are due."""
        await self._publisher.publish_due()

    async def deliver(self) -> None:
        """Send, then edit, then publish; a bot that runs does these side by side."""
        await self.send()
        await self.edit()
        await self.publish()

    async def publish_home(self, *, workspace_id: int, person_id: int, event_id: str = "") -> None:
        """Publish a Home that was just opened, once for each event that says so."""
        await self._publisher.open(
            workspace_id=workspace_id, person_id=person_id, event_id=event_id
        )

    async def housekeep(self) -> None:
        """Remove what was kept for a while only."""
        async with writing(self._means.sessions) as session:
            await forget_old(session, now=self._means.clock())
            await freeze_old(session, now=self._means.clock(), real_now=self._means.real_clock())
            await forget_paces(session, real_now=self._means.real_clock())

    async def tick(self) -> None:
        """Do everything that is due at this instant."""
        await self.plan_rounds()
        await self.deliver()
        await self.housekeep()

    async def next_due(self) -> datetime | None:
        """Return when something is due by the business clock; None when nothing is ahead.

        What waits by the operational clock, for a lease or for Slack, is not counted.
        """
        now, real_now = self._means.clock(), self._means.real_clock()
        kinds = list(self._means.renderers)
        edited = [kind for kind in kinds if kind in EDITED_IN_PLACE]
        async with reading(self._means.sessions) as session:
            if await is_anything_due(session, kinds=kinds, now=now, real_now=real_now):
                return now
            if await is_any_edit_due(session, kinds=edited, now=now, real_now=real_now):
                return now
            if await is_any_home_due(session, real_now=real_now):
                return now
            ahead = (
                await find_next_look(session, now=now),
                await find_next_freeze(session, now=now),
            )
        return min((instant for instant in ahead if instant is not None), default=None)

    def stop_claiming(self) -> None:
        """Finish what is in flight and begin nothing more."""
        for one in (self._sender, self._editor, self._publisher):
            one.is_stopping = True


def create_jobs(
    settings: Settings,
    *,
    sessions: Sessions,
    slack: SlackClient,
    clock: Clock,
    real_clock: Clock = utc_now,
    renderers: Renderers | None = None,
) -> Jobs:
    """Return the jobs of a bot with these settings."""
    return Jobs(
        Means(
            sessions=sessions,
            slack=slack,
            clock=clock,
            real_clock=real_clock,
            renderers=renderers or renderers_for(settings.okr_command),
            lease=timedelta(seconds=settings.outbox_lease_seconds),
            look_after=timedelta(seconds=settings.outbox_wait_seconds),
            call_time=timedelta(seconds=settings.call_seconds),
            pace=Pace(
                channel_pause=timedelta(seconds=settings.channel_pause_seconds),
                posts_per_minute=settings.posts_per_minute,
                edits_per_minute=settings.edits_per_minute,
            ),
            edit_pause=timedelta(seconds=settings.edit_pause_seconds),
            workers=settings.outbox_workers,
            command=settings.okr_command,
        )
    )
