"""What Ana, a lead, does with the public team, each step as a person would take it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox import Channel, Person, messages
from sandbox.blocks.walk import controls
from tests.handlers.stage import Cast
from tests.handlers.targets import PUBLIC, Target
from tests.world import World


@dataclass(frozen=True, slots=True)
class Play:
    """A world with its cast, and the steps that stories are made of."""

    world: World
    cast: Cast

    @property
    def ana(self) -> Person:
        return self.cast.ana

    async def type(self, text: str, *, channel: Channel | None = None) -> None:
        """Type the command."""
        await self.ana.command("/okr", text, channel=channel or self.cast.checkout)

    async def tap(self, action_id: str, value: str = "", *, channel: Channel | None = None) -> None:
        """Press a button of a message that only Ana sees."""
        where = channel or self.cast.checkout
        world = self.world.slack.world
        button = {
            "type": "button",
            "text": {"type": "plain_text", "text": "Press"},
            "action_id": action_id,
        }
        if value:
            button["value"] = value
        said = messages.draft(
            world, {"text": "Press", "blocks": [{"type": "actions", "elements": [button]}]}
        )
        message = messages.show(world, where.state, said, self.ana.id)
        (control,) = controls(message.blocks)
        act = self.world.slack.interactions.act
        await act(self.ana.client, message, control, None)
        await self.world.slack.settle()

    def fill(self, **values: object) -> None:
        """Fill in fields by their block ids, or by the part before the colon."""
        for name, value in values.items():
            self.ana.fill(self._field(name), value)

    async def choose(self, name: str, value: str) -> None:
        await self.ana.choose(self._field(name), value)

    async def press(self, name: str, *, at: int | None = None) -> None:
        await self.ana.press(name, at=at)

    async def submit(self) -> None:
        await self.ana.submit()

    def _field(self, name: str) -> str:
        found = [
            control
            for control in controls(self.ana.front.blocks)
            if name in (control.action_id, control.block_id.partition(":")[0])
        ]
        return found[0].block_id or found[0].action_id if found else name


Story = Callable[[Play], Awaitable[None]]


def number(row: int, target: Target = PUBLIC) -> str:
    """Return the id of a row as it stands in a button's value."""
    return str(target.id(row))
