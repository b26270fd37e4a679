"""What people's acts do: build the payload, deliver it, and apply the bot's answer."""

from sandbox import messages, modals
from sandbox.blocks.inputs import state_values
from sandbox.blocks.walk import Control
from sandbox.delivery import acks, payloads, response_urls
from sandbox.delivery.acks import AckError
from sandbox.delivery.outbound import Outbound
from sandbox.delivery.transport import Request
from sandbox.driver.client_checks import client_errors
from sandbox.errors import SlackError
from sandbox.json_types import JsonObject
from sandbox.state import Client, Conversation, Message, User, View
from sandbox.world import World


class Interactions:
    """Carries out one act at a time for anybody; each returns what the person is told, if
    anything went wrong."""

    def __init__(self, world: World, outbound: Outbound) -> None:
        self.world = world
        self.outbound = outbound

    async def command(
        self, client: Client, channel: Conversation, name: str, text: str
    ) -> str | None:
        """Send a slash command and show its answer."""
        payload = payloads.command(self.world, client, channel, name, text)
        return await self._with_message("command", "command", payload, client.user, channel)

    async def message_shortcut(
        self, client: Client, message: Message, callback_id: str
    ) -> str | None:
        """Use a shortcut from a message's menu."""
        payload = payloads.message_action(self.world, client, message, callback_id)
        return await self._without_body(payload)

    async def global_shortcut(self, client: Client, callback_id: str) -> str | None:
        """Use a global shortcut."""
        return await self._without_body(payloads.global_shortcut(self.world, client, callback_id))

    async def act(
        self, client: Client, surface: Message | View, control: Control, value: JsonObject | None
    ) -> str | None:
        """Send block_actions for one element."""
        payload = payloads.block_actions(self.world, client, surface, control, value)
        return await self._without_body(payload)

    async def submit(self, client: Client, view: View) -> str | None:
        """Submit a modal, unless the client itself finds something wrong."""
        values = state_values(view.body["blocks"], view.entries, view.channel)
        view.errors = client_errors(view.body["blocks"], values)
        if view.errors:
            self.world.log.add("seen", person=client.user.id, errors=view.errors, view=view.id)
            return None
        payload = payloads.view_submission(self.world, client, view)
        answer = await self.outbound.send(Request("interaction", "view_submission", payload))
        block_ids = {block["block_id"]: block["type"] for block in view.body["blocks"]}
        try:
            acks.check_delivered(self.world.log, "view_submission", answer)
            action = acks.submission_action(self.world.log, answer, block_ids)
            self._apply(client, view, action)
        except AckError as bad:
            return bad.notice
        finally:
            self.world.log.wake()
        return None

    async def close(self, client: Client, *, whole_stack: bool) -> str | None:
        """Close the visible modal by Cancel, or the whole stack by the X."""
        stack = self.world.state.stack(client.id)
        told = stack[0] if whole_stack else stack[-1]
        payload = payloads.view_closed(self.world, client.user, told, is_cleared=whole_stack)
        clears = whole_stack or told.body["clear_on_close"]
        if clears:
            modals.close_all(self.world, client.id)
        else:
            modals.close_top(self.world, client.id)
        self.world.log.add("seen", person=client.user.id, closed=told.id)
        if not told.body["notify_on_close"]:
            return None
        return await self._without_body(payload)

    async def suggest(
        self, user: User, surface: Message | View, control: Control, query: str
    ) -> list[JsonObject]:
        """Ask the bot for the options of an external select; none when its answer is bad."""
        payload = payloads.block_suggestion(self.world, user, surface, control, query)
        answer = await self.outbound.send(Request("interaction", "block_suggestion", payload))
        try:
            acks.check_delivered(self.world.log, "block_suggestion", answer)
            return acks.options_in(self.world.log, answer)
        except AckError:
            return []

    async def _without_body(self, payload: JsonObject) -> str | None:
        what = payload["type"]
        answer = await self.outbound.send(Request("interaction", what, payload))
        try:
            acks.check_delivered(self.world.log, what, answer)
        except AckError as bad:
            return bad.notice
        acks.check_empty(self.world.log, what, answer)
        return None

    async def _with_message(
        self, envelope: str, what: str, payload: JsonObject, user: User, channel: Conversation
    ) -> str | None:
        answer = await self.outbound.send(Request(envelope, what, payload))
        log = self.world.log
        try:
            acks.check_delivered(log, what, answer)
            body = acks.message_in(log, what, answer)
            if body is not None:
                said = messages.draft(self.world, body)
                response_urls.tell(self.world, body, user.id, channel, said)
        except AckError as bad:
            return bad.notice
        except SlackError as error:
            log.violation(error.error, f"{what}: {'; '.join(error.messages)}")
            return "invalid_command_response"
        finally:
            log.wake()
        return None

    def _apply(self, client: Client, view: View, action: JsonObject | None) -> None:
        # Another answer may have closed the view meanwhile: the same click twice, for example.
        if view.is_closed:
            return
        try:
            match (action or {}).get("response_action"):
                case None:
                    self._close_only(client, view)
                case "clear":
                    modals.close_all(self.world, client.id)
                case "errors":
                    view.errors = dict((action or {})["errors"])
                case "update":
                    payload = modals.checked_view(
                        self.world, (action or {})["view"], "modal", replaces=view.id
                    )
                    modals.update_view(self.world, view, payload)
                case "push":
                    payload = modals.checked_view(self.world, (action or {})["view"], "modal")
                    modals.push_view(self.world, client.id, payload)
        except SlackError as error:
            raise acks.refused_view(self.world.log, error) from None

    def _close_only(self, client: Client, view: View) -> None:
        self.world.state.stacks[client.id].remove(view.id)
        view.is_closed = True
