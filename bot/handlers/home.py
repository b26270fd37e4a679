"""Home: brought up to date when a person opens it; what changes later follows by itself."""

from bot.handlers.people import get_person
from bot.handlers.registry import Listeners
from bot.handlers.surroundings import Event

HOME_TAB = "home"


async def open_home(event: Event) -> None:
    """Show a person their Home; it holds only what they may see."""
    if event.event.get("tab") != HOME_TAB:
        return
    person = await get_person(
        str(event.event["user"]),
        workspace_id=event.workspace.id,
        sessions=event.sessions,
        slack=event.slack,
        now=event.now,
    )
    await event.publish_home(
        workspace_id=event.workspace.id, person_id=person.id, event_id=event.event_id
    )


def register(listeners: Listeners) -> None:
    """Register the event."""
    listeners.event("app_home_opened", open_home)
