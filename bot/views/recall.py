"""Recall: a question on Home, a place to write from memory, and the answers to mark oneself."""

from bot.okr.objective import Objective
from bot.okr.origin import SHARES_FROM
from bot.okr.recall import Recall, RecallRate
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    checkboxes,
    context,
    escape,
    escape_lines,
    field,
    modal,
    option,
    section,
    text_input,
)
from bot.views.notice import notice_modal
from bot.views.state import Values, choices_of, text_of

OPEN, SKIP = "recall.open", "recall.skip"
"""Their value is a team's id."""

SHOW, SAVE = "recall.show", "recall.save"
TYPED, NAMED = "typed", "named"
MAX_TYPED = 2000
PER_FIELD = 10
"""So many options a group of checkboxes holds."""

KEPT = "What you type is not kept. Your team only learns one number for everybody, at month's end."


def recall_blocks(recall: Recall) -> list[Block]:
    """Return the question on Home, or what was answered, to be corrected."""
    team_id, name = str(recall.team.id), escape(recall.team.name, 80)
    if recall.answer is None:
        return [
            section(f"*{name}* · without looking, what are this cycle's objectives?"),
            actions(
                button("Answer", OPEN, value=team_id, label=f"Answer for {recall.team.name}"),
                button("Not this month", SKIP, value=team_id, label=f"Skip {recall.team.name}"),
            ),
        ]
    if recall.answer.named is None:
        said, change = "not this month", "Answer after all"
    else:
        said = f"you knew {recall.answer.named} of {recall.answer.asked} objectives this month"
        change = "Correct it"
    again = button(change, OPEN, value=team_id, label=f"{change}: {recall.team.name}")
    return [section(f"*{name}* · {said}", accessory=again)]


def ask_modal(recall: Recall) -> View:
    """Return the form in which one writes from memory."""
    element = text_input(TYPED, is_multiline=True, max_length=MAX_TYPED)
    return modal(
        "From memory",
        [
            field(
                f"What are {recall.team.name}'s objectives this cycle?",
                element,
                block_id=TYPED,
                is_optional=True,
            ),
            context(KEPT),
        ],
        callback_id=SHOW,
        submit="Show them",
        private_metadata=str(recall.team.id),
    )


def mark_modal(recall: Recall, typed: str) -> View:
    """Return the objectives beside what was typed, to mark oneself."""
    objectives = recall.objectives
    pages = [objectives[at : at + PER_FIELD] for at in range(0, len(objectives), PER_FIELD)]
    blocks = [
        field(
            "Which ones did you know?" if place == 0 else "And of these?",
            checkboxes(NAMED, [_option(one) for one in page]),
            block_id=f"{NAMED}:{place}",
            is_optional=True,
        )
        for place, page in enumerate(pages)
    ]
    shown = [section(f"*You wrote*\n{escape_lines(typed)}")] if typed.strip() else []
    hint = context("The words need not be the same. You are the judge.")
    return modal(
        "From memory",
        [*shown, *blocks, hint],
        callback_id=SAVE,
        submit="Save",
        private_metadata=str(recall.team.id),
    )


def saved_modal(recall: Recall) -> View:
    """Say what was kept, and how it is corrected."""
    named = recall.answer.named if recall.answer else None
    said = f"Saved: you knew {named} of {len(recall.objectives)}."
    return notice_modal(
        [section(said), context(f"{KEPT} *Correct it* on Home changes your answer until then.")],
        title="From memory",
    )


def recall_words(rate: RecallRate) -> str:
    """Return what a team knew in a month; counts while they are small."""
    known = f"{rate.named} of {rate.asked} objectives"
    if rate.asked >= SHARES_FROM:
        known = f"{round(100 * rate.named / rate.asked)} % of objectives"
    month = f"{rate.month_on:%B}"
    return f"{month}, without looking: {known} known, {rate.answers} people answered"


def parse_typed(values: Values) -> str:
    """Read what was written from memory."""
    return text_of(values, TYPED)


def count_named(values: Values) -> int:
    """Count the objectives that were ticked."""
    fields = [block_id for block_id in values if block_id.partition(":")[0] == NAMED]
    return sum(len(choices_of(values, one)) for one in fields)


def _option(objective: Objective) -> Block:
    return option(f"{objective.number} · {objective.title}", str(objective.id))
