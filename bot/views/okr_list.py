"""The list from which leads edit OKRs, and the buttons that lead to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.okr.cycle import Cycle, CycleState
from bot.okr.key_result import ENDED_WORDS, KeyResult, LifeState
from bot.okr.objective import Commitment, Objective, live_key_results, live_objectives
from bot.okr.okr_form import OkrList
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    divider,
    escape,
    modal,
    option,
    overflow,
    section,
)
from bot.views.cycle import open_plan_button
from bot.views.key_result_words import measure_of

OPEN_NEW = "okrs.new"
OPEN_EDIT = "okrs.edit"
"""Their values are as `list_value` makes them, or empty for the channel's team.

That of `OPEN_EDIT` may also name a row to show, as `edit_value` makes it.
"""

OPEN_EDIT_KEY_RESULT = "okrs.edit_key_result"
"""Its value is a key result's id."""

LIST = "okrs.list"
ROW = "okrs.row"
"""The ⋯ menu of a row and the button *Reopen*; the value is what `row_value` makes."""

PAGE_BACK, PAGE_ON = "okrs.page_back", "okrs.page_on"
"""Their values are as `list_value` makes them, as is the modal's private metadata."""

ROWS_PER_PAGE = 80
"""A row is a block, and the frame needs the rest of Slack's 100."""

EDIT, UP, DOWN, CLOSE, CANCEL, REOPEN = "edit", "up", "down", "close", "cancel", "reopen"
OBJECTIVE, KEY_RESULT = "objective", "key_result"


@dataclass(frozen=True, slots=True)
class RowChoice:
    """What was chosen in a row.

    Args:
        verb: one of `EDIT`, `UP`, `DOWN`, `CLOSE`, `CANCEL`, `REOPEN`; anything else is unknown.
        kind: `OBJECTIVE` or `KEY_RESULT`.
        id: as it came back, not yet checked.
    """

    verb: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the list says on top.

    Args:
        sentence: escaped.
        hints: escaped advice.
        button: what may be done next.
    """

    sentence: str
    hints: tuple[str, ...] = ()
    button: Block | None = None


def okr_list_modal(
    okrs: OkrList, *, told: Told | None = None, page: int = 0, beside: str = ""
) -> View:
    """Return a team's OKRs with a ⋯ menu each; what is closed can be reopened.

    Args:
        beside: a row, as `row_of` names it: its page is shown, where there is such a row.
    """
    listed = _listed(okrs)
    rows = [row for _, row in listed]
    at = next((at for at, (one, _) in enumerate(listed) if row_of(one) == beside), None)
    page = page if at is None else at // ROWS_PER_PAGE
    pages = [rows[at : at + ROWS_PER_PAGE] for at in range(0, len(rows), ROWS_PER_PAGE)] or [[]]
    page = min(max(page, 0), len(pages) - 1)
    add = button(
        "Add", OPEN_NEW, value=list_value(okrs.cycle), label="Add an objective or key result"
    )
    planned = ", planned" if _is_planned(okrs) else ""
    blocks = [
        *_told(told),
        section(f"*{escape(okrs.team.name)}* · {escape(okrs.cycle.name)}{planned}", accessory=add),
        *(pages[page] or [context("Nothing here yet. Add an objective first.")]),
        *_paging(okrs, page, len(pages)),
    ]
    return modal(
        "Edit OKRs",
        blocks,
        callback_id=LIST,
        close="Done",
        private_metadata=list_value(okrs.cycle, page),
    )


def list_value(cycle: Cycle, page: int = 0) -> str:
    """Return what names a team's list: its id, a page, and the cycle where it is a planned one."""
    if cycle.state is CycleState.PLANNING:
        return f"{cycle.team_id}:{page}:{cycle.id}"
    return f"{cycle.team_id}:{page}" if page else str(cycle.team_id)


def edit_value(cycle: Cycle, beside: Objective | KeyResult | None = None) -> str:
    """Return what names a list and, behind a sign, the row that something has in it."""
    return f"{list_value(cycle)}#{row_of(beside)}" if beside else list_value(cycle)


def parse_edit(value: str) -> tuple[str, str]:
    """Read what names a list, and the row to show, or empty."""
    named, _, row = value.partition("#")
    return named, row


def parse_list(value: str) -> tuple[str, str]:
    """Read a team's id and that of its life in a planned cycle, as they came back, or empty."""
    team_id, _, team_cycle_id = [*value.split(":"), "", "", ""][:3]
    return team_id, team_cycle_id


