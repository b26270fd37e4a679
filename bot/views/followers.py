"""Following a team: a button for readers, and a form for leads."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.okr.team import Team
from bot.okr.text import list_and, shorten
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    escape,
    field,
    modal,
    people_picker,
    section,
)
from bot.views.message import Message
from bot.views.state import Values, people_of

FOLLOW, UNFOLLOW = "followers.follow", "followers.unfollow"
"""Their value is a team's id."""

OPEN = "followers.open"
"""Its value is a team's id."""

SUBMIT = "followers.save"
PEOPLE, CHANNELS = "people", "channels"

NOT_VISIBLE = (
    "I cannot see one of these channels. Invite me there first: type /invite @okrbot in it."
)


def not_in(names: Sequence[str]) -> str:
    """Say in which channels the bot could not post, and what to do."""
    listed = list_and([f"#{shorten(name, 40)}" for name in names[:3]])
    return f"I am not in {listed} yet. Type /invite @okrbot there, then save again."


def follow_button(team: Team, *, is_followed: bool = False) -> Block:
    """Return the button by which somebody outside a team gets its recaps, or gets them no more."""
    if is_followed:
        label = f"Stop following the team {team.name}"
        return button("Stop following", UNFOLLOW, value=str(team.id), label=label)
    return button("Follow", FOLLOW, value=str(team.id), label=f"Follow the team {team.name}")


def following_message(team: Team) -> Message:
    """Say what following means, and how it ends."""
    text = (
        f"You follow {escape(team.name, 80)}. After its meeting you read what moved, what was"
        " decided and which goals changed. All teams you follow share one message a week."
    )
    return Message(text, [section(text), actions(follow_button(team, is_followed=True))])


def unfollowed_message(team: Team) -> Message:
    """Say that nothing more will come."""
    text = f"You follow {escape(team.name, 80)} no more."
    return Message(text, [section(text), actions(follow_button(team))])


def followers_modal(
    team: Team, *, slack_user_ids: Sequence[str], channel_ids: Sequence[str]
) -> View:
    """Return the form that says who gets a team's recaps."""
    picker = {
        "type": "multi_conversations_select",
        "action_id": CHANNELS,
        "filter": {"include": ["public"], "exclude_bot_users": True},
    }
    if channel_ids:
        picker["initial_conversations"] = list(channel_ids)
    blocks = [
        section(
            "After each meeting they get what moved, what was decided and which goals changed."
            " Never your work, and no counts of it. All teams they follow share one message a week."
        ),
        field(
            "People",
            people_picker(PEOPLE, chosen=slack_user_ids),
            block_id=PEOPLE,
            is_optional=True,
        ),
        field(
            "Channels",
            picker,
            block_id=CHANNELS,
            is_optional=True,
            hint="Add me to the channel too, or I cannot post there.",
        ),
    ]
    return modal(
        "Followers", blocks, callback_id=SUBMIT, submit="Save", private_metadata=str(team.id)
    )


def parse_followers(values: Values) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the Slack ids of the people, and the ids of the channels."""
    chosen: Mapping[str, Any] = next(iter((values.get(CHANNELS) or {}).values()), {})
    channels = chosen.get("selected_conversations") or ()
    return people_of(values, PEOPLE), tuple(str(one) for one in channels)


def saved_words(people: int, channels: int) -> str:
    """Say how many follow the team now."""
    if not people + channels:
        return "Saved. Nobody follows this team."
    return f"Saved. {people + channels} follow this team."
