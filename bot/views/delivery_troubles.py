"""What a lead is told when a message of the bot could not be delivered, or perhaps was."""

from bot.views.blocks import actions, button, escape, section
from bot.views.message import Message

POST_IT = "unclear_post.post_it"
IS_THERE = "unclear_post.is_there"
"""Buttons whose value is the team's id and the message's, as `unclear_value` writes them."""

POSTING = "I am posting it now."
LEFT_RECAP = (
    "Good, I leave it there. It will not change any more, since I do not know which message it is."
)
LEFT = f"{LEFT_RECAP} So the recap comes in the channel, not in its thread."
NOTHING_TO_DO = (
    "Nothing was changed: this was answered before, or the meeting is over. "
    "The command in the team's channel shows how things stand."
)


def unclear_post_message(
    *,
    team_id: int,
    team: str,
    channel_id: str,
    outbox_id: int,
    is_recap: bool = False,
    is_in_thread: bool = False,
) -> Message:
    """Ask whether a prompt or a recap is in the channel, and whether to post it."""
    what = "recap" if is_recap else "prompt"
    where = "in the thread of this week's prompt" if is_in_thread else "in the channel"
    text = (
        f"Slack did not say whether it took the {what} of {escape(team, 80)}, and I may not look "
        f"into <#{channel_id}>. Please look there: is this week's {what} {where}?"
    )
    value = unclear_value(team_id, outbox_id)
    row = actions(
        button("Post it", POST_IT, value=value), button("It is there", IS_THERE, value=value)
    )
    return Message(text, [section(text), row])


def unreachable_message(*, team: str, channel_id: str) -> Message:
    """Tell a lead that the team's channel cannot be posted to."""
    text = (
        f"I cannot post in <#{channel_id}>, the channel of {escape(team, 80)}. Open it and type "
        "/invite to add me, or unarchive it. If it is gone, choose another channel in the "
        "settings."
    )
    return Message(text, [section(text)])


def answer_message(text: str) -> Message:
    """Tell a lead what came of their answer."""
    return Message(text, [section(text)])


def unclear_value(team_id: int, outbox_id: int) -> str:
    """Return what the buttons carry."""
    return f"{team_id}:{outbox_id}"


def parse_unclear_value(value: str) -> tuple[str, str]:
    """Read what a button carried: the team's id and the message's, as they came back."""
    team_id, _, outbox_id = value.partition(":")
    return team_id, outbox_id
