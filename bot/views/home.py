"""A person's Home: what they owe, this week, and how their teams stand."""

from collections.abc import Sequence
from datetime import datetime

from bot.okr.focus import Focus
from bot.okr.health import objective_health
from bot.okr.overview import HomePage, TeamKeyResult, TeamPage
from bot.okr.permissions import FOR_MEMBERS
from bot.okr.text import count_of
from bot.okr.week import Week
from bot.views.blocks import Block, View, actions, button, context, divider, escape, header, section
from bot.views.check_in import OPEN as CHECK_IN
from bot.views.check_in import OPEN_DUE
from bot.views.focus import QUIET, cycle_words, focus_line, is_first_week, planning_words
from bot.views.person_list import team_key_result_name
from bot.views.plan_work import plan_button
from bot.views.recall import recall_blocks
from bot.views.standing import objective_name, state_of, value_and_aim
from bot.views.team import OPEN as OPEN_TEAM
from bot.views.team_list import WHAT_IT_IS, team_row
from bot.views.work import OPEN_LIST

CALLBACK = "home"
MAX_DUE = 10
MAX_UNPLACED = 5
MAX_TEAMS = 8
"""So many teams are shown with their objectives; the others have a line each."""

MAX_LINES = 40
MAX_OBJECTIVES = 8
TITLE_LENGTH = 60

NOTHING_DUE = "Nothing is due. Thank you."


def home_view(page: HomePage, *, command: str, now: datetime, zone: str | None = None) -> View:
    """Return the Home of somebody who is in a team, or what to do first.

    Args:
        zone: the person's own.
    """
    if not page.teams:
        return _view(_newcomer_blocks(page, command))
    shown = page.teams[:MAX_TEAMS]
    blocks = [*_owed_blocks(page), divider(), *_week_blocks(shown, now, zone)]
    asked = [block for recall in page.recalls[:MAX_TEAMS] for block in recall_blocks(recall)]
    if asked:
        blocks += [divider(), header("From memory"), *asked]
    for team in shown:
        blocks.extend([divider(), *_team_blocks(team, now)])
    return _view([*blocks, *_other_teams(page.teams[MAX_TEAMS:], command)])


def outsider_home() -> View:
    """Return the Home of a guest without a team, or of somebody from another organisation."""
    return _view([section(FOR_MEMBERS)])


def _view(blocks: list[Block]) -> View:
    return {"type": "home", "callback_id": CALLBACK, "blocks": blocks}


def _newcomer_blocks(page: HomePage, command: str) -> list[Block]:
    return [
        header(f"Hello {page.name}"),
        section(f"{WHAT_IT_IS} Each week before planning I post the OKRs in your team's channel."),
        section(
            f"*Start here:* add me to your team's channel and type `{command} setup` there."
            " It takes five minutes."
        ),
    ]


def _owed_blocks(page: HomePage) -> list[Block]:
    blocks = [header("What you owe")]
    blocks.extend(_due_row(one) for one in page.due[:MAX_DUE])
    if len(page.due) > MAX_DUE:
        more = len(page.due) - MAX_DUE
        blocks.append(context(f"and {more} more: *Check in all* asks for them too"))
    if len(page.due) > 1:
        blocks.append(actions(button("Check in all", OPEN_DUE, style="primary")))
    if not page.due:
        blocks.append(section(NOTHING_DUE))
    if page.unplaced:
        titles = [escape(one.work_item.title, 60) for one in page.unplaced[:MAX_UNPLACED]]
        more = len(page.unplaced) - len(titles)
        listed = " · ".join(titles) + (f" and {more} more, under *Work* below" if more else "")
        blocks.append(section(f"*Yours, no place yet*\n{listed}"))
    return blocks


def _due_row(one: TeamKeyResult) -> Block:
    key_result = one.standing.key_result
    text = f"*{team_key_result_name(one)}*  {value_and_aim(one.standing)}".rstrip()
    label = f"Check in {key_result.label} {key_result.title}"
    return section(
        text, accessory=button("Check in", CHECK_IN, value=str(key_result.id), label=label)
    )


def _week_blocks(pages: Sequence[TeamPage], now: datetime, zone: str | None) -> list[Block]:
    weeks = [page.week for page in pages if page.week is not None]
    lines = [f"*{escape(week.team.name)}*\n{_week_words(week, now, zone)}" for week in weeks]
    return [header("This week"), *(section(line) for line in lines)]


def _week_words(week: Week, now: datetime, zone: str | None) -> str:
    lines = [planning_words(week, now, reader_zone=zone), *_first_lines(week)]
    return "\n".join(lines)


def _first_lines(week: Week) -> list[str]:
    """Return what the team talks about first; in a first week there is nothing to talk about."""
    if not week.key_results or is_first_week(week):
        return []
    focus: Sequence[Focus] = week.focus
    return [focus_line(one) for one in focus] or ([QUIET] if week.is_quiet else [])


def _team_blocks(page: TeamPage, now: datetime) -> list[Block]:
    week = page.week
    name = escape(page.team.name)
    if week is None:
        lines = [f"*{name}*", "No cycle is running."]
    else:
        lines = [
            f"*{name}* · {escape(cycle_words(week, now))}",
            *_objective_lines(week),
        ]
    team_id = str(page.team.id)
    label = f"Open the team {page.team.name}"
    buttons = [
        button("Open", OPEN_TEAM, value=team_id, label=label),
        button("Work", OPEN_LIST, value=team_id, label=f"Work of the team {page.team.name}"),
    ]
    if week is not None and week.key_results:
        buttons.append(plan_button(page.team.id))
    return [section("\n".join(lines)), actions(*buttons)]


def _other_teams(pages: Sequence[TeamPage], command: str) -> list[Block]:
    if not pages:
        return []
    blocks = [divider(), header("More of your teams"), *map(team_row, pages[:MAX_LINES])]
    if (more := len(pages) - MAX_LINES) > 0:
        blocks.append(context(f"and {count_of(more, 'more team')}: `{command} all`"))
    return blocks


def _objective_lines(week: Week) -> list[str]:
    shown = week.objectives[:MAX_OBJECTIVES]
    lines = [
        f"{objective_name(one.objective, TITLE_LENGTH)}: "
        + state_of(objective_health(standing.health for standing in one.key_results))
        for one in shown
    ]
    if more := len(week.objectives) - len(shown):
        lines.append(f"and {more} more: *Open* shows them")
    return lines or ["No objectives yet."]
