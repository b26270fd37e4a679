"""The history of an objective, in a modal that can be paged: how it began, and every change."""

from collections.abc import Iterator

from bot.okr.key_result import KeyResult, LifeState
from bot.okr.objective import Objective
from bot.okr.okr_change import ObjectiveHistory, OkrChange
from bot.views import check_in_words as words
from bot.views.blocks import (
    Block,
    View,
    actions,
    context,
    divider,
    escape,
    modal,
    section,
    sections,
)
from bot.views.change_words import change_line, first_words
from bot.views.history import day_in
from bot.views.paging import PageIds, page_buttons, page_of, page_words

CALLBACK = "history.objective"
PAGES = PageIds("history.objective_back", "history.objective_on")
PER_PAGE = 10
AS_IT_BEGAN = "Nothing was changed since it was added."


def objective_history_modal(
    history: ObjectiveHistory, *, channel_id: str | None, page: int = 0
) -> View:
    """Return one page of an objective's history.

    Args:
        channel_id: where it was asked for; the other pages are asked for with it, too.
        page: counted from 0, the newest.
    """
    shown, page, page_count = page_of(history.log, page, size=PER_PAGE)
    blocks = [*sections(list(_subjects(history))), divider()]
    blocks += [section(_change_text(one, history)) for one in shown]
    if not shown:
        blocks.append(section(AS_IT_BEGAN))
    blocks += _paging(history, page, page_count)
    return modal(
        f"Objective {history.label}"[:24],
        blocks,
        callback_id=CALLBACK,
        close="Close",
        private_metadata=channel_id or "",
    )


def _subjects(history: ObjectiveHistory) -> Iterator[str]:
    """Say how the objective and each key result stand, and what they said at first."""
    objective = history.objective
    yield f"*{history.label} · {escape(objective.title)}*{_state(objective)}"
    first = history.first.get(str(objective.number), {})
    if "title" in first:
        year = history.cycle.ends_on.year
        yield f"At first: {first_words('title', first['title'], year=year)}"
    for key_result in sorted(objective.key_results, key=lambda one: (one.position, one.number)):
        yield _key_result(key_result, history)


def _key_result(key_result: KeyResult, history: ObjectiveHistory) -> str:
    first = history.first.get(key_result.label, {})
    parts = [words.title_of(key_result.label, key_result), words.aim_of(key_result)]
    if "target" in first:
        year = history.cycle.ends_on.year
        aim = first_words("target", first["target"], unit=key_result.unit, year=year)
        parts.append(f"at first {aim}")
    return " · ".join(filter(None, parts)) + _state(key_result)


def _state(subject: Objective | KeyResult) -> str:
    return "" if subject.state is LifeState.ACTIVE else f" · {subject.state.value}"


def _change_text(change: OkrChange, history: ObjectiveHistory) -> str:
    subject, year = change.subject, history.cycle.ends_on.year
    unit = subject.unit if isinstance(subject, KeyResult) else ""
    day = day_in(change.at, team=history.team, cycle=history.cycle)
    by = f" · {escape(change.by, 60)}" if change.by else ""
    what = [change_line(one, unit=unit, year=year) for one in change.changes]
    why = [f"> {escape(change.why, 500)}"] if change.why else []
    name = f"{change.label} {escape(subject.title, 60)}"
    return "\n".join([f"*{day}*{by} · {name}", *what, *why])


def _paging(history: ObjectiveHistory, page: int, page_count: int) -> list[Block]:
    if page_count == 1:
        return []
    objective_id = history.objective.id
    buttons = page_buttons(PAGES, page, page_count, lambda to: f"{objective_id}:{to}")
    return [context(f"{page_words(page, page_count)}, newest first"), actions(*buttons)]
