"""A team's settings: a form for leads, a summary for everybody else."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.okr.person import Member, Role
from bot.okr.team import Team
from bot.okr.team_settings import TeamSettings
from bot.okr.text import list_and, name_lines
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    checkboxes,
    context,
    divider,
    escape,
    field,
    modal,
    option,
    people_picker,
    section,
    sections,
)
from bot.views.followers import OPEN as OPEN_FOLLOWERS
from bot.views.menus import menu
from bot.views.message import Message
from bot.views.notice import notice_modal
from bot.views.pause_fields import (
    MAX_NEW_PAUSES,
    parse_new_pauses,
    pause_blocks,
    pause_words,
)
from bot.views.state import Values, choices_of
from bot.views.team_fields import (
    DAYS,
    external_field,
    first_fields,
    interval_words,
    more_fields,
    parse_team,
)

OPEN = "settings.open"
"""A button; its value is the team's id."""

SUBMIT = "settings.save"
MORE = "settings.more"

LEADS, POSTS, CHANNEL = "leads", "posts", "channel"
PROMPT, RECAP, RECALL = "prompt", "recap", "recall"
_POSTS = {
    PROMPT: "The prompt, in the channel before each meeting",
    RECAP: "The recap, in the prompt's thread after it",
    RECALL: "Once a month on Home: what are our objectives?",
}
NAMES_PER_LINE = 6
MAX_ID = 10**18
"""More than this and the database could not hold it."""


@dataclass(frozen=True, slots=True)
class SettingsState:
    """What travels with the form.

    Args:
        versions: of the team and its schedule, as the form was opened with.
        removed: which of the pauses, by their place in the list, are to go.
        new_pauses: how many rows for new ones are shown.
    """

    team_id: int
    versions: tuple[int, int]
    shows_more: bool = False
    removed: tuple[int, ...] = ()
    new_pauses: int = 0


def settings_modal(
    team: Team, settings: TeamSettings, members: Sequence[Member], state: SettingsState
) -> View:
    """Return the form for leads."""
    blocks = [
        *first_fields(settings, member_ids=_ids(members), hint=None),
        field(
            "Leads",
            people_picker(LEADS, chosen=_ids(members, Role.LEAD)),
            block_id=LEADS,
            hint="Leads change OKRs and settings.",
        ),
        field(
            "What I do by myself",
            checkboxes(
                POSTS,
                [option(words, name) for name, words in _POSTS.items()],
                chosen=_posts(settings),
            ),
            block_id=POSTS,
            is_optional=True,
        ),
    ]
    followers = button("Followers", OPEN_FOLLOWERS, value=str(team.id))
    blocks.append(section("Who else gets the recap?", accessory=followers))
    if team.is_externally_shared:
        blocks.append(external_field(is_allowed=settings.is_external_allowed))
    if state.shows_more:
        blocks.extend(_more(team, settings, state))
    else:
        label = "More: rhythm, notices, holidays, pauses, channel, key"
        blocks.append(actions(button("More", MORE, label=label), block_id=MORE))
    return modal(
        "Settings", blocks, callback_id=SUBMIT, submit="Save", private_metadata=_pack(state)
    )


def _posts(settings: TeamSettings) -> list[str]:
    is_on = {
        PROMPT: settings.is_prompt_on,
        RECAP: settings.is_recap_on,
        RECALL: settings.is_recall_on,
    }
    return [name for name in _POSTS if is_on[name]]


def parse_settings(values: Values, given: TeamSettings, state: SettingsState) -> TeamSettings:
    """Return what was filled in.

    Raises:
        FormError: with the fields of a pause.
    """
    kept = [p for place, p in enumerate(given.schedule.pauses) if place not in state.removed]
    settings = parse_team(values, given)
    pauses = tuple(
        sorted([*kept, *parse_new_pauses(values, state.new_pauses)], key=lambda one: one.starts_on)
    )
    return replace(
        settings,
        schedule=replace(settings.schedule, pauses=pauses),
        is_prompt_on=PROMPT in choices_of(values, POSTS),
        is_recap_on=RECAP in choices_of(values, POSTS),
        is_recall_on=RECALL in choices_of(values, POSTS),
    )


