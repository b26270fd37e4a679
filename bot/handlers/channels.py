"""What happens to channels, people and the installation; each event is taken in once."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.engine import reading, writing
from bot.handlers.channel_facts import find_people, read_channel
from bot.handlers.registry import Listeners
from bot.handlers.surroundings import Event
from bot.services import channels
from bot.services.inbound_events import is_first_time
from bot.services.people import change_person
from bot.services.rounds import replan
from bot.services.teams import find_team_in_channel
from bot.slack.client import profile_of

Change = Callable[[AsyncSession], Awaitable[object]]


async def take_in_arrival(event: Event) -> None:
    """Note who came into a channel, or greet it when it is the bot itself."""
    if _is_bot(event):
        await _come_in(event)
    elif await _has_team(event):
        await find_people(event, [_user_of(event)])
        await _once(
            event,
            lambda session: channels.join_channel(
                session,
                workspace_id=event.workspace.id,
                channel_id=_channel_of(event),
                slack_user_id=_user_of(event),
            ),
        )


async def take_in_departure(event: Event) -> None:
    """Note who left a channel; without the bot nothing can be posted there."""
    if _is_bot(event):
        await _set_reachable(event, is_reachable=False)
        return
    await _once(
        event,
        lambda session: channels.leave_channel(
            session,
            workspace_id=event.workspace.id,
            channel_id=_channel_of(event),
            slack_user_id=_user_of(event),
        ),
    )


async def take_in_end(event: Event) -> None:
    """Note that a channel was archived, deleted or left by the bot: nothing is posted there."""
    await _set_reachable(event, is_reachable=False)


async def take_in_return(event: Event) -> None:
    """Note that a channel came back from the archive."""
    await _set_reachable(event, is_reachable=True)


async def take_in_sharing(event: Event) -> None:
    """Note that people of other organisations can read a channel from now on."""
    await _set_shared(event, is_shared=True)


async def take_in_unsharing(event: Event) -> None:
    """Note that one organisation less reads a channel; others may still."""
    await _set_shared(event, is_shared=bool(event.event.get("is_ext_shared")))


async def take_in_new_id(event: Event) -> None:
    """Follow a channel whose id changed, then see whether it became private with it."""
    old, new = (str(event.event[f"{which}_channel_id"]) for which in ("old", "new"))
    workspace_id = event.workspace.id
    await _once(
        event,
        lambda session: channels.change_channel_id(
            session, workspace_id=workspace_id, old=old, new=new
        ),
    )
    facts = await read_channel(event.slack, new)
    if facts.channel:
        async with writing(event.sessions) as session:
            await channels.refresh_channel(
                session, workspace_id=workspace_id, channel=facts.channel, present=facts.present
            )


async def take_in_person(event: Event) -> None:
    """Keep a new name, zone or standing of somebody we know; it may come twice without harm."""
    user = event.event["user"]
    async with writing(event.sessions) as session:
        await change_person(
            session,
            workspace_id=event.workspace.id,
            profile=profile_of(user),
            has_locale="locale" in user,
            now=event.now,
        )


async def take_in_uninstall(event: Event) -> None:
    """Stop sending: the app was taken out of the workspace."""
    await _once(
        event, lambda session: channels.pause_workspace(session, workspace_id=event.workspace.id)
    )


async def take_in_revocation(event: Event) -> None:
    """Stop sending when the bot's own token was taken back; people's tokens are not used."""
    if (event.event.get("tokens") or {}).get("bot"):
        await take_in_uninstall(event)


def register(listeners: Listeners) -> None:
    """Register the events, those of private channels with their twins.

    A renamed channel needs nothing: names of channels are not kept.
    """
    listeners.event("member_joined_channel", take_in_arrival)
    listeners.event("member_left_channel", take_in_departure)
    for kind in ("channel", "group"):
        listeners.event(f"{kind}_archive", take_in_end)
        listeners.event(f"{kind}_deleted", take_in_end)
        # Slack tells the bot's own going in this way or as member_left_channel, or in both.
        listeners.event(f"{kind}_left", take_in_end)
        listeners.event(f"{kind}_unarchive", take_in_return)
    listeners.event("channel_shared", take_in_sharing)
    listeners.event("channel_unshared", take_in_unsharing)
    listeners.event("channel_id_changed", take_in_new_id)
    listeners.event("user_change", take_in_person)
    listeners.event("app_uninstalled", take_in_uninstall)
    listeners.event("tokens_revoked", take_in_revocation)


async def _once(event: Event, change: Change) -> None:
    """Change something in the same transaction that remembers the event."""
    async with writing(event.sessions) as session:
        if await is_first_time(
            session, workspace_id=event.workspace.id, event_id=event.event_id, now=event.now
        ):
            await change(session)
    event.wake()


async def _come_in(event: Event) -> None:
    """Greet a channel without a team; where there is one, catch up with what was missed."""
    if await _has_team(event):
        await _catch_up(event)
        return
    inviter = str(event.event.get("inviter") or "")
    people = await find_people(event, [inviter] if inviter else [])
    await _once(
        event,
        lambda session: channels.greet_channel(
            session,
            workspace_id=event.workspace.id,
            channel_id=_channel_of(event),
            event_id=event.event_id,
            inviter_id=people[inviter].id if people else None,
            now=event.now,
        ),
    )


async def _catch_up(event: Event) -> None:
    facts = await read_channel(event.slack, _channel_of(event))

    async def change(session: AsyncSession) -> None:
        if facts.channel is None:
            return
        team_id = await channels.refresh_channel(
            session,
            workspace_id=event.workspace.id,
            channel=facts.channel,
            present=facts.present,
        )
        if team_id:
            await replan(session, team_id=team_id, now=event.now)

    await _once(event, change)


async def _set_reachable(event: Event, *, is_reachable: bool) -> None:
    async def change(session: AsyncSession) -> None:
        team_id = await channels.set_reachable(
            session,
            workspace_id=event.workspace.id,
            channel_id=_channel_of(event),
            is_reachable=is_reachable,
            now=event.now,
        )
        if team_id:
            await replan(session, team_id=team_id, now=event.now)

    await _once(event, change)


async def _set_shared(event: Event, *, is_shared: bool) -> None:
    await _once(
        event,
        lambda session: channels.set_externally_shared(
            session,
            workspace_id=event.workspace.id,
            channel_id=_channel_of(event),
            is_shared=is_shared,
        ),
    )


async def _has_team(event: Event) -> bool:
    async with reading(event.sessions) as session:
        team = await find_team_in_channel(
            session, workspace_id=event.workspace.id, channel_id=_channel_of(event)
        )
    return team is not None


def _is_bot(event: Event) -> bool:
    return _user_of(event) == event.workspace.bot_user_id


def _user_of(event: Event) -> str:
    return str(event.event["user"])


def _channel_of(event: Event) -> str:
    return str(event.event["channel"])
