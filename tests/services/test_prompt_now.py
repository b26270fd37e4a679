"""A prompt posted by hand is the round's prompt; previews say where it stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    MembershipRow,
    MessageKind,
    OutboxRow,
    OutboxState,
    PauseRow,
    RoundRow,
    TeamRow,
    WorkspaceRow,
)
from bot.okr.errors import ConflictError, NotAllowedError, NotFoundError
from bot.okr.permissions import Actor
from bot.okr.person import Standing
from bot.okr.prompt_preview import PromptPreview
from bot.services.obstacles import ARCHIVED
from bot.services.outbox import enqueue
from bot.services.prompt_previews import load_prompt_preview
from bot.services.rounds import (
    NO_MEETING,
    PromptPosting,
    get_or_plan_round,
    plan_due_rounds,
    prompt_now,
    replan,
)
from tests.services.rounds_world import MONDAY, Team, a_team, change, everything

PROMPT_AT = datetime(2026, 11, 10, 7, tzinfo=UTC)
ENDS_AT = datetime(2026, 11, 10, 10, tzinfo=UTC)


@pytest.fixture
async def team(sessions: Sessions) -> Team:
    return await a_team(sessions)


async def lead(sessions: Sessions) -> Actor:
    async with reading(sessions) as session:
        row = (await session.scalars(select(MembershipRow))).one()
    return Actor(row.person_id, row.workspace_id, Standing.MEMBER)


async def post(sessions: Sessions, team: Team, now: datetime = MONDAY) -> PromptPosting:
    async with writing(sessions) as session:
        return await prompt_now(session, actor=await lead(sessions), team_id=team.team_id, now=now)


async def preview(sessions: Sessions, team: Team) -> PromptPreview:
    async with reading(sessions) as session:
        return await load_prompt_preview(
            session, actor=await lead(sessions), team_id=team.team_id, now=MONDAY
        )


async def plan(sessions: Sessions, now: datetime) -> None:
    async with writing(sessions) as session:
        await plan_due_rounds(session, now=now)


async def test_it_is_the_only_prompt_of_its_round(sessions: Sessions, team: Team) -> None:
    first = await post(sessions, team)
    again = await post(sessions, team, MONDAY + timedelta(hours=1))
    await plan(sessions, PROMPT_AT)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.prompted_at == MONDAY
    assert first.round.meeting_on == date(2026, 11, 10)
    assert len(await everything(sessions, OutboxRow)) == 1


async def test_one_that_slack_turned_down_may_be_posted_again(
    sessions: Sessions, team: Team
) -> None:
    await post(sessions, team)
    await change(
        sessions, OutboxRow, state=OutboxState.FAILED, error="not_in_channel", channel_id="C_OLD"
    )
    assert (await preview(sessions, team)).prompted_at is None
    assert (await post(sessions, team, PROMPT_AT)).is_new
    [row] = await everything(sessions, OutboxRow)
    assert (row.state, row.error, row.channel_id) == (OutboxState.PENDING, "", None)


async def test_what_keeps_it_back_is_said(sessions: Sessions, team: Team) -> None:
    await change(sessions, TeamRow, is_channel_archived=True)
    with pytest.raises(ConflictError, match=ARCHIVED):
        await post(sessions, team)
    with pytest.raises(ConflictError, match=ARCHIVED):
        await preview(sessions, team)
    assert await everything(sessions, OutboxRow) == []


async def test_only_members_post(sessions: Sessions, team: Team) -> None:
    stranger = Actor(999, team.workspace_id, Standing.MEMBER)
    foreign = Actor(1, team.workspace_id + 1, Standing.MEMBER)
    for actor, refusal in ((stranger, NotAllowedError), (foreign, NotFoundError)):
        async with writing(sessions) as session:
            with pytest.raises(refusal):
                await prompt_now(session, actor=actor, team_id=team.team_id, now=MONDAY)
            with pytest.raises(refusal):
                await load_prompt_preview(session, actor=actor, team_id=team.team_id, now=MONDAY)


async def test_a_pause_without_end_has_no_round(sessions: Sessions, team: Team) -> None:
    async with writing(sessions) as session:
        session.add(
            PauseRow(
                workspace_id=team.workspace_id,
                team_id=team.team_id,
                starts_on=date(2026, 1, 1),
                ends_on=date(2036, 1, 1),
            )
        )
    with pytest.raises(ConflictError, match=NO_MEETING):
        await post(sessions, team)
    assert (await preview(sessions, team)).due_at is not None


async def test_a_team_that_is_gone_has_no_rounds(sessions: Sessions) -> None:
    async with writing(sessions) as session:
        with pytest.raises(NotFoundError):
            await get_or_plan_round(session, team_id=404, now=MONDAY)
        with pytest.raises(NotFoundError):
            await replan(session, team_id=404, now=MONDAY)


async def test_a_preview_says_when_it_comes_and_where_it_is(sessions: Sessions, team: Team) -> None:
    before = await preview(sessions, team)
    assert (before.prompted_at, before.link, before.due_at) == (None, "", PROMPT_AT)
    await post(sessions, team)
    on_its_way = await preview(sessions, team)
    assert (on_its_way.prompted_at, on_its_way.link) == (MONDAY, "")
    await change(sessions, OutboxRow, state=OutboxState.SENT, channel_id="C0001", ts="17.000200")
    await change(sessions, WorkspaceRow, url="https://acme.slack.com/")
    there = await preview(sessions, team)
    assert there.link == "https://acme.slack.com/archives/C0001/p17000200"
    assert there.due_at is None


async def test_a_round_without_its_own_message_counts_as_held(
    sessions: Sessions, team: Team
) -> None:
    await plan(sessions, MONDAY)
    await change(sessions, RoundRow, state="prompted", prompted_at=MONDAY)
    async with writing(sessions) as session:
        await enqueue(
            session,
            workspace_id=team.workspace_id,
            key="welcome",
            kind=MessageKind.WELCOME,
            round_id=1,
            now=MONDAY,
        )
    await plan(sessions, ENDS_AT)
    assert (await everything(sessions, RoundRow))[0].state == "held"
