"""Bring back: for which key result work leaves the shelf, and how the number would move."""

from bot.okr.places import MAX_SENTENCE
from bot.okr.shelf import Revival
from bot.views.blocks import View, actions, button, field, modal, section, text_input
from bot.views.placement_fields import (
    HOW_WOULD_IT_MOVE,
    HYPOTHESIS,
    KEY_RESULT,
    key_result_menu,
    number_of,
)
from bot.views.state import Values, choice_of, text_of
from bot.views.work_words import age_line, work_title

SUBMIT = "bring_back.submit"
RETURN = "bring_back.return"
"""Back to the shelf; the modal remembers which page it was."""


def bring_back_modal(revival: Revival, *, shelf_state: str) -> View:
    """Return the question; nothing is preselected.

    Args:
        shelf_state: what the shelf's modal remembers of its page.
    """
    item, zone = revival.work_item, revival.team.zone
    facts = age_line(item, now=revival.now, zone=zone, is_older=False)
    sentence = text_input(HYPOTHESIS, max_length=MAX_SENTENCE)
    blocks = [
        section(f"*{work_title(item.title, item.link)}*\n{facts}"),
        field(
            "Which key result does it move?",
            key_result_menu(revival.objectives, KEY_RESULT),
            block_id=KEY_RESULT,
        ),
        field(HOW_WOULD_IT_MOVE, sentence, block_id=HYPOTHESIS),
        actions(button("Back to the shelf", RETURN, label="Leave it and go back to the shelf")),
    ]
    return modal(
        "Bring back",
        blocks,
        callback_id=SUBMIT,
        submit="Bring it back",
        private_metadata=f"{item.id}|{shelf_state}",
    )


def parse_bring_back(values: Values) -> tuple[int | None, str]:
    """Read the chosen key result, and how the number would move."""
    return number_of(choice_of(values, KEY_RESULT)), text_of(values, HYPOTHESIS)


def parse_metadata(text: str) -> tuple[str, str]:
    """Read which work item is meant, and what the shelf's modal remembered."""
    work_item_id, _, shelf_state = text.partition("|")
    return work_item_id, shelf_state
