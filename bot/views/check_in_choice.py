"""What is offered when nothing is due: any key result of one's teams."""

from collections.abc import Sequence

from bot.okr.check_in_form import Choice
from bot.okr.text import one_line
from bot.views.blocks import Block, actions, context, option, section
from bot.views.menus import grouped_menu
from bot.views.message import Message

CHOOSE = "check_in.choose"
MAX_CHOICES = 300
"""Of several large teams; a message with more of them would be heavy on a phone."""

YOURS = "Yours"


def nothing_due(choices: Sequence[Choice]) -> Message:
    """Say that nothing is due, and offer what may be checked in all the same."""
    if not choices:
        text = "Nothing is due: there are no key results yet. A lead adds the first ones."
        return Message(text, [section(text)])
    text = "Nothing is due from you now."
    return choice_message(choices, text=f"{text} Check in anyway?", action_id=CHOOSE)


def choice_message(choices: Sequence[Choice], *, text: str, action_id: str) -> Message:
    """Return a menu of key results under a sentence."""
    groups: dict[str, list[Block]] = {}
    for choice in choices[:MAX_CHOICES]:
        words = one_line(f"{choice.label} {choice.title}")
        heading = YOURS if choice.is_own else choice.objective
        groups.setdefault(heading, []).append(option(words, str(choice.key_result_id)))
    chosen = grouped_menu(action_id, list(groups.items()), placeholder="Choose a key result")
    blocks = [section(text), actions(chosen)]
    if (more := len(choices) - MAX_CHOICES) > 0:
        example = choices[MAX_CHOICES].label
        blocks.append(context(f"and {more} more: type its number after the verb, as `{example}`"))
    return Message(text, blocks)
