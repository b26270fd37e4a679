"""The set-up's first form: the team, its people and its meeting."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.okr.profile import Channel
from bot.okr.team_settings import TeamSettings
from bot.views.blocks import Block, View, actions, button, context, escape, modal, section
from bot.views.message import Message
from bot.views.notice import notice_modal
from bot.views.set_up_okrs import OPEN as OPEN_OKRS
from bot.views.settings import OPEN as OPEN_SETTINGS
from bot.views.team import OPEN as OPEN_TEAM
from bot.views.team_fields import external_field, first_fields, more_fields

SUBMIT = "set_up.submit"
MORE = "set_up.more"
MORE_BLOCK = "set_up.more_block"
TITLE = "Set up OKRs"
IN_A_CHANNEL = (
    "A team lives in a channel. Go to your team's channel and type {command} setup there."
)
INVITE_ME = "Invite me first: type /invite @okrbot here, then {command} setup again."
ARCHIVED = "This channel is archived. Unarchive it first, or set the team up in another one."
NOT_IN_CHANNEL = "You are not in this channel. Join it first, then set up its team."
NO_ANSWER = "Slack did not answer. Close this and try again in a minute."


@dataclass(frozen=True, slots=True)
class SetUpForm:
    """What the form knows beside its fields.

    Args:
        member_ids: Slack ids of those already ticked.
        member_count: of everyone in the channel.
    """

    channel: Channel
    settings: TeamSettings
    member_ids: tuple[str, ...]
    member_count: int
    shows_more: bool = False


@dataclass(frozen=True, slots=True)
class SetUpState:
    """What travels with the form."""

    channel_id: str
    is_external: bool
    shows_more: bool


def wait_modal() -> View:
    """Return what is shown while Slack is asked who is in the channel."""
    return notice_modal([section("One moment. I am looking who is in this channel.")], title=TITLE)


def refusal_modal(sentence: str) -> View:
    """Return why a team cannot be set up here."""
    return notice_modal([section(f":warning: {escape(sentence, 500)}")], title=TITLE)


def set_up_modal(form: SetUpForm) -> View:
    """Return the prefilled form."""
    blocks: list[Block] = first_fields(
        form.settings, member_ids=form.member_ids, hint=_members_hint(form)
    )
    return _modal(
        blocks,
        form.settings,
        SetUpState(form.channel.channel_id, form.channel.is_externally_shared, form.shows_more),
    )


def with_more(blocks: Sequence[Block], settings: TeamSettings, state: SetUpState) -> View:
    """Return the open form with the rest below; what was entered stays, as the ids are the same.

    Args:
        blocks: of the open form.
    """
    kept = [block for block in blocks if block.get("block_id") in _FIRST]
    return _modal(kept, settings, state)


def parse_state(private_metadata: str) -> SetUpState | None:
    """Read what travelled with the form; None when it is not ours."""
    try:
        channel_id, is_external, shows_more = json.loads(private_metadata)
    except (ValueError, TypeError, RecursionError):
        return None
    return SetUpState(str(channel_id), bool(is_external), bool(shows_more))


def has_team_message(*, team_id: int, name: str, needs_okrs: bool, can_edit: bool) -> Message:
    """Refuse a second team in a channel, and say what to do instead.

    Args:
        can_edit: settings are offered to those who may change them, and the team to the others.
    """
    text = f"This channel already has a team, {escape(name, 80)}. A channel has one team at most."
    value = str(team_id)
    paste = [button("Add its OKRs", OPEN_OKRS, value=value, style="primary")]
    settings = button("Settings", OPEN_SETTINGS, value=value)
    look = button("Open", OPEN_TEAM, value=value, label=f"Open the team {name}")
    ways = [*(paste if needs_okrs else []), settings if can_edit else look]
    return Message(text, [section(text), actions(*ways)])


def has_team_modal(message: Message) -> View:
    """Say the same in place of a form that was sent twice."""
    return notice_modal(message.blocks, title=TITLE)


_FIRST = ("name", "members", "weekday", "at", "zone")


def _modal(first: Sequence[Block], settings: TeamSettings, state: SetUpState) -> View:
    more = more_fields(settings) if state.shows_more else [_more_button()]
    external = [external_field(is_allowed=False)] if state.is_external else []
    blocks = [
        context("Step 1 of 4. Everything can be changed later.", block_id="set_up.step"),
        *first,
        *external,
        *more,
    ]
    packed = json.dumps([state.channel_id, state.is_external, state.shows_more])
    return modal(TITLE, blocks, callback_id=SUBMIT, submit="Next", private_metadata=packed)


def _more_button() -> Block:
    return actions(button("More", MORE, label="More: rhythm, notices, key"), block_id=MORE_BLOCK)


def _members_hint(form: SetUpForm) -> str | None:
    if len(form.member_ids) < 2 < form.member_count:
        return f"{form.member_count} people are in this channel. Choose who is in the team."
    return "Everyone in this channel but guests and apps. Take out who is not in the team."
