"""A check-in asks for a new edit of the team's posted prompt; a question asked back does not."""

import pytest
from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import MessageKind, OutboxRow, OutboxState, PostedMessageRow
from bot.okr.check_in_form import CheckInForm, Entry
from tests.services.check_in_world import NOW, CheckInWorld, build_check_in_world


@pytest.fixture
async def team(sessions: Sessions) -> CheckInWorld:
    return await build_check_in_world(sessions)


async def post_prompt(team: CheckInWorld) -> None:
    owned = {"workspace_id": team.seeded.workspace_id, "team_id": team.seeded.team_id}
    async with writing(team.sessions) as session:
        outbox = OutboxRow(
            key="prompt",
            kind=MessageKind.PROMPT,
            state=OutboxState.SENT,
            next_try_at=NOW,
            created_at=NOW,
            **owned,
        )
        session.add(outbox)
        await session.flush()
        session.add(
            PostedMessageRow(
                outbox_id=outbox.id, kind=MessageKind.PROMPT, channel_id="C0001", ts="1.1", **owned
            )
        )


async def wanted_version(team: CheckInWorld) -> int | None:
    async with reading(team.sessions) as session:
        return await session.scalar(select(PostedMessageRow.wanted_version))


async def test_the_prompt_is_edited_once_for_each_form_that_was_saved(team: CheckInWorld) -> None:
    await post_prompt(team)
    form = await team.open()
    assert await wanted_version(team) == 1
    await team.save(Entry("68"), by=team.ben)
    assert await wanted_version(team) == 2
    asked = await team.submit(form, Entry("66"))
    assert isinstance(asked, CheckInForm)
    assert await wanted_version(team) == 2
    await team.submit(asked, Entry("66"))
    await team.submit(asked, Entry("66"))
    assert await wanted_version(team) == 3
