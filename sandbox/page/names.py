"""What ids stand for, as one person reads them: people, channels, instants."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.state import Conversation, State, User, is_person

DATE_TOKENS: dict[str, Callable[[datetime], str]] = {
    "date_num": lambda at: f"{at:%Y-%m-%d}",
    "date_slash": lambda at: f"{at:%d/%m/%Y}",
    "date_long": lambda at: f"{at:%A, %B} {at.day}, {at.year}",
    "date_long_pretty": lambda at: f"{at:%A, %B} {at.day}, {at.year}",
    "date_short": lambda at: f"{at:%b} {at.day}, {at.year}",
    "date_short_pretty": lambda at: f"{at:%b} {at.day}, {at.year}",
    "date_pretty": lambda at: f"{at:%B} {at.day}, {at.year}",
    "date": lambda at: f"{at:%B} {at.day}, {at.year}",
    "time_secs": lambda at: f"{at:%H:%M:%S}",
    "time": lambda at: f"{at:%H:%M}",
}
"""docs.slack.dev/messaging/formatting-message-text: dates are read in the reader's zone."""


@dataclass(frozen=True, slots=True)
class Names:
    """Turns ids and instants into words for one reader."""

    state: State
    reader: User

    def user(self, user_id: str) -> str:
        """Return a person's name."""
        found = self.state.users.get(user_id)
        return found.real_name if found else user_id

    def channel(self, channel_id: str) -> str:
        """Return a channel's name; one that the reader cannot see has none."""
        found = self.state.conversations.get(channel_id)
        if found is None or not self.sees(found):
            return "private-channel"
        return found.name

    def sees(self, conversation: Conversation) -> bool:
        """Tell whether the reader may open a conversation."""
        is_open = not (conversation.is_private or conversation.is_im)
        return is_open or self.reader.id in conversation.members

    def instant(self, seconds: float) -> datetime:
        """Return an instant in the reader's zone."""
        return datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(self.reader.tz))

    def date(self, seconds: float, pattern: str) -> str:
        """Return an instant as Slack's date pattern says, such as `{date_short} at {time}`."""
        at = self.instant(seconds)
        for token, words in DATE_TOKENS.items():
            pattern = pattern.replace(f"{{{token}}}", words(at))
        return pattern


def completions(names: Names) -> list[str]:
    """Return what a reader may be typing: people, the app, channels and commands."""
    state = names.state
    people = sorted(user.real_name for user in state.users.values() if is_person(user))
    channels = [
        one.name for one in state.conversations.values() if names.sees(one) and not one.is_im
    ]
    return [
        *(f"@{name}" for name in (*people, state.app.name)),
        *(f"#{name}" for name in sorted(channels)),
        *state.app.commands,
        "/invite",
    ]
