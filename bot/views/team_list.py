"""Teams in a line each, and what to do where there is none."""

from collections.abc import Sequence

from bot.okr.health import objective_health
from bot.okr.overview import TeamList, TeamPage
from bot.okr.text import shorten
from bot.views.blocks import MAX_FALLBACK, Block, actions, button, context, escape, section
from bot.views.message import Message
from bot.views.paging import PageIds, page_buttons, page_words
from bot.views.standing import state_of
from bot.views.team import OPEN
from bot.views.welcome import EXAMPLE, SET_UP

PAGES = PageIds("team_list.previous", "team_list.next")
"""The values of both are the number of the page to show."""

MAX_TEAMS = 40
WHAT_IT_IS = "I start a team's week from its objectives, and only then come to the work."
NOBODY_HERE = "There is no team that you can see yet."


def team_list_message(teams: TeamList) -> Message:
    """Return one page of the teams that a person may see."""
    if not teams.teams:
        return Message(NOBODY_HERE, [section(f"{NOBODY_HERE} {WHAT_IT_IS}")])
    blocks = [section("*Teams*"), *(team_row(page) for page in teams.teams)]
    if teams.page_count > 1:
        blocks.append(context(page_words(teams.page, teams.page_count)))
        blocks.append(actions(*page_buttons(PAGES, teams.page, teams.page_count)))
    text = "Teams: " + "; ".join(team_line(page) for page in teams.teams)
    return Message(shorten(text.replace("*", ""), MAX_FALLBACK), blocks)


def start_message(
    pages: Sequence[TeamPage], *, command: str, is_channel: bool, may_set_up: bool
) -> Message:
    """Say what to do where no team is at home.

    Args:
        pages: the person's own teams.
        is_channel: a channel, and not a direct message.
        may_set_up: the person may make a team here.
    """
    sentence = _start_sentence(pages, command, is_channel=is_channel, may_set_up=may_set_up)
    blocks = [section(sentence)]
    if is_channel and may_set_up:
        blocks.append(
            actions(
                button("Set up, 5 min", SET_UP, style=None if pages else "primary"),
                button("See an example", EXAMPLE),
            )
        )
    if pages:
        blocks.append(section("*Your teams*"))
        blocks.extend(team_row(page) for page in pages[:MAX_TEAMS])
    if len(pages) > MAX_TEAMS:
        more = len(pages) - MAX_TEAMS
        blocks.append(context(f"and {more} more: `{command} all`"))
    names = ", ".join(escape(page.team.name) for page in pages[:MAX_TEAMS])
    text = sentence + (f" Your teams: {names}." if names else "")
    return Message(shorten(text.replace("`", ""), MAX_FALLBACK), blocks)


def team_row(page: TeamPage) -> Block:
    """Return a team in a line, with a button that opens it."""
    return section(
        team_line(page),
        accessory=button(
            "Open", OPEN, value=str(page.team.id), label=f"Open the team {page.team.name}"
        ),
    )


def team_line(page: TeamPage) -> str:
    """Return `*Checkout* · week 6 of 13 · at risk 🟡`."""
    name = f"*{escape(page.team.name)}*"
    if page.week is None:
        return f"{name} · no cycle is running"
    if not page.week.objectives:
        return f"{name} · no objectives yet"
    state = state_of(objective_health(one.health for one in page.week.objectives))
    return f"{name} · week {page.week.week_number} of {page.week.week_count} · {state}"


def _start_sentence(
    pages: Sequence[TeamPage], command: str, *, is_channel: bool, may_set_up: bool
) -> str:
    if is_channel and may_set_up:
        return f"No team is at home in this channel yet. {WHAT_IT_IS}"
    if pages:
        return "No team is at home here. Open one of yours, or go to its channel."
    how = f"In your team's channel, type `{command} setup`, or ask a lead to add you."
    return f"{WHAT_IT_IS} You are in no team yet. {how}"
