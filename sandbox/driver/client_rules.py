"""What Slack's client lets a person do with the app: its commands and shortcuts."""

from sandbox.driver.escaping import escaped
from sandbox.errors import DriverError
from sandbox.state import Conversation, State, User


def check_command(state: State, user: User, name: str, channel: Conversation) -> None:
    """Refuse what Slack's client would not let a person type.

    Raises:
        DriverError: with the reason.
    """
    commands = state.app.commands
    if commands and name not in commands:
        raise DriverError(f"{name} is not a command of the app, only {sorted(commands)}")
    if user.team_id != state.team_id:
        raise DriverError("only members of the app's workspace can use its commands")
    if channel.is_archived:
        raise DriverError("nobody can type in an archived channel")
    if user.id not in channel.members and (channel.is_private or channel.is_im):
        raise DriverError(f"{user.real_name} is not in {channel.name}")


def typed(state: State, command: str, text: str) -> str:
    """Return command text as Slack sends it, with ids where should_escape says so."""
    declared = state.app.commands.get(command, {})
    return escaped(state, text) if declared.get("should_escape") else text


def shortcut_id(state: State, name: str, kind: str) -> str:
    """Return the callback id of a shortcut.

    Raises:
        DriverError: when the app declares none of that name.
    """
    for shortcut in state.app.shortcuts:
        if shortcut["type"] == kind and name in (shortcut["name"], shortcut["callback_id"]):
            return str(shortcut["callback_id"])
    raise DriverError(f"the app has no {kind} shortcut {name!r}")
