"""The list from which leads edit OKRs, and the buttons that lead to it."""

from collections.abc import Sequence
from dataclasses import dataclass

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
from bot.views.key_result_words import measure_of

OPEN_NEW = "okrs.new"
"""Its value is a team's id, or empty for the channel's team."""

OPEN_EDIT = "okrs.edit"
"""Its value is a team's id, or empty for the channel's team; after a colon the row to show."""

OPEN_EDIT_KEY_RESULT = "okrs.edit_key_result"
"""Its value is a key result's id."""

LIST = "okrs.list"
ROW = "okrs.row"
"""The ⋯ menu of a row and the button *Reopen*; the value is what `row_value` makes."""

PAGE_BACK, PAGE_ON = "okrs.page_back", "okrs.page_on"
"""Their values are a team's id and a page, as in the modal's private metadata."""

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
    listed = _listed(okrs.objectives)
    rows = [row for _, row in listed]
    at = next((at for at, (one, _) in enumerate(listed) if row_of(one) == beside), None)
    page = page if at is None else at // ROWS_PER_PAGE
    pages = [rows[at : at + ROWS_PER_PAGE] for at in range(0, len(rows), ROWS_PER_PAGE)] or [[]]
    page = min(max(page, 0), len(pages) - 1)
    team_id = str(okrs.team.id)
    blocks = [
        *_told(told),
        section(
            f"*{escape(okrs.team.name)}* · {escape(okrs.cycle.name)}",
            accessory=button(
                "Add", OPEN_NEW, value=team_id, label="Add an objective or key result"
            ),
        ),
        *(pages[page] or [context("Nothing here yet. Add an objective first.")]),
        *_paging(team_id, page, len(pages)),
    ]
    return modal(
        "Edit OKRs", blocks, callback_id=LIST, close="Done", private_metadata=f"{team_id}:{page}"
    )


def parse_page(private_metadata: str) -> int:
    """Return the page that the list stood at; the first one when that is not known."""
    page = private_metadata.partition(":")[2]
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
    label = f"Reopen {_number(one)} {one.title}"
    return button("Reopen", ROW, value=row_value(REOPEN, one), label=label)


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


def _listed(objectives: Sequence[Objective]) -> list[tuple[Objective | KeyResult, Block]]:
    """List every objective and key result in order; a closed objective folds what is in it."""
    live = live_objectives(objectives)
    rows: list[tuple[Objective | KeyResult, Block]] = []
    for objective in sorted(objectives, key=lambda one: (one.position, one.number)):
        rows.append((objective, _row(objective, live)))
        if objective.state is LifeState.ACTIVE:
            key_results = live_key_results(objective)
            ordered = sorted(objective.key_results, key=lambda one: (one.position, one.number))
            rows += [(one, _row(one, key_results)) for one in ordered]
    return rows


def _row(one: Objective | KeyResult, live: Sequence[Objective | KeyResult]) -> Block:
    if one.state is not LifeState.ACTIVE:
        text = f"{_number(one)} {escape(one.title, 100)}\n_{ENDED_WORDS[one.state]}_"
        return section(text, accessory=reopen_button(one))
    ids = [other.id for other in live]
    here = ids.index(one.id)
    choices = [
        (EDIT, "Edit", True),
        (UP, "Move up", here > 0),
        (DOWN, "Move down", here < len(ids) - 1),
        (CLOSE, "Finish it", True),
        (CANCEL, "Drop it", True),
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


def _paging(team_id: str, page: int, pages: int) -> list[Block]:
    if pages == 1:
        return []
    buttons = []
    if page > 0:
        buttons.append(button("Earlier", PAGE_BACK, value=f"{team_id}:{page - 1}"))
    if page < pages - 1:
        buttons.append(button("More", PAGE_ON, value=f"{team_id}:{page + 1}"))
    return [actions(*buttons)]
