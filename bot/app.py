"""The composition root: settings in, a bot out that can be started, asked and stopped."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.db.engine import Sessions, create_engine_for, reading, session_factory, writing
from bot.db.readiness import make_ready
from bot.handlers import register_all
from bot.handlers.in_flight import InFlight
from bot.handlers.registry import Listeners
from bot.handlers.surroundings import Surroundings, Workspace
from bot.jobs import Jobs, create_jobs
from bot.scheduler import Scheduler, create_scheduler
from bot.services.workspaces import is_paused, remember_workspace
from bot.slack.client import SlackClient
from bot.slack.errors import SlackError
from bot.socket_mode import SocketMode
from bot.web import create_web_app, start_serving

log = structlog.get_logger(__name__)

PLAN, HOUSEKEEP = "plan", "housekeep"
SEND, EDIT, PUBLISH = "send", "edit", "publish"
DELIVERY = (SEND, EDIT, PUBLISH)
"""Side by side, so that a team with much to post holds up no other's edits."""


class WorkspaceLookup:
    """Asks Slack once who the bot is, and remembers it; again when the workspace is paused."""

    def __init__(self, slack: SlackClient, sessions: Sessions, clock: Clock) -> None:
        self._slack = slack
        self._sessions = sessions
        self._clock = clock
        self._lock = asyncio.Lock()
        self._found: Workspace | None = None
        self.bot_id = ""

    async def __call__(self) -> Workspace:
        """Return the workspace; Slack is asked again until it has answered once."""
        async with self._lock:
            if self._found is None:
                identity = await self._slack.identify()
                async with writing(self._sessions) as session:
                    row = await remember_workspace(session, identity=identity, now=self._clock())
                self.bot_id = identity.bot_id
                self._found = Workspace(row.id, identity.slack_team_id, identity.bot_user_id)
            return self._found

    async def ask_again_if_paused(self) -> None:
        """Ask once more who the bot is, if Slack refused its token; an answer ends the pause.

        Raises:
            SlackError: Slack gives none.
        """
        if self._found is not None:
            async with reading(self._sessions) as session:
                if not await is_paused(session, workspace_id=self._found.id):
                    return
            self._found = None
        await self()


@dataclass(slots=True)
class Wake:
    """Runs delivery at once, in a process that delivers; elsewhere its ticks find what is due."""

    scheduler: Scheduler | None = None

    def __call__(self) -> None:
        """Deliver soon."""
        if self.scheduler is not None:
            for name in DELIVERY:
                self.scheduler.wake(name)


@dataclass(slots=True)
class Bot:
    """The whole bot, not yet started."""

    settings: Settings
    clock: Clock
    engine: AsyncEngine
    sessions: Sessions
    http: aiohttp.ClientSession
    slack: SlackClient
    workspace: WorkspaceLookup
    bolt: AsyncApp
    listeners: Listeners
    in_flight: InFlight
    jobs: Jobs
    wake: Wake = field(default_factory=Wake)
    socket: SocketMode | None = None
    runner: web.AppRunner | None = None
    port: int = 0

    async def make_ready(self) -> None:
        """See to it that the database has the tables of this release.

        Raises:
            NotReadyError: it has not, and that is the operator's to mend.
        """
        await make_ready(self.settings.database_url)

    async def start(self, *, web_server: bool = True, worker: bool = True) -> None:
        """Serve requests, do scheduled work, or both."""
        if web_server:
            self.runner = await start_serving(create_web_app(self), self.settings)
            self.port = self.runner.addresses[0][1]
            if self.socket is not None:
                await self.socket.start()
        if worker:
            self.wake.scheduler = self._create_scheduler()
            self.wake.scheduler.start()

    async def stop(self) -> None:
        """Finish what is in flight within the time the settings give, then let go of everything."""
        self.jobs.stop_claiming()
        with suppress(TimeoutError):
            async with asyncio.timeout(self.settings.shutdown_seconds):
                await self._stop_receiving()
                await self.in_flight.wait_idle()
                if self.wake.scheduler is not None:
                    await self.wake.scheduler.stop()
        if self.socket is not None:
            await self.socket.close()
        await self.http.close()
        await self.engine.dispose()

    def why_not_receiving(self) -> str | None:
        """Return a word for why Slack cannot reach the bot; None when it can."""
        if self.socket is None or self.socket.is_connected:
            return None
        return "socket_not_connected"

    async def tick(self) -> None:
        """Do all scheduled work that is due at this instant of the business clock."""
        await self.jobs.tick()

    async def next_due(self) -> datetime | None:
        """Return when scheduled work is due by the business clock; None when none is ahead."""
        return await self.jobs.next_due()

    async def idle(self) -> None:
        """Return when no request is in flight, nor, where this delivers, what requests owe."""
        await self.in_flight.wait_idle()
        if self.wake.scheduler is not None:
            for name in DELIVERY:
                await self.wake.scheduler.run_now(name)

    async def _stop_receiving(self) -> None:
        """Take nothing new, and let what was taken be acknowledged."""
        if self.socket is not None:
            await self.socket.stop_taking()
        if self.runner is not None:
            await self.runner.cleanup()
        if self.socket is not None:
            await self.socket.finish()

    async def _plan(self) -> None:
        # The token may be good again, or new. Until Slack has said so, nothing is sent.
        try:
            await self.workspace.ask_again_if_paused()
        except SlackError as error:
            log.warning("slack_not_reached", method=error.method, code=error.code)
        await self.jobs.plan_rounds()
        self.wake()

    def _create_scheduler(self) -> Scheduler:
        return create_scheduler(
            {
                PLAN: (self._plan, self.settings.schedule_tick_seconds),
                SEND: (self.jobs.send, self.settings.delivery_tick_seconds),
                EDIT: (self.jobs.edit, self.settings.delivery_tick_seconds),
                PUBLISH: (self.jobs.publish, self.settings.delivery_tick_seconds),
                HOUSEKEEP: (self.jobs.housekeep, self.settings.housekeeping_tick_seconds),
            }
        )


