"""A channel's life: who is in it, whether it can be posted to, and who reads along."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bot.db.engine import Sessions, reading, writing
from bot.db.models import (
    ChannelMemberRow,
    MessageKind,
    OutboxRow,
    OutboxState,
    PersonRow,
    PostedMessageRow,
    TeamRow,
    WorkspaceRow,
    WorkspaceState,
)
from bot.okr.person import Standing
from bot.okr.profile import Profile
from bot.okr.team import Team
from bot.services import channels
from bot.services.inbound_events import is_first_time
from bot.services.outbox import enqueue
from bot.services.people import change_person, ensure_people, find_full_members, find_unknown
from tests.services.set_up_world import CHANNEL, NOW, SHARED, SetUpWorld, checkout, make_world


async def names_in(world: SetUpWorld, team: Team) -> set[str]:
    async with reading(world.sessions) as session:
        rows = await session.scalars(
            select(PersonRow.slack_user_id)
            .join(ChannelMemberRow, ChannelMemberRow.person_id == PersonRow.id)
            .where(ChannelMemberRow.team_id == team.id)
        )
        return set(rows)


async def team_row(world: SetUpWorld, team: Team) -> TeamRow:
    async with reading(world.sessions) as session:
        return await session.get_one(TeamRow, team.id)


async def test_an_event_is_taken_in_once(sessions: Sessions) -> None:
    world = await make_world(sessions)
    async with writing(sessions) as session:
        seen = [
            await is_first_time(
                session, workspace_id=world.workspace_id, event_id=event_id, now=NOW
            )
            for event_id in ("Ev1", "Ev1", "Ev2", "", "")
        ]
    assert seen == [True, False, True, True, True]


async def test_a_channel_is_greeted_once_for_each_coming(sessions: Sessions) -> None:
    world = await make_world(sessions)
    async with writing(sessions) as session:
        greeted = [
            await channels.greet_channel(
                session,
                workspace_id=world.workspace_id,
                channel_id="C0001",
                event_id=event_id,
                inviter_id=world.ana.person_id,
                now=NOW,
            )
            for event_id in ("Ev1", "Ev1", "Ev2")
        ]
    await world.set_up()
    async with writing(sessions) as session:
        again = await channels.greet_channel(
            session,
            workspace_id=world.workspace_id,
            channel_id="C0001",
            event_id="Ev3",
            inviter_id=None,
            now=NOW,
        )
    assert [*greeted, again] == [True, False, True, False]


async def test_people_come_and_go(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up(present=("UAna",))
    where: dict[str, Any] = {"workspace_id": world.workspace_id, "channel_id": "C0001"}
    async with writing(sessions) as session:
        for slack_user_id in ("UBen", "UBen", "UNEWER"):
            joined = await channels.join_channel(session, slack_user_id=slack_user_id, **where)
            assert joined
        elsewhere = {**where, "channel_id": "C0404"}
        assert not await channels.join_channel(session, slack_user_id="UBen", **elsewhere)
    assert await names_in(world, team) == {"UAna", "UBen", "UNEWER"}
    async with writing(sessions) as session:
        for slack_user_id in ("UBen", "UBen", "UNKNOWN"):
            await channels.leave_channel(session, slack_user_id=slack_user_id, **where)
        await channels.leave_channel(session, slack_user_id="UNEWER", **elsewhere)
    assert await names_in(world, team) == {"UAna", "UNEWER"}


async def test_the_bot_comes_back_and_catches_up(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    async with writing(sessions) as session:
        gone = await channels.set_reachable(
            session,
            workspace_id=world.workspace_id,
            channel_id="C0001",
            is_reachable=False,
            now=NOW,
        )
        nobody = await channels.set_reachable(
            session,
            workspace_id=world.workspace_id,
            channel_id="C0404",
            is_reachable=False,
            now=NOW,
        )
    assert (gone, nobody) == (team.id, None)
    assert (await team_row(world, team)).is_channel_archived
    now_private = replace(CHANNEL, is_private=True)
    async with writing(sessions) as session:
        found = await channels.refresh_channel(
            session, workspace_id=world.workspace_id, channel=now_private, present=("UCem",)
        )
        nowhere = await channels.refresh_channel(
            session, workspace_id=world.workspace_id, channel=SHARED, present=()
        )
    row = await team_row(world, team)
    assert (found, nowhere) == (team.id, None)
    assert (row.is_channel_archived, row.is_private) == (False, True)
    assert await names_in(world, team) == {"UCem"}


async def test_a_word_holds_until_the_channel_is_shared_anew(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up(replace(checkout(), is_external_allowed=True), channel=SHARED)
    states = []
    for is_shared in (True, False, True):
        async with writing(sessions) as session:
            await channels.set_externally_shared(
                session,
                workspace_id=world.workspace_id,
                channel_id=SHARED.channel_id,
                is_shared=is_shared,
            )
            await channels.set_externally_shared(
                session, workspace_id=world.workspace_id, channel_id="C0404", is_shared=is_shared
            )
        row = await team_row(world, team)
        states.append((row.is_externally_shared, row.is_external_allowed))
    assert states == [(True, True), (False, False), (True, False)]


async def test_everything_follows_a_new_channel_id(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    async with writing(sessions) as session:
        for key in ("waits", "said"):
            await enqueue(
                session,
                workspace_id=world.workspace_id,
                key=key,
                kind=MessageKind.PROMPT,
                team_id=team.id,
                channel_id="C0001",
                now=NOW,
            )
        said = await session.scalar(select(OutboxRow).where(OutboxRow.key == "said"))
        assert said is not None
        said.state = OutboxState.SENT
        session.add(
            PostedMessageRow(
                workspace_id=world.workspace_id,
                outbox_id=said.id,
                kind=MessageKind.PROMPT,
                channel_id="C0001",
                ts="1.1",
            )
        )
    async with writing(sessions) as session:
        await channels.change_channel_id(
            session, workspace_id=world.workspace_id, old="C0001", new="G0009"
        )
    async with reading(sessions) as session:
        waits = await session.scalar(select(OutboxRow.channel_id).where(OutboxRow.key == "waits"))
        posted = await session.scalar(select(PostedMessageRow.channel_id))
    assert ((await team_row(world, team)).channel_id, waits, posted) == ("G0009",) * 3


async def test_what_changes_about_people_we_know(sessions: Sessions) -> None:
    world = await make_world(sessions)
    changed = Profile("UBen", "Benjamin", "Asia/Tokyo", "en-US", Standing.GONE)
    for profile, has_locale in ((changed, False), (replace(changed, slack_user_id="UX"), True)):
        async with writing(sessions) as session:
            await change_person(
                session,
                workspace_id=world.workspace_id,
                profile=profile,
                has_locale=has_locale,
                now=NOW,
            )
    async with writing(sessions) as session:
        await change_person(
            session,
            workspace_id=world.workspace_id,
            profile=replace(changed, slack_user_id="UCem", locale="tr-TR"),
            has_locale=True,
            now=NOW,
        )
        rows = await session.execute(
            select(PersonRow.name, PersonRow.zone, PersonRow.locale, PersonRow.standing)
            .where(PersonRow.slack_user_id.in_(["UBen", "UCem", "UX"]))
            .order_by(PersonRow.id)
        )
    assert [tuple(row) for row in rows] == [
        ("Benjamin", "Asia/Tokyo", "en-GB", Standing.GONE),
        ("Benjamin", "Asia/Tokyo", "tr-TR", Standing.GONE),
    ]


async def test_people_of_whom_only_the_id_is_known(sessions: Sessions) -> None:
    world = await make_world(sessions)
    wanted: dict[str, Any] = {
        "workspace_id": world.workspace_id,
        "slack_user_ids": ["UAna", "UNEW", "UGus"],
    }
    async with writing(sessions) as session:
        first = await ensure_people(session, **wanted)
        assert await ensure_people(session, **wanted) == first
        assert await find_unknown(session, **wanted) == ("UNEW",)
        assert await find_full_members(session, **wanted) == ("UAna",)
    assert set(first) == {"UAna", "UNEW", "UGus"}


async def test_an_installation_that_ended_is_paused(sessions: Sessions) -> None:
    world = await make_world(sessions)
    async with writing(sessions) as session:
        await channels.pause_workspace(session, workspace_id=world.workspace_id)
    async with reading(sessions) as session:
        row = await session.get_one(WorkspaceRow, world.workspace_id)
    assert row.state is WorkspaceState.PAUSED