def parse_state(private_metadata: str) -> SettingsState | None:
    """Read what travelled with the form; None when it is not ours."""
    try:
        team_id, versions, shows_more, removed, new_pauses = json.loads(private_metadata)
        state = SettingsState(
            int(team_id),
            (int(versions[0]), int(versions[1])),
            bool(shows_more),
            tuple(int(place) for place in removed),
            min(int(new_pauses), MAX_NEW_PAUSES),
        )
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return state if 0 <= state.team_id <= MAX_ID else None


def channel_of(values: Values) -> str | None:
    """Return the chosen channel's id; None where the form does not show it."""
    chosen = [entered.get("selected_conversation") for entered in values.get(CHANNEL, {}).values()]
    return next((str(channel_id) for channel_id in chosen if channel_id), None)


def settings_summary(team: Team, settings: TeamSettings, members: Sequence[Member]) -> View:
    """Return the settings to read, with those who can change them."""
    leads = [escape(m.person.name, 80) for m in members if m.role is Role.LEAD]
    others = [escape(m.person.name, 80) for m in members if m.role is not Role.LEAD]
    lines = [
        f"*{escape(team.name, 80)}* ({escape(team.key)})",
        meeting_words(settings),
        *name_lines("Leads", leads, per_line=NAMES_PER_LINE),
        *name_lines("Members", others, per_line=NAMES_PER_LINE),
        *[f"Pause: {pause_words(pause)}" for pause in settings.schedule.pauses],
    ]
    note = context(f"Leads can change this. Ask {list_and(leads[:3]) or 'a lead'}.")
    return notice_modal([*sections(lines), note], title="Settings")


def saved_modal(
    settings: TeamSettings, *, prompt_at: str | None, is_called_off: bool = False, command: str
) -> View:
    """Say what holds from now on.

    Args:
        is_called_off: the channel was told that there is no meeting this week.
    """
    prompt = f"Next prompt: {prompt_at}." if prompt_at else "No prompt is planned."
    if is_called_off:
        prompt = (
            "This week's prompt was called off in the channel already. "
            f"*Post now* posts it: type `{escape(command, 40)} prompt`.\n{prompt}"
        )
    return notice_modal([section(f"Saved. {meeting_words(settings)}\n{prompt}")], title="Settings")


def choose_team_message(teams: Sequence[Team], *, command: str) -> Message:
    """Say which teams' settings can be opened from a channel without a team."""
    if not teams:
        text = f"There is no team in this channel. `{command} setup` makes one."
        return Message(text.replace("`", ""), [section(text)])
    text = "There is no team in this channel. Whose settings?"
    choices = [option(team.name, str(team.id)) for team in teams]
    return Message(text, [section(text, accessory=menu(OPEN, choices, placeholder="Choose"))])


def meeting_words(settings: TeamSettings) -> str:
    """Return when a team meets, in a sentence."""
    schedule = settings.schedule
    often = interval_words(schedule.interval_weeks).lower()
    but = f", but not on public holidays ({schedule.holidays.code})" if schedule.holidays else ""
    return (
        f"You plan on {DAYS[schedule.weekday]} at {schedule.at:%H:%M} ({escape(schedule.zone)}), "
        f"{often}{escape(but)}."
    )


def _more(team: Team, settings: TeamSettings, state: SettingsState) -> list[Block]:
    picker = {
        "type": "conversations_select",
        "action_id": CHANNEL,
        "initial_conversation": team.channel_id,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return [
        *more_fields(settings),
        field("Home channel", picker, block_id=CHANNEL, hint="Prompts are posted there."),
        divider(),
        *pause_blocks(settings.schedule.pauses, removed=state.removed, new_pauses=state.new_pauses),
    ]


def _ids(members: Sequence[Member], role: Role | None = None) -> list[str]:
    return [m.person.slack_user_id for m in members if role is None or m.role is role]


def _pack(state: SettingsState) -> str:
    return json.dumps(
        [state.team_id, state.versions, state.shows_more, state.removed, state.new_pauses]
    )
