"""Command text as Slack sends it when should_escape is on."""

import re

from sandbox.state import State

TOKEN = re.compile(r"(?P<link>https?://\S+)|@(?P<user>[\w.-]+)|#(?P<channel>[\w-]+)")


def escaped(state: State, text: str) -> str:
    """Return text with users, channels and links as ids; docs: implementing slash commands."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def replaced(match: re.Match[str]) -> str:
        if match["link"]:
            return f"<{match['link']}>"
        if match["user"]:
            found = [u for u in state.users.values() if u.name == match["user"]]
            return f"<@{found[0].id}|{found[0].name}>" if found else match[0]
        for channel in state.conversations.values():
            if channel.name == match["channel"] and not channel.is_im:
                shown = "" if channel.is_private else channel.name
                return f"<#{channel.id}|{shown}>"
        return match[0]

    return TOKEN.sub(replaced, plain)
