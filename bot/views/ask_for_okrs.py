"""The one direct message that asks somebody for a team's OKRs, and thanks them afterwards."""

from bot.okr.text import count_of
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


def okrs_given_message(
    *, team: str, channel_id: str, objectives: int, key_results: int, command: str
) -> Message:
    """Thank a person for the OKRs they saved, and say where everybody sees them."""
    saved = _counts(objectives, key_results)
    text = f"Thank you. You saved {saved} for {escape(team, 80)}. {_where(channel_id, command)}"
    return Message(text, [section(text)])


def answered_message(
    *, team: str, channel_id: str, by: str, objectives: int, key_results: int, command: str
) -> Message:
    """Tell a person who was asked for OKRs that somebody else has saved some."""
    text = (
        f"{escape(by, 80)} saved {_counts(objectives, key_results)} for {escape(team, 80)}, so"
        f" nothing is left for you to do. {_where(channel_id, command)}"
    )
    return Message(text, [section(text)])


def _counts(objectives: int, key_results: int) -> str:
    saved = count_of(objectives, "objective")
    return f"{saved} and {count_of(key_results, 'key result')}" if key_results else saved


def _where(channel_id: str, command: str) -> str:
    return f"See them with `{escape(command, 40)}` in <#{channel_id}>."