async def build(settings: Settings, *, clock: Clock = utc_now) -> Bot:
    """Put the bot together without starting it.

    Args:
        clock: the business clock: rounds, health and cycles follow it; leases do not.
    """
    engine = create_engine_for(settings.database_url)
    sessions = session_factory(engine)
    http = aiohttp.ClientSession()
    token = settings.slack_bot_token.get_secret_value()
    slack = SlackClient(
        token=token,
        base_url=settings.slack_api_url,
        session=http,
        timeout_seconds=settings.call_seconds,
    )
    workspace = WorkspaceLookup(slack, sessions, clock)
    wake = Wake()
    in_flight = InFlight()
    jobs = create_jobs(settings, sessions=sessions, slack=slack, clock=clock)
    bolt = _bolt_app(settings, http, workspace)
    surroundings = Surroundings(
        sessions=sessions,
        slack=slack,
        clock=clock,
        workspace=workspace,
        command=settings.okr_command,
        wake=wake,
        in_flight=in_flight,
        publish_home=jobs.publish_home,
    )
    listeners = Listeners(bolt, surroundings)
    register_all(listeners)
    return Bot(
        settings=settings,
        clock=clock,
        engine=engine,
        sessions=sessions,
        http=http,
        slack=slack,
        workspace=workspace,
        bolt=bolt,
        listeners=listeners,
        in_flight=in_flight,
        jobs=jobs,
        wake=wake,
        socket=_socket_mode(settings, http, bolt),
    )


def _socket_mode(
    settings: Settings, http: aiohttp.ClientSession, bolt: AsyncApp
) -> SocketMode | None:
    """Return what receives over a socket; None where the settings say HTTP."""
    if settings.slack_app_token is None:
        return None
    token = settings.slack_app_token.get_secret_value()
    slack = SlackClient(token=token, base_url=settings.slack_api_url, session=http)
    return SocketMode(bolt=bolt, slack=slack, http=http, settings=settings)


def _bolt_app(
    settings: Settings, http: aiohttp.ClientSession, workspace: WorkspaceLookup
) -> AsyncApp:
    """Return Bolt without its own signature check: the guard in front of it has done that."""

    async def authorize() -> AuthorizeResult:
        found = await workspace()
        return AuthorizeResult(
            enterprise_id=None,
            team_id=found.slack_team_id,
            bot_token=settings.slack_bot_token.get_secret_value(),
            bot_id=workspace.bot_id,
            bot_user_id=found.bot_user_id,
        )

    return AsyncApp(
        authorize=authorize,
        client=AsyncWebClient(base_url=settings.slack_api_url, session=http),
        request_verification_enabled=False,
        # Without it Bolt's loggers take the root's level, and at DEBUG write out what people type.
        logger=logging.getLogger("slack_bolt"),
    )
