"""The fields of one key result in the check-in form, and how they are read back."""

import re
from collections.abc import Iterator, Mapping

from bot.okr.check_in import MAX_NOTE
from bot.okr.check_in_form import CheckInItem, Entry, field_of
from bot.okr.key_result import KeyResult, KeyResultKind, Milestone, has_number
from bot.okr.text import one_line
from bot.views import check_in_words as words
from bot.views.blocks import (
    Block,
    checkboxes,
    context,
    escape,
    field,
    option,
    radio,
    section,
    text_input,
)
from bot.views.menus import menu
from bot.views.state import Values, choice_of, choices_of, is_ticked, text_of

VALUE, TICKS, CONFIDENCE, NOTE, STUCK = "value", "ticks", "confidence", "note", "stuck"
ENTER = "check_in.enter"
"""The action id of every field; the block id says which one it is."""

ENTER_ANEW = "check_in.enter_anew"
"""The same where the form was emptied: under the same two ids Slack keeps what was typed."""

GROUP = 10
"""So many boxes Slack allows together (docs.slack.dev: checkboxes element)."""

_FIELD = re.compile(r"(value|ticks|confidence|note|stuck):([0-9]{1,18})(?::[0-9]{1,3})?")


def item_blocks(
    item: CheckInItem, *, command: str, hints: Mapping[str, str], is_anew: bool = False
) -> Iterator[Block]:
    """Yield what is shown and asked about one key result.

    Args:
        hints: what is still asked for under the note, by block id.
        is_anew: what was typed before is emptied.
    """
    enter = ENTER_ANEW if is_anew else ENTER
    yield section(_heading(item))
    if item.closed:
        yield context(f"This was {item.closed} meanwhile. It takes no check-ins any more.")
        return
    if has_number(item.key_result):
        yield from _value_fields(item, enter)
    else:
        yield context(f"No number yet. A lead gives it one with `{command} edit`.")
    yield _confidence_field(item, enter)
    note = field_of(NOTE, item.key_result.id)
    yield field(
        "What changed, or what's in the way?",
        text_input(enter, initial=item.entry.note, is_multiline=True, max_length=MAX_NOTE),
        block_id=note,
        is_optional=True,
        hint=hints.get(note),
    )
    yield field(
        "Stuck?",
        checkboxes(
            enter,
            [option("I'm stuck: put this first at planning", "stuck")],
            chosen=["stuck"] if item.entry.is_stuck else [],
        ),
        block_id=field_of(STUCK, item.key_result.id),
        is_optional=True,
    )


def parse_entries(values: Values) -> dict[int, Entry]:
    """Read what was typed, by key result id; a block of another form is left out."""
    names = [found for block_id in values if (found := _FIELD.fullmatch(block_id))]
    ids = dict.fromkeys(int(found[2]) for found in names)
    return {one: _entry(values, one) for one in ids}


def _heading(item: CheckInItem) -> str:
    last = words.value_of(item.key_result, item.last)
    parts = (
        words.title_of(item.label, item.key_result),
        words.aim_of(item.key_result),
        f"last {last}" if last else "",
    )
    return " · ".join(part for part in parts if part)


def _value_fields(item: CheckInItem, enter: str) -> Iterator[Block]:
    key_result = item.key_result
    block_id = field_of(VALUE, key_result.id)
    if key_result.kind is KeyResultKind.MILESTONES:
        yield from _tick_fields(item, enter)
    elif key_result.kind is KeyResultKind.YES_NO:
        answers = [option("Yes", "1"), option("No", "0")]
        chosen = radio(enter, answers, chosen=item.entry.value or None)
        yield field("Is it so now?", chosen, block_id=block_id, is_optional=True)
    else:
        typed = text_input(enter, initial=item.entry.value, max_length=60)
        yield field(_value_label(key_result), typed, block_id=block_id, is_optional=True)


def _value_label(key_result: KeyResult) -> str:
    unit = one_line(key_result.unit)
    return f"Value now ({unit})" if unit else "Value now"


def _tick_fields(item: CheckInItem, enter: str) -> Iterator[Block]:
    """Yield checkboxes in groups; the first has the block id that errors are shown under."""
    milestones = item.key_result.milestones
    for start in range(0, len(milestones), GROUP):
        group = milestones[start : start + GROUP]
        options = [_milestone_option(milestone) for milestone in group]
        ticked = [str(milestone.id) for milestone in group if milestone.id in item.entry.ticks]
        block_id = field_of(TICKS, item.key_result.id)
        yield field(
            "What is done?" if start == 0 else f"What is done, from {start + 1} on?",
            checkboxes(enter, options, chosen=ticked),
            block_id=block_id if start == 0 else f"{block_id}:{start // GROUP}",
            is_optional=True,
        )


def _milestone_option(milestone: Milestone) -> Block:
    due = f"by {words.day_of(milestone.due_on)}" if milestone.due_on else None
    return option(milestone.title, str(milestone.id), description=due)


def _confidence_field(item: CheckInItem, enter: str) -> Block:
    options = [option(words.confidence_option(one), str(one)) for one in range(1, 11)]
    chosen = str(item.entry.confidence) if item.entry.confidence else None
    last = f" · last {item.confidence}" if item.confidence else ""
    return field(
        f"How likely by {words.day_of(item.ends_on)}?",
        menu(enter, options, chosen=chosen, placeholder="Choose from 1 to 10"),
        block_id=field_of(CONFIDENCE, item.key_result.id),
        is_optional=True,
        hint=f"{words.CONFIDENCE_SCALE}{last}",
    )


def _entry(values: Values, key_result_id: int) -> Entry:
    def block(name: str) -> str:
        return field_of(name, key_result_id)

    ticks = block(TICKS)
    groups = [one for one in values if one == ticks or one.startswith(f"{ticks}:")]
    return Entry(
        value=text_of(values, block(VALUE)) or choice_of(values, block(VALUE)) or "",
        ticks=frozenset(
            int(tick) for group in groups for tick in choices_of(values, group) if tick.isdecimal()
        ),
        confidence=_confidence(choice_of(values, block(CONFIDENCE))),
        note=text_of(values, block(NOTE)),
        is_stuck=is_ticked(values, block(STUCK)),
    )


def _confidence(chosen: str | None) -> int | None:
    return int(chosen) if chosen and chosen.isdecimal() and len(chosen) < 3 else None


def escaped_note(note: str) -> str:
    """Return the start of a note in quotes, for a line."""
    return f" “{escape(note, 200)}”" if note.strip() else ""