def parse_page(private_metadata: str) -> int:
    """Return the page that the list stood at; the first one when that is not known."""
    page = [*private_metadata.split(":"), ""][1]
    return int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 0


def row_value(verb: str, one: Objective | KeyResult) -> str:
    """Return the value of a choice in a row."""
    return f"{verb}:{row_of(one)}"


def row_of(one: Objective | KeyResult) -> str:
    """Name a row of the list."""
    kind = OBJECTIVE if isinstance(one, Objective) else KEY_RESULT
    return f"{kind}:{one.id}"


def parse_row(value: str) -> RowChoice:
    """Read the value of a choice in a row; what is missing is empty."""
    verb, kind, row_id = [*value.split(":"), "", "", ""][:3]
    return RowChoice(verb, kind, row_id)


def reopen_button(one: Objective | KeyResult) -> Block:
    """Return the button that lets something count again."""
    words = "Put it back" if one.activated_at is None else "Reopen"
    label = f"{words}: {_number(one)} {one.title}"
    return button(words, ROW, value=row_value(REOPEN, one), label=label)


def saved_words(one: Objective | KeyResult, verb: str = "Saved") -> str:
    """Return what was done to something: `Saved *1.2 Page load*.`"""
    return f"{verb} *{_number(one)} {escape(one.title, 100)}*."


def _number(one: Objective | KeyResult) -> str:
    return str(one.number) if isinstance(one, Objective) else one.label


def _told(told: Told | None) -> list[Block]:
    if told is None:
        return []
    hints = [context(hint) for hint in told.hints]
    return [section(told.sentence, accessory=told.button), *hints, divider()]


def _is_planned(okrs: OkrList) -> bool:
    return okrs.cycle.state is CycleState.PLANNING


def _listed(okrs: OkrList) -> list[tuple[Objective | KeyResult, Block]]:
    """List every objective and key result in order; a closed objective folds what is in it."""
    live, is_planned = live_objectives(okrs.objectives), _is_planned(okrs)
    rows: list[tuple[Objective | KeyResult, Block]] = []
    for objective in sorted(okrs.objectives, key=lambda one: (one.position, one.number)):
        rows.append((objective, _row(objective, live, is_planned=is_planned)))
        if objective.state is LifeState.ACTIVE:
            key_results = live_key_results(objective)
            ordered = sorted(objective.key_results, key=lambda one: (one.position, one.number))
            rows += [(one, _row(one, key_results, is_planned=is_planned)) for one in ordered]
    return rows


def _row(
    one: Objective | KeyResult, live: Sequence[Objective | KeyResult], *, is_planned: bool
) -> Block:
    """Draw one row; what never began is taken out of the plan instead of closed."""
    if one.state is not LifeState.ACTIVE:
        word = "taken out" if one.activated_at is None else ENDED_WORDS[one.state]
        text = f"{_number(one)} {escape(one.title, 100)}\n_{word}_"
        return section(text, accessory=reopen_button(one))
    ids = [other.id for other in live]
    here = ids.index(one.id)
    choices = [
        (EDIT, "Edit", True),
        (UP, "Move up", here > 0),
        (DOWN, "Move down", here < len(ids) - 1),
        (CLOSE, "Finish it", not is_planned),
        (CANCEL, "Take it out" if is_planned else "Drop it", True),
    ]
    options = [option(words, row_value(verb, one)) for verb, words, fits in choices if fits]
    return section(_text(one), accessory=overflow(ROW, options))


def _text(one: Objective | KeyResult) -> str:
    if isinstance(one, Objective):
        firmness = "promise" if one.commitment is Commitment.COMMITTED else "stretch"
        return f"*{one.number} · {escape(one.title, 100)}*\n{_dots(firmness, one.owner)}"
    return f"{one.label} {escape(one.title, 100)}\n{_dots(measure_of(one), one.owner)}"


def _dots(words: str, owner: str | None) -> str:
    return f"{words} · {escape(owner, 60)}" if owner else words


def _paging(okrs: OkrList, page: int, pages: int) -> list[Block]:
    buttons = []
    if page > 0:
        buttons.append(button("Earlier", PAGE_BACK, value=list_value(okrs.cycle, page - 1)))
    if page < pages - 1:
        buttons.append(button("More", PAGE_ON, value=list_value(okrs.cycle, page + 1)))
    if _is_planned(okrs):
        buttons.append(open_plan_button(okrs.cycle, "Back to the plan"))
    return [actions(*buttons)] if buttons else []
