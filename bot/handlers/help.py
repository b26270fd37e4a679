"""`/okr help`."""

from bot.handlers.registry import Listeners
from bot.handlers.request import Request
from bot.okr.permissions import Act
from bot.views.help import help_message


async def show_help(request: Request) -> None:
    """List the verbs that matter, or with `all` every one."""
    await request.reply(help_message(request.command, is_all=request.arguments == "all"))


def register(listeners: Listeners) -> None:
    """Register the verb."""
    listeners.verb("help", show_help, act=Act.READ)
