"""What is offered when nothing is due: any key result of one's teams."""

from collections.abc import Sequence

from bot.okr.check_in_form import Choice
from bot.okr.text import one_line
from bot.views.blocks import actions, menu, option, section
from bot.views.message import Message

CHOOSE = "check_in.choose"
MAX_CHOICES = 100
"""So many choices a menu may have (docs.slack.dev: static select)."""


def nothing_due(choices: Sequence[Choice]) -> Message:
    """Say that nothing is due, and offer what may be checked in all the same."""
    if not choices:
        text = "Nothing is due: there are no key results yet. A lead adds the first ones."
        return Message(text, [section(text)])
    text = "Nothing is due from you now."
    return choice_message(choices, text=f"{text} Check in anyway?", action_id=CHOOSE)


def choice_message(choices: Sequence[Choice], *, text: str, action_id: str) -> Message:
    """Return a menu of key results under a sentence."""
    options = [
        option(one_line(f"{choice.label} {choice.title}"), str(choice.key_result_id))
        for choice in choices[:MAX_CHOICES]
    ]
    chosen = menu(action_id, options, placeholder="Choose a key result")
    return Message(text, [section(text), actions(chosen)])
