"""Command text as Slack sends it when should_escape is on."""

import re
from collections.abc import Mapping

from sandbox.state import State, User

TOKEN = r"(?P<link>https?://\S+)|(?<![\w.])@(?P<user>{})(?![\w.-]*\w)|#(?P<channel>[\w-]+)"


def escaped(state: State, text: str) -> str:
    """Return text with users, channels and links as ids; docs: implementing slash commands."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    people = _by_name(state)

    def replaced(match: re.Match[str]) -> str:
        if match["link"]:
            return f"<{match['link']}>"
        if match["user"]:
            found = people[match["user"].lower()]
            return f"<@{found.id}|{found.name}>"
        for channel in state.conversations.values():
            if channel.name == match["channel"].lower() and not channel.is_im:
                shown = "" if channel.is_private else channel.name
                return f"<#{channel.id}|{shown}>"
        return match[0]

    return _token(people).sub(replaced, plain)


def mentioned(state: State, text: str) -> list[User]:
    """Return whom a text names, in order."""
    people = _by_name(state)
    found = (match["user"] for match in _token(people).finditer(text))
    return [people[name.lower()] for name in found if name]


def _by_name(state: State) -> dict[str, User]:
    """Return people by handle and by the name that the client completes, in lower case."""
    users = list(state.users.values())
    by_real_name = {user.real_name.lower(): user for user in reversed(users)}
    return by_real_name | {user.name.lower(): user for user in reversed(users)}


def _token(people: Mapping[str, User]) -> re.Pattern[str]:
    # Longer names first: a name may begin with another one.
    names = sorted((name for name in people if name), key=len, reverse=True)
    return re.compile(TOKEN.format("|".join(map(re.escape, names)) or "(?!)"), re.IGNORECASE)
