"""The pause in a channel holds between the posts themselves, however long one takes to go out."""

import asyncio
from datetime import datetime

from aiohttp import ClientSession
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import utc_now
from bot.config import Settings
from bot.db.engine import Sessions, writing
from bot.db.models import MessageKind, OutboxRow, OutboxState
from bot.jobs import Jobs, create_jobs
from bot.jobs.subject import Subject
from bot.services.outbox import enqueue
from bot.slack.client import SlackClient
from bot.views.blocks import section
from bot.views.message import Message
from sandbox import Slack
from sandbox.faults import Answer
from tests.services.rounds_world import MONDAY, a_team, everything

TOKEN = "xoxb-sandbox"
PAUSE, SLOW = 0.3, 0.4
"""Counted from claim to claim, the posts would go out a tenth of a second apart."""


async def render(_session: AsyncSession, _subject: Subject, _now: datetime) -> Message:
    return Message("x", [section("x")])


async def owe(sessions: Sessions, *channel_ids: str, first: int = 0) -> None:
    async with writing(sessions) as session:
        for number, channel_id in enumerate(channel_ids, first):
            await enqueue(
                session,
                workspace_id=1,
                key=str(number),
                kind=MessageKind.WELCOME,
                channel_id=channel_id,
                now=MONDAY,
            )


async def deliver_all(sessions: Sessions, jobs: Jobs) -> None:
    async with asyncio.timeout(20):
        while any(
            row.state is not OutboxState.SENT for row in await everything(sessions, OutboxRow)
        ):
            await jobs.deliver()


async def test_a_slow_post_is_followed_a_pause_after_it_went_out(
    sessions: Sessions, settings: Settings
) -> None:
    await a_team(sessions)
    async with Slack.start(signing_secret="s", bot_token=TOKEN) as slack, ClientSession() as http:
        busy, other = (slack.add_channel(name, bot=True).id for name in ("busy", "other"))
        slack.world.faults.add(Answer.DELAY, "chat.postMessage", times=1, seconds=SLOW)
        await owe(sessions, busy)
        replicas = [
            create_jobs(
                settings.model_copy(update={"channel_pause_seconds": PAUSE}),
                sessions=sessions,
                slack=SlackClient(token=TOKEN, base_url=slack.api_url, session=http),
                clock=utc_now,
                renderers={MessageKind.WELCOME: render},
            )
            for _ in range(2)
        ]
        first = asyncio.create_task(replicas[0].deliver())
        while not any(entry.kind == "fault" for entry in slack.log.entries):
            await slack.log.change()
        await owe(sessions, busy, other, first=1)
        await asyncio.gather(first, deliver_all(sessions, replicas[1]))
        one, two = (entry.at for entry in slack.log.posts(busy))
        [elsewhere] = (entry.at for entry in slack.log.posts(other))
    assert elsewhere < one
    assert two - one >= PAUSE
