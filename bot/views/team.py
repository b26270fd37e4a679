"""A team on demand: the week as in the prompt, with the buttons that the person may use."""

from datetime import datetime

from bot.okr.overview import TeamPage
from bot.okr.permissions import Act
from bot.okr.week import Week
from bot.views.all_okrs import see_all_button
from bot.views.blocks import (
    MAX_FALLBACK,
    Block,
    actions,
    button,
    divider,
    header,
    section,
    without_buttons,
)
from bot.views.check_in import OPEN_DUE
from bot.views.cycle import OPEN_CYCLE
from bot.views.followers import follow_button
from bot.views.history import CHOOSE as CHOOSE_HISTORY
from bot.views.ideas import open_button as ideas_button
from bot.views.message import Message
from bot.views.objective_links import link_blocks, link_lines
from bot.views.okr_list import OPEN_EDIT, OPEN_NEW
from bot.views.placement_fields import key_result_menu
from bot.views.plan_work import plan_button
from bot.views.prompt import folds, okr_blocks, unplaced_blocks, week_head
from bot.views.prompt_preview import OPEN as PREVIEW
from bot.views.prompt_text import week_text
from bot.views.settings import OPEN as OPEN_SETTINGS
from bot.views.work import OPEN_LIST

OPEN = "team.open"
"""Its value is the team's id."""


def team_message(
    page: TeamPage, *, command: str, now: datetime, zone: str | None = None
) -> Message:
    """Return a team as one person sees it; shares and unplaced work are for the team alone.

    Args:
        zone: the person's own.
    """
    if page.week is None:
        return _without_cycle(page, command)
    is_member = Act.READ_SHARES in page.acts
    rows = okr_blocks(page.week, now=now, command=command)
    blocks = [
        *week_head(page.week, now=now, reader_zone=zone),
        *(rows if Act.PLAN in page.acts else without_buttons(rows)),
        *link_blocks(page.links),
        *(unplaced_blocks(page.week) if is_member else []),
        divider(),
        *_buttons(page, page.week),
    ]
    text = week_text(page.week, now=now, command=command, shows_work=is_member, reader_zone=zone)
    spoken = ". ".join([text, *link_lines(page.links)])
    return Message(spoken if len(spoken) <= MAX_FALLBACK else text, blocks)


def _without_cycle(page: TeamPage, command: str) -> Message:
    sentence = f"No cycle is running. A lead plans the next one: `{command} cycle`"
    blocks = [header(page.team.name), section(sentence)]
    blocks.append(actions(button("Cycles", OPEN_CYCLE, value=str(page.team.id))))
    return Message(sentence.replace("`", ""), blocks)


def _buttons(page: TeamPage, week: Week) -> list[Block]:
    team_id = str(page.team.id)
    for_all: list[Block] = []
    if week.key_results and Act.PLAN in page.acts:
        for_all += [plan_button(page.team.id), ideas_button(page.team.id)]
    if week.key_results and Act.CHECK_IN in page.acts:
        for_all.append(button("Check in", OPEN_DUE, value=team_id))
    for_all.append(button("Work", OPEN_LIST, value=team_id))
    if folds(week):
        for_all.append(see_all_button(week))
    if week.key_results:
        for_all.append(_history_menu(week))
    return [actions(*row) for row in (for_all, _team_buttons(page)) if row]


def _team_buttons(page: TeamPage) -> list[Block]:
    """Return what changes the team itself; members see the settings, leads change them."""
    team_id = str(page.team.id)
    buttons = []
    if Act.EDIT_OKRS in page.acts:
        buttons.append(button("Add OKRs", OPEN_NEW, value=team_id))
        buttons.append(button("Edit OKRs", OPEN_EDIT, value=team_id))
    if Act.CHECK_IN in page.acts:
        buttons.append(button("Settings", OPEN_SETTINGS, value=team_id))
    if Act.EDIT_SETTINGS in page.acts:
        buttons.append(button("Post prompt", PREVIEW, value=team_id))
    if Act.PLAN not in page.acts:
        buttons.append(follow_button(page.team, is_followed=page.is_followed))
    return [*buttons, button("Cycles", OPEN_CYCLE, value=team_id)]


def _history_menu(week: Week) -> Block:
    objectives = [standing.objective for standing in week.objectives]
    return key_result_menu(objectives, CHOOSE_HISTORY, placeholder="History of …")
