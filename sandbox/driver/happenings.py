"""What happens in the workspace by itself: events, sent as the Events API sends them."""

from sandbox.delivery import events
from sandbox.delivery.acks import AckError, check_delivered
from sandbox.delivery.outbound import Outbound
from sandbox.delivery.redelivery import Redeliveries, retry_headers
from sandbox.delivery.transport import Answer, Request
from sandbox.json_types import JsonObject
from sandbox.modals import view_json
from sandbox.state import Conversation, User
from sandbox.web_api.conversations import dm_with
from sandbox.world import World


class Happenings:
    """Sends events the app is subscribed to and entitled to."""

    def __init__(self, world: World, outbound: Outbound) -> None:
        self.world = world
        self.outbound = outbound
        self.last: JsonObject | None = None
        self.redeliveries = Redeliveries(world.clock, self._deliver)

    async def send(self, event: JsonObject) -> Answer | None:
        """Send one event, unless the app did not subscribe to it."""
        subscribed = self.world.state.app.events
        if subscribed is not None and event["type"] not in subscribed:
            return None
        self.last = events.event_callback(self.world, event)
        payload = self.last
        answer = await self._deliver(payload, {})
        await self.redeliveries.see_to(payload, answer)
        return answer

    def lose(self, *, times: int = 1, is_handled: bool = False) -> None:
        """Let the network lose the next deliveries of events.

        Args:
            is_handled: the bot gets the event, and its answer is lost.
        """
        self.outbound.losses.extend([is_handled] * times)

    async def redeliver(
        self,
        payload: JsonObject | None = None,
        *,
        retry_num: int = 1,
        reason: str = "http_timeout",
    ) -> Answer:
        """Send an event again by hand: the last one, unless another is given."""
        again = payload or self.last
        if again is None:
            raise LookupError("no event was sent yet")
        return await self._deliver(again, retry_headers(retry_num, reason))

    async def verify_url(self) -> bool:
        """Ask the bot to prove that it listens; tell whether it echoed the challenge."""
        token = self.world.state.app.verification_token
        payload = {"type": "url_verification", "token": token, "challenge": "3eZbrw1aB10"}
        answer = await self.outbound.send(Request("event", "event:url_verification", payload))
        return answer.status == 200 and "3eZbrw1aB10" in answer.body

    async def home_opened(self, user: User, tab: str) -> None:
        """Send app_home_opened."""
        channel = dm_with(self.world, user.id)
        home = self.world.state.home(user.id)
        shown = view_json(self.world, home) if home else None
        await self.send(events.home_opened(self.world, user, channel, tab, shown))

    async def joined(self, channel: Conversation, user: User, inviter: str | None) -> None:
        """Make somebody a member and send member_joined_channel."""
        if user.id not in channel.members:
            channel.members.append(user.id)
        if self._hears(channel):
            kind = "member_joined_channel"
            await self.send(events.member_event(self.world, kind, channel, user, inviter))

    async def left(self, channel: Conversation, user: User) -> None:
        """Take somebody out of a channel and send member_left_channel."""
        heard = self._hears(channel)
        channel.members.remove(user.id)
        if heard:
            kind = "member_left_channel"
            await self.send(events.member_event(self.world, kind, channel, user, None))

    async def channel_changed(self, what: str, channel: Conversation, actor: str) -> None:
        """Send an event of a channel's life, if the bot may hear of it."""
        if self._hears(channel) or not channel.is_private:
            await self.send(events.channel_event(self.world, what, channel, actor))

    def _hears(self, channel: Conversation) -> bool:
        return self.world.state.app.bot_user in channel.members

    async def _deliver(self, payload: JsonObject, retry: dict[str, str]) -> Answer:
        what = f"event:{payload['event']['type']}"
        answer = await self.outbound.send(Request("event", what, payload, retry))
        if answer.is_network:
            return answer
        try:
            check_delivered(self.world.log, what, answer)
        except AckError:
            # Nobody sees a failed event; the violation is in the log.
            self.world.log.wake()
        return answer
