"""The form that copies OKRs of the running or the last cycle into the one that is planned."""

import re
from collections.abc import Sequence

from bot.okr.cycle_copy import Copied, CopyChoice, CopyForm
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective, live_key_results
from bot.okr.text import count_of, list_and
from bot.views.blocks import (
    Block,
    View,
    actions,
    checkboxes,
    context,
    divider,
    escape,
    field,
    modal,
    option,
    section,
)
from bot.views.cycle import open_plan_button
from bot.views.paging import page_words
from bot.views.state import Values, choices_of

SUBMIT = "copy_okrs.submit"
"""Its private metadata is a team's id, that of its life in the planned cycle, and a page."""

TICK = "copy_okrs.tick"
"""The action id of every field."""

TOGETHER = 10
"""So many boxes Slack allows together (docs.slack.dev: checkboxes element)."""

_BLOCK = re.compile(r"(copy|work):[0-9]{1,18}:[0-9]{1,3}")
_OBJECTIVE, _KEY_RESULT = "objective", "key_result"


def copy_modal(form: CopyForm, *, told: str | None = None) -> View:
    """Return one page of what may be copied; nothing is ticked.

    Args:
        told: escaped; what was copied from the page before.
    """
    metadata = f"{form.team.id}:{form.cycle.id}:{form.page}"
    blocks: list[Block] = [section(told), divider()] if told else []
    if form.source is None or not form.objectives:
        blocks.append(section("There is nothing to copy. Add objectives instead."))
        blocks.append(actions(open_plan_button(form.cycle, "Back to the plan")))
        return modal("Copy OKRs", blocks, callback_id=SUBMIT, private_metadata=metadata)
    blocks.append(section(_introduction(form)))
    for objective in form.objectives:
        blocks += [divider(), *_objective_blocks(form, objective)]
    if form.page_count > 1:
        blocks.append(context(page_words(form.page, form.page_count)))
    blocks.append(actions(open_plan_button(form.cycle, "Back to the plan")))
    is_last = form.page + 1 == form.page_count
    return modal(
        "Copy OKRs",
        blocks,
        callback_id=SUBMIT,
        submit="Copy" if is_last else "Copy, next page",
        private_metadata=metadata,
    )


def parse_copy(values: Values) -> CopyChoice:
    """Read what was ticked; anything else is left out."""
    ticked: dict[str, set[str]] = {"copy": set(), "work": set()}
    for block_id in values:
        if found := _BLOCK.fullmatch(block_id):
            ticked[found[1]].update(choices_of(values, block_id))
    return CopyChoice(
        objective_ids=_ids(ticked["copy"], _OBJECTIVE),
        key_result_ids=_ids(ticked["copy"], _KEY_RESULT),
        work_of_ids=_ids(ticked["work"], _KEY_RESULT),
    )


def parse_place(private_metadata: str) -> tuple[str, str, int]:
    """Read the ids of a team and of its life in the planned cycle, and a page, as they came."""
    team_id, team_cycle_id, page = [*private_metadata.split(":"), "", "", ""][:3]
    known = page.isascii() and page.isdecimal() and len(page) < 6
    return team_id, team_cycle_id, int(page) if known else 0


def copied_words(copied: Copied) -> str:
    """Say what was copied."""
    if not copied.objectives and not copied.key_results:
        return "Nothing was ticked, so nothing was copied."
    parts = [
        count_of(count, thing)
        for count, thing in ((copied.objectives, "objective"), (copied.key_results, "key result"))
        if count
    ]
    return f"Copied {list_and(parts)}. You can change or take out each of them."


def _introduction(form: CopyForm) -> str:
    source = escape(form.source.name) if form.source else ""
    return (
        f"From *{source}* to *{escape(form.cycle.name)}*. Tick what is still worth it."
        " Values start anew, from where they stand now. Look at each aim afterwards."
    )


def _objective_blocks(form: CopyForm, objective: Objective) -> list[Block]:
    title = f"*{objective.number} · {escape(objective.title, 100)}*"
    fresh = [one for one in live_key_results(objective) if one.id not in form.copied_key_results]
    done = [one for one in live_key_results(objective) if one.id in form.copied_key_results]
    options = [_option(one) for one in fresh]
    if objective.id not in form.copied_objectives:
        options.insert(0, option("The objective", f"{_OBJECTIVE}:{objective.id}"))
    blocks = [section(title)]
    if objective.id in form.copied_objectives or done:
        names = [f"{one.label} {escape(one.title, 60)}" for one in done]
        blocks.append(context(f"Copied already: {list_and(['the objective', *names])}"))
    blocks += _boxes("Copy", f"copy:{objective.id}", options)
    with_work = [_option(one) for one in fresh if one.id in form.with_work]
    blocks += _boxes("Bring its open work along", f"work:{objective.id}", with_work)
    return blocks


def _boxes(label: str, name: str, options: Sequence[Block]) -> list[Block]:
    groups = [options[at : at + TOGETHER] for at in range(0, len(options), TOGETHER)]
    return [
        field(label, checkboxes(TICK, group), block_id=f"{name}:{index}", is_optional=True)
        for index, group in enumerate(groups)
    ]


def _option(key_result: KeyResult) -> Block:
    return option(f"{key_result.label} {key_result.title}", f"{_KEY_RESULT}:{key_result.id}")


def _ids(ticked: set[str], kind: str) -> frozenset[int]:
    pairs = (one.partition(":") for one in ticked)
    return frozenset(
        int(found)
        for named, _, found in pairs
        if named == kind and found.isascii() and found.isdecimal() and len(found) <= 18
    )
