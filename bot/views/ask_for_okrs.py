"""The one direct message that asks somebody for a team's OKRs."""

from bot.views.blocks import actions, button, escape, section
from bot.views.message import Message

PASTE = "okrs.paste"
"""A button that opens the form to paste OKRs; its value is the team's id."""


def ask_for_okrs_message(*, team_id: int, team: str, asked_by: str) -> Message:
    """Ask a person to paste the OKRs of a team, by the names of the team and of who asks."""
    text = (
        f"{escape(asked_by, 80)} thinks you have the OKRs of {escape(team, 80)}. "
        "Paste them here, and the team plans its weeks from them."
    )
    paste = button("Paste them", PASTE, value=str(team_id), style="primary")
    return Message(text, [section(text), actions(paste)])
