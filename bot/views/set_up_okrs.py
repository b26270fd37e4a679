"""Three ways to give a team its OKRs: paste them, type one, or say that there are none."""

import json
from collections.abc import Sequence
from uuid import UUID

from bot.okr.text import one_line
from bot.views.ask_for_okrs import PASTE as OPEN
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    field,
    modal,
    person_picker,
    section,
    text_input,
)
from bot.views.state import Values, person_of, text_of

__all__ = ["OPEN"]

SUBMIT_PASTE = "okrs.submit_paste"
SUBMIT_TYPED = "okrs.submit_typed"
SUBMIT_NONE = "okrs.submit_none"
SHOW_PASTE = "okrs.show_paste"
SHOW_TYPE = "okrs.show_type"
SHOW_NONE = "okrs.show_none"
ADD_LINE = "okrs.add_line"

TEXT, OBJECTIVE, OBJECTIVES, PERSON = "text", "objective", "objectives", "person"
WAYS_BLOCK, LINES_BLOCK = "okrs.ways", "okrs.lines"
MAX_LINES = 8
MAX_TITLE = 200
MAX_LINE = 300

TITLE = "Your OKRs"
STEP = "Step 2 of 4. The team is set up, so you can also stop here and go on another day."
EXAMPLE = (
    "Buyers finish what they start\n"
    "- Completion from 61 to 72 %, now 66 (Ana)\n"
    "- Payment errors at most 0.5 %"
)
HOW = f"A line for each objective, a dash for each key result. For example:\n```{EXAMPLE}```"
LINE_HINT = "Start, aim and where it is now, as you would write them. A name in brackets owns it."


def paste_modal(token: UUID, *, is_set_up: bool, text: str = "") -> View:
    """Return the form to paste OKRs into."""
    blocks: list[Block] = [
        *_step(is_set_up=is_set_up),
        field(
            "Paste your OKRs",
            text_input(TEXT, initial=text, is_multiline=True, max_length=3000),
            block_id=TEXT,
        ),
        section(HOW),
        _ways(SHOW_TYPE, is_set_up=is_set_up),
    ]
    return modal(
        TITLE, blocks, callback_id=SUBMIT_PASTE, submit="Next", private_metadata=_pack(token)
    )


def type_modal(
    token: UUID, *, is_set_up: bool, lines: Sequence[str] = (), line_count: int = 1
) -> View:
    """Return the form to type one objective.

    Args:
        lines: typed before: the objective, then its key results.
        line_count: of fields for key results.
    """
    objective, *typed = lines or ("",)
    count = min(max(line_count, len(typed), 1), MAX_LINES)
    rows = [_line(index, typed[index] if index < len(typed) else "") for index in range(count)]
    more = button("Add a key result", ADD_LINE)
    blocks: list[Block] = [
        *_step(is_set_up=is_set_up),
        field(
            "Objective: what do you want to be true?",
            text_input(
                OBJECTIVE,
                initial=objective,
                placeholder="Buyers finish what they start",
                max_length=MAX_TITLE,
            ),
            block_id=OBJECTIVE,
        ),
        *rows,
        *([actions(more, block_id=LINES_BLOCK)] if count < MAX_LINES else []),
        _ways(SHOW_PASTE, is_set_up=is_set_up),
    ]
    return modal(
        TITLE,
        blocks,
        callback_id=SUBMIT_TYPED,
        submit="Next",
        private_metadata=_pack(token, line_count=count),
    )


def no_okrs_modal(token: UUID) -> View:
    """Return what a team without OKRs can do: decide together, or ask somebody."""
    blocks: list[Block] = [
        context(STEP),
        field(
            "Decide as a team: what do you want to be true?",
            text_input(
                OBJECTIVES,
                is_multiline=True,
                max_length=1200,
                placeholder="Buyers finish what they start",
            ),
            block_id=OBJECTIVES,
            is_optional=True,
            hint="An objective a line; three or fewer keep the focus. The first prompt asks "
            "under each: what number would tell us this worked?",
        ),
        field(
            "Or ask somebody who has them",
            person_picker(PERSON, placeholder="Choose a person"),
            block_id=PERSON,
            is_optional=True,
            hint="They get one direct message with a button to paste them.",
        ),
        actions(_way(SHOW_PASTE), _way(SHOW_TYPE), block_id=WAYS_BLOCK),
    ]
    return modal(
        TITLE, blocks, callback_id=SUBMIT_NONE, submit="Next", private_metadata=_pack(token)
    )


def parse_paste_text(values: Values) -> str:
    """Return the pasted text as it is; its indents mean something."""
    return "".join(str(entered.get("value") or "") for entered in values.get(TEXT, {}).values())


def parse_lines(values: Values) -> tuple[str, ...]:
    """Return the typed objective, then the key results that are not empty."""
    lines = [one_line(text_of(values, _line_id(index))) for index in range(MAX_LINES)]
    return (one_line(text_of(values, OBJECTIVE)), *filter(None, lines))


def parse_no_okrs(values: Values) -> tuple[str, str | None]:
    """Return the objectives as typed, and the Slack id of whom to ask."""
    return text_of(values, OBJECTIVES), person_of(values, PERSON)


def token_in(private_metadata: str) -> str:
    """Return the draft's token, which the services check."""
    return str(_unpack(private_metadata)[0])


def line_count_in(private_metadata: str) -> int:
    """Return how many fields for key results the form shows."""
    count = _unpack(private_metadata)[1]
    return count if isinstance(count, int) else 1


def _pack(token: UUID, *, line_count: int = 1) -> str:
    return json.dumps([str(token), line_count])


def _unpack(private_metadata: str) -> tuple[object, object]:
    try:
        token, count = json.loads(private_metadata)
    except (ValueError, TypeError, RecursionError):
        return "", 1
    return token, count


def _step(*, is_set_up: bool) -> list[Block]:
    return [context(STEP)] if is_set_up else []


def _line(index: int, typed: str) -> Block:
    return field(
        "Key result: which number would change?" if index == 0 else f"Key result {index + 1}",
        text_input(
            _line_id(index),
            initial=typed,
            placeholder="Completion from 61 to 72 %, now 66 (Ana)",
            max_length=MAX_LINE,
        ),
        block_id=_line_id(index),
        is_optional=True,
        hint=LINE_HINT if index == 0 else None,
    )


def _line_id(index: int) -> str:
    return f"line:{index}"


_WAYS = {SHOW_PASTE: "Paste them", SHOW_TYPE: "Type one", SHOW_NONE: "I don't have them"}


def _ways(other: str, *, is_set_up: bool) -> Block:
    """Offer the other ways; who was asked for the OKRs is not offered to have none."""
    none = [_way(SHOW_NONE)] if is_set_up else []
    return actions(_way(other), *none, block_id=WAYS_BLOCK)


def _way(action_id: str) -> Block:
    return button(_WAYS[action_id], action_id)
