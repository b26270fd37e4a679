"""Everything the parts of the stand-in share: state, log, clock and addresses."""

from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.faults import Faults
from sandbox.json_types import JsonObject
from sandbox.log import Log
from sandbox.state import Client, Conversation, ResponseUrl, State, Trigger, User

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5


@dataclass(slots=True)
class World:
    """One workspace at work."""

    state: State
    log: Log
    clock: Clock
    base_url: str = ""
    faults: Faults = field(default_factory=Faults)

    def user(self, user_id: str) -> User:
        """Return a person.

        Raises:
            SlackError: user_not_found.
        """
        user = self.state.users.get(user_id)
        if user is None:
            raise SlackError("user_not_found")
        return user

    def visible(self, channel_id: str) -> Conversation:
        """Return a conversation the bot may know of; private ones only as a member.

        Raises:
            SlackError: channel_not_found.
        """
        found = self.state.conversations.get(channel_id)
        if found is None or (found.is_private and self.state.app.bot_user not in found.members):
            raise SlackError("channel_not_found")
        return found

    def issue_trigger(self, client: Client, view_id: str | None, channel: str | None) -> Trigger:
        """Return a new trigger, good once for three seconds."""
        count = self.state.counters["trigger"] = self.state.counters.get("trigger", 0) + 1
        trigger_id = f"{1000000 + count}.{self.state.team_id}.{count:032x}"
        trigger = Trigger(
            trigger_id, client.user.id, client.id, self.clock.monotonic(), view_id, channel
        )
        self.state.triggers[trigger_id] = trigger
        return trigger

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger up.

        Raises:
            SlackError: invalid_trigger_id, exchanged_trigger_id or expired_trigger_id.
        """
        trigger = self.state.triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.is_used:
            raise SlackError("exchanged_trigger_id")
        if self.clock.monotonic() - trigger.issued > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.is_used = True
        return trigger

    def issue_response_url(self, url: ResponseUrl) -> str:
        """Remember a response URL and return its address."""
        self.state.response_urls[url.id] = url
        return f"{self.base_url}/actions/{self.state.team_id}/{url.id}"

    def new_response_url(
        self,
        user: str,
        channel: str,
        *,
        message_ts: str | None = None,
        is_ephemeral: bool = False,
    ) -> str:
        """Return the address of a new response URL for one interaction."""
        url = ResponseUrl(
            self.state.new_id("R"),
            user,
            channel,
            self.clock.monotonic(),
            message_ts,
            is_ephemeral,
        )
        return self.issue_response_url(url)

    def app_json(self) -> JsonObject:
        """Return the ids of the app as views and messages carry them."""
        app = self.state.app
        return {"app_id": app.id, "bot_id": app.bot_id, "app_installed_team_id": self.state.team_id}
