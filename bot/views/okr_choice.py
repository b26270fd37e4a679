"""What to add, and whether something is really to end."""

from bot.okr.cycle import Cycle
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective, live_objectives
from bot.okr.okr_change import CHANGE_WHY
from bot.okr.okr_form import OkrList
from bot.views.blocks import Block, View, actions, button, modal, option, section
from bot.views.change_why import change_why_field
from bot.views.menus import menu
from bot.views.okr_list import (
    CANCEL,
    CLOSE,
    OPEN_EDIT,
    REOPEN,
    edit_value,
    list_value,
    row_value,
    saved_words,
)
from bot.views.state import Values, text_of

ADD = "okrs.add"
NEW_OBJECTIVE = "okrs.new_objective"
"""Its value is as `okr_list.list_value` makes it."""

NEW_KEY_RESULT = "okrs.new_key_result"
"""A menu of objectives, or a button; the value is an objective's id."""

END = "okrs.end"
END_WORDS = {CLOSE: "Finish", CANCEL: "Drop", REOPEN: "Reopen"}


def add_modal(okrs: OkrList) -> View:
    """Ask what to add."""
    blocks = [
        section(
            "*An objective*\nWhat do you want to be true?",
            accessory=button(
                "Add", NEW_OBJECTIVE, value=list_value(okrs.cycle), label="Add an objective"
            ),
        )
    ]
    live = live_objectives(okrs.objectives)
    if live:
        options = [option(f"{one.number} {one.title}", str(one.id)) for one in live]
        choose = menu(NEW_KEY_RESULT, options, placeholder="Choose an objective")
        blocks.append(section("*A key result of*", accessory=choose))
    return modal("Add to your OKRs", blocks, callback_id=ADD)


def new_key_result_button(objective: Objective, words: str = "Add a key result") -> Block:
    """Return the button that adds a key result to an objective."""
    label = f"{words} to {objective.number} {objective.title}"
    return button(words, NEW_KEY_RESULT, value=str(objective.id), label=label)


def back_button(cycle: Cycle, beside: Objective | KeyResult | None = None) -> Block:
    """Return the button that leads back to the list, unsaved: to where something stands in it."""
    return button("Back to the list", OPEN_EDIT, value=edit_value(cycle, beside))


def end_modal(
    one: Objective | KeyResult, verb: str, *, cycle: Cycle, asks_why: bool = False
) -> View:
    """Ask whether something is really finished, to be dropped or to be reopened, and why.

    Args:
        verb: `CLOSE`, `CANCEL` or `REOPEN`.
        asks_why: the OKRs are locked.
    """
    word = END_WORDS[verb]
    blocks = [
        section(saved_words(one, word).removesuffix(".") + "?"),
        section(_what_follows(one, verb)),
        *change_why_field(asks=asks_why, is_new=True, label="Why?"),
        actions(back_button(cycle, one)),
    ]
    return modal(
        f"{word} it?",
        blocks,
        callback_id=END,
        submit=f"{word} it",
        close="Leave it",
        private_metadata=row_value(verb, one),
    )


def parse_why(values: Values) -> str:
    """Return why it is closed, cancelled or reopened; empty where that was not asked."""
    return text_of(values, CHANGE_WHY)


def _what_follows(one: Objective | KeyResult, verb: str) -> str:
    what = "and its key results count" if isinstance(one, Objective) else "counts"
    if verb == REOPEN:
        return f"It {what} again, with every check-in it had."
    return f"It {what} no longer. Check-ins stay in the history, and a lead can reopen it."
