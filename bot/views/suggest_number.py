"""The question under an objective without key results: what number would tell us this worked?"""

from bot.okr.objective import Objective
from bot.views.blocks import Block, button

OPEN = "suggest_number.open"
"""Its value is the objective's id."""

QUESTION = "What number would tell us this worked?"


def suggest_button(objective: Objective) -> Block:
    """Return the button that asks for a number for an objective."""
    return button(
        "Suggest a number",
        OPEN,
        value=str(objective.id),
        label=f"Suggest a number for {objective.number} {objective.title}",
    )
