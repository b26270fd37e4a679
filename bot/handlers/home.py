"""Home: published anew each time a person opens it, so it is never stale and never theirs alone."""

from bot.db.engine import reading
from bot.handlers.people import get_person
from bot.handlers.registry import Listeners
from bot.handlers.surroundings import Event
from bot.okr.permissions import Actor
from bot.okr.person import Person, Standing
from bot.services.homes import load_home
from bot.views.blocks import View
from bot.views.home import home_view, outsider_home

HOME_TAB = "home"


async def publish_home(event: Event) -> None:
    """Show a person their Home; it holds only what they may see."""
    if event.event.get("tab") != HOME_TAB:
        return
    slack_user_id = str(event.event["user"])
    person = await get_person(
        slack_user_id,
        workspace_id=event.workspace.id,
        sessions=event.sessions,
        slack=event.slack,
        now=event.now,
    )
    await event.slack.publish_home(slack_user_id, await _home_of(event, person))


async def _home_of(event: Event, person: Person) -> View:
    actor = Actor(person.id, person.workspace_id, person.standing)
    async with reading(event.sessions) as session:
        page = await load_home(session, actor=actor, person=person, now=event.now)
    if not page.teams and person.standing is not Standing.MEMBER:
        return outsider_home()
    return home_view(page, command=event.command, now=event.now, zone=person.zone)


def register(listeners: Listeners) -> None:
    """Register the event."""
    listeners.event("app_home_opened", publish_home)
