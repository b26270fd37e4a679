"""A person of the workspace and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import messages
from sandbox.blocks.inputs import state_with
from sandbox.blocks.walk import Control, controls, options_of, text_of
from sandbox.driver import client_rules, finding
from sandbox.driver.filling import TYPED, value_for
from sandbox.driver.handles import Channel, ShownMessage, ShownView
from sandbox.driver.onlooker import Onlooker
from sandbox.driver.surfaces import On, Surface, check_usable, surface_with
from sandbox.errors import DriverError
from sandbox.json_types import Json, JsonObject
from sandbox.state import Message, User, View

if TYPE_CHECKING:
    from sandbox.driver.slack import Slack


class Person(Onlooker):
    """Acts through Slack's client; every act waits for the bot's answer and for it to settle."""

    def __init__(self, slack: Slack, state: User, client_id: str | None = None) -> None:
        super().__init__(slack, state, client_id)
        # The options that external selects have loaded, by block and action id.
        self._loaded: dict[tuple[str, str], list[JsonObject]] = {}

    async def command(
        self, name: str, text: str = "", *, channel: Channel, thread: ShownMessage | None = None
    ) -> ShownMessage | None:
        """Type a slash command; return what newly came to this person, the newest if several."""
        if thread is not None:
            self._notice(f"{name} is not supported in threads. Sorry!")
            return None
        client_rules.check_command(self.slack.world.state, self.state, name, channel.state)
        typed = client_rules.typed(self.slack.world.state, name, text)
        before = self.last
        act = self.slack.interactions.command(self.client, channel.state, name, typed)
        self._notice(await act)
        return await self._news(before)

    async def shortcut(self, name: str, on: ShownMessage | None = None) -> ShownMessage | None:
        """Use a shortcut by name or callback id, on a message or from anywhere."""
        kind = "message" if on is not None else "global"
        callback_id = client_rules.shortcut_id(self.slack.world.state, name, kind)
        before = self.last
        if on is not None:
            check_usable(self, on.state)
            act = self.slack.interactions.message_shortcut(self.client, on.state, callback_id)
        else:
            act = self.slack.interactions.global_shortcut(self.client, callback_id)
        self._notice(await act)
        return await self._news(before)

    async def press(
        self, name: str, *, on: On = None, within: str | None = None, at: int | None = None
    ) -> ShownMessage | None:
        """Press a button, or the submit or close button of the visible modal."""
        before = self.last
        top = self.slack.world.state.stack(self.client.id)[-1:]
        if top and on in (None, self.modal) and within is None and at is None:
            if name == text_of(top[0].body["submit"]) and not self._has(top[0], name):
                return await self.submit()
            if name == (text_of(top[0].body["close"]) or "Cancel"):
                return await self.close_modal()
        surface, control = surface_with(
            self,
            on,
            lambda blocks: finding.find_control(
                blocks, name, within=within, at=at, kinds=finding.BUTTONS
            ),
        )
        self._notice(await self.slack.interactions.act(self.client, surface, control, None))
        return await self._news(before)

    async def submit(self) -> ShownMessage | None:
        """Submit the visible modal."""
        before = self.last
        view = self.front.state
        if not text_of(view.body["submit"]):
            raise DriverError(f"the modal {text_of(view.body['title'])!r} has no submit button")
        self._notice(await self.slack.interactions.submit(self.client, view))
        return await self._news(before)

    async def close_modal(self, *, whole_stack: bool = False) -> ShownMessage | None:
        """Cancel the visible modal, or close all of them by the X."""
        before = self.last
        if not self.modals:
            raise DriverError(f"{self.name} has no modal to close")
        act = self.slack.interactions.close(self.client, whole_stack=whole_stack)
        self._notice(await act)
        return await self._news(before)

    def fill(
        self,
        name: str,
        value: Json,
        *,
        on: On = None,
        within: str | None = None,
        at: int | None = None,
    ) -> None:
        """Enter a value into an input; nothing is sent to the bot yet."""
        surface, control = self._input(name, on, within, at)
        if control.dispatches and control.kind not in TYPED | {"rich_text_input"}:
            raise DriverError(f"using {name!r} tells the bot at once: await person.choose(...)")
        self.put(surface, control, value)

    async def choose(
        self,
        name: str,
        value: Json = None,
        *,
        on: On = None,
        within: str | None = None,
        at: int | None = None,
    ) -> ShownMessage | None:
        """Choose in a select, picker, radio group or checkboxes; or, with the option's text
        alone, from an overflow menu."""
        before = self.last
        if value is None:
            surface, control = surface_with(
                self,
                on,
                lambda blocks: finding.find_option_menu(blocks, name, within=within, at=at),
            )
            options = options_of(control.element)
            chosen = next(o for o in options if text_of(o["text"]) == name)
            self._notice(await self.slack.interactions.act(self.client, surface, control, chosen))
            return await self._news(before)
        surface, control = self._input(name, on, within, at)
        entry = self.put(surface, control, value)
        if not control.dispatches:
            return None
        self._notice(await self.slack.interactions.act(self.client, surface, control, entry))
        return await self._news(before)

    async def enter(
        self,
        name: str,
        value: Json,
        *,
        on: On = None,
        within: str | None = None,
        at: int | None = None,
    ) -> ShownMessage | None:
        """Type into an input that tells the bot, and press Enter."""
        before = self.last
        surface, control = self._input(name, on, within, at)
        if not control.dispatches:
            raise DriverError(f"{name!r} has no dispatch_action: use person.fill(...)")
        entry = self.put(surface, control, value)
        self._notice(await self.slack.interactions.act(self.client, surface, control, entry))
        return await self._news(before)

    async def search(
        self,
        name: str,
        query: str,
        *,
        on: On = None,
        within: str | None = None,
        at: int | None = None,
    ) -> list[str]:
        """Type into an external select; return the texts of the options the bot offers."""
        surface, control = self._input(name, on, within, at)
        options = await self.load_options(surface, control, query)
        return [text_of(option["text"]) for option in options]

    async def load_options(
        self, surface: Surface, control: Control, query: str
    ) -> list[JsonObject]:
        """Ask the bot for the options of an external select, and remember them for `put`."""
        if len(query) < int(control.element.get("min_query_length", 3)):
            return []
        options = await self.slack.interactions.suggest(self.state, surface, control, query)
        await self.slack.settle()
        self._loaded[control.block_id, control.action_id] = options
        return options

    async def open_home(self, tab: str = "home") -> ShownView | None:
        """Open the app's Home (or messages) tab and return what is published there."""
        if tab == "home" and not self.slack.world.state.app.home_tab:
            raise DriverError("the app's Home tab is switched off in its manifest")
        await self.slack.events.home_opened(self.state, tab)
        await self.slack.settle()
        return self.home

    async def say(
        self, channel: Channel, text: str, *, thread: ShownMessage | None = None
    ) -> ShownMessage:
        """Say something in a channel or thread."""
        thread_ts = thread.ts if thread else None
        said = messages.say(self.slack.world, channel.state, self.state, text, thread_ts)
        self.slack.log.add("seen", person=self.id, said=text, channel=channel.id, ts=said.ts)
        return ShownMessage(self.slack, said)

    def _input(
        self, name: str, on: On, within: str | None, at: int | None
    ) -> tuple[Surface, Control]:
        without = finding.BUTTONS | {"overflow"}
        return surface_with(
            self,
            on,
            lambda blocks: finding.find_control(
                blocks, name, within=within, at=at, without=without
            ),
        )

    def put(self, surface: Surface, control: Control, value: Json) -> JsonObject:
        """Enter a value into an element and return its state; nothing is sent yet."""
        loaded = self._loaded.get((control.block_id, control.action_id), [])
        entry = state_with(control.element, value_for(control, value, loaded))
        entries = surface.entries
        if isinstance(surface, Message):
            entries = surface.entries.setdefault(self.id, {})
        entries.setdefault(control.block_id, {})[control.action_id] = entry
        return entry

    def _has(self, view: View, name: str) -> bool:
        found = controls(view.body["blocks"])
        return any(name in finding.names_of(c) for c in found if c.kind in finding.BUTTONS)

    def _notice(self, told: str | None) -> None:
        if told:
            self.notices.append(told)
            self.slack.log.add("seen", person=self.id, notice=told)

    async def _news(self, before: ShownMessage | None) -> ShownMessage | None:
        await self.slack.settle()
        newest = self.last
        return newest if newest is not None and newest != before else None
