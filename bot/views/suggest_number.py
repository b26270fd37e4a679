"""The question under an objective without key results: what number would tell us this worked?"""

from bot.okr.key_result import KeyResult
from bot.okr.numbers import format_value
from bot.okr.objective import Objective
from bot.okr.suggestion import MAX_ANSWER
from bot.views.blocks import Block, View, button, context, escape, field, modal, section, text_input
from bot.views.notice import notice_modal
from bot.views.state import Values, text_of

OPEN = "suggest_number.open"
"""Its value is the objective's id."""

SUBMIT = "suggest_number.submit"
SUGGESTION = "suggestion"

EXAMPLE = "Completion from 61 to 72 %"
QUESTION = "What number would tell us this worked?"


def suggest_button(objective: Objective) -> Block:
    """Return the button that asks for a number for an objective."""
    return button(
        "Suggest a number",
        OPEN,
        value=str(objective.id),
        label=f"Suggest a number for {objective.number} {objective.title}",
    )


def suggest_modal(objective: Objective, *, token: str) -> View:
    """Return the question with one line to answer it.

    Args:
        token: of the draft by which the answer is saved once.
    """
    return modal(
        "Suggest a number",
        [
            section(f"*{objective.number} · {escape(objective.title)}*"),
            field(
                QUESTION,
                text_input(SUGGESTION, placeholder=EXAMPLE, max_length=MAX_ANSWER),
                block_id=SUGGESTION,
                hint="Without numbers it is kept too, and marked “no number yet”.",
            ),
        ],
        callback_id=SUBMIT,
        submit="Save",
        private_metadata=token,
    )


def parse_suggestion(values: Values) -> str:
    """Read the answer."""
    return text_of(values, SUGGESTION)


def suggestion_saved_modal(key_result: KeyResult) -> View:
    """Say what was added, and who may change it."""
    aim = f", aim {format_value(key_result.target, key_result.unit)}" if key_result.target else ""
    text = f"Saved: *{key_result.label} {escape(key_result.title)}*{escape(aim)}"
    return notice_modal(
        [section(text), context("A lead can change it, and choose who owns it.")],
        title="Suggest a number",
    )
