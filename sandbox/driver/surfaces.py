"""Where a person acts: on the visible modal, a message, the Home tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.blocks.walk import Control
from sandbox.driver.handles import Channel, ShownMessage, ShownView
from sandbox.errors import DriverError
from sandbox.json_types import JsonObject
from sandbox.state import Message, View

if TYPE_CHECKING:
    from sandbox.driver.person import Person

Surface = Message | View
On = ShownMessage | ShownView | Channel | str | None
Finder = Callable[[list[JsonObject]], Control]


def surface_with(person: Person, on: On, find: Finder) -> tuple[Surface, Control]:
    """Return the surface meant and the element found on it.

    With nothing named it is the visible modal, else the newest private message that has the
    element, else the Home tab. A channel means its newest message that has it.

    Raises:
        DriverError: when there is no such element, or the person cannot see the surface.
    """
    problems: list[str] = []
    for surface in _candidates(person, on):
        _check_visible(person, surface)
        try:
            return surface, find(blocks_of(surface))
        except DriverError as error:
            problems.append(str(error))
    told = f"; last notice: {person.notices[-1]}" if person.notices else ""
    raise DriverError("\n".join(problems) or f"{person.name} sees nothing to act on{told}")


def check_usable(person: Person, message: Message) -> None:
    """Refuse a message shortcut where Slack's client offers none.

    Raises:
        DriverError: when the person does not see the message, or it is ephemeral.
    """
    _check_visible(person, message)
    if message.ephemeral_to is not None:
        raise DriverError("ephemeral messages have no message shortcuts")


def blocks_of(surface: Surface) -> list[JsonObject]:
    """Return the blocks of a message or view."""
    if isinstance(surface, Message):
        return surface.blocks
    blocks: list[JsonObject] = surface.body["blocks"]
    return blocks


def _candidates(person: Person, on: On) -> list[Surface]:
    if isinstance(on, ShownMessage | ShownView):
        return [on.state]
    if isinstance(on, Channel):
        return [m.state for m in reversed(on.bot_messages)]
    home = [person.home.state] if person.home else []
    if on == "home":
        return [*home]
    if on is not None:
        raise DriverError(f"cannot act on {on!r}")
    if person.modal is not None:
        return [person.modal.state]
    return [*(m.state for m in reversed(person.sees)), *home]


def _check_visible(person: Person, surface: Surface) -> None:
    state = person.slack.world.state
    if isinstance(surface, View):
        covered = (
            surface.body["type"] == "modal"
            and surface.id not in state.stacks.get(person.client.id, [])[-1:]
        )
        if surface.user != person.id or covered:
            raise DriverError(f"{person.name} does not have this view in front")
        return
    conversation = state.conversations[surface.channel]
    is_hidden = (conversation.is_private or conversation.is_im) and (
        person.id not in conversation.members
    )
    if surface.is_deleted or is_hidden or surface.ephemeral_to not in (None, person.id):
        raise DriverError(f"{person.name} does not see message {surface.ts}")
