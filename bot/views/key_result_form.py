"""The form of a key result: the kind decides which fields are there, and rows come and go."""

from bot.okr.hints import kind_hint
from bot.okr.key_result import KEEPS, MAX_TITLE, MAX_UNIT, MOVES, KeyResultKind
from bot.okr.key_result_entry import MAX_STEPS, MAX_TARGETS, KeyResultEntry
from bot.okr.okr_form import KeyResultForm
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    date_picker,
    escape,
    field,
    modal,
    option,
    person_picker,
    text_input,
)
from bot.views.change_why import change_why_field
from bot.views.check_in_words import CONFIDENCE_SCALE, confidence_option, day_of
from bot.views.key_result_rows import step_blocks, target_blocks
from bot.views.key_result_words import KIND_WORDS, RHYTHM_WORDS, TARGET_WORDS
from bot.views.menus import menu
from bot.views.okr_choice import back_button

SUBMIT = "okrs.key_result"
CHOOSE_KIND = "okrs.kind"
ADD_STEP, ADD_TARGET, SHOW_MORE = "okrs.add_step", "okrs.add_target", "okrs.more"

TITLE, KIND, START, TARGET, FLOOR, NOW = "title", "kind", "start", "target", "floor", "now"
UNIT, OWNER, CONFIDENCE, DUE_ON = "unit", "owner", "confidence", "due_on"
DELEGATE, WEIGHT, RHYTHM, START_DUE_ON = "delegate", "weight", "rhythm", "start_due_on"
"""Block ids are the field names of `KeyResultEntry`, so that a refusal finds its field."""

MAX_NUMBER = 40
UNITS = "%, €, $, days, hours, min, s, ms, items"


def key_result_modal(form: KeyResultForm) -> View:
    """Return the form with the fields of the chosen kind; what was typed stays."""
    entry = form.entry
    is_new = form.key_result is None
    blocks = [
        context(f"{form.objective.number} · {escape(form.objective.title, 100)}"),
        *_first(entry),
        *_measure(entry, is_new=is_new),
        *_add_button(entry),
        _people("Owner", OWNER, entry.owner),
        *(_confidence(form) if is_new else ()),
        *(_more(entry) if entry.is_more else ()),
        *change_why_field(asks=form.asks_why, is_new=is_new, typed=entry.change_why),
        _last(form),
    ]
    title = f"Key result {form.key_result.label}" if form.key_result else "New key result"
    return modal(title, blocks, callback_id=SUBMIT, submit="Save", private_metadata=form.token)


def _first(entry: KeyResultEntry) -> list[Block]:
    kinds = [option(words, kind) for kind, words in KIND_WORDS.items()]
    title = text_input(
        TITLE, initial=entry.title, placeholder="Checkout completion", max_length=MAX_TITLE
    )
    return [
        field("Key result", title, block_id=TITLE),
        field(
            "Kind",
            menu(CHOOSE_KIND, kinds, chosen=entry.kind),
            block_id=KIND,
            hint=kind_hint(entry.kind),
            acts_at_once=True,
        ),
    ]


def _measure(entry: KeyResultEntry, *, is_new: bool) -> list[Block]:
    """Return what the kind is measured by."""
    if entry.kind is KeyResultKind.MILESTONES:
        return step_blocks(entry.steps)
    if entry.kind is KeyResultKind.YES_NO:
        due_on = date_picker(DUE_ON, initial=entry.due_on or None)
        return [field("Due", due_on, block_id=DUE_ON, is_optional=True)]
    unit = text_input(UNIT, initial=entry.unit, placeholder=UNITS, max_length=MAX_UNIT)
    aim = _number(TARGET_WORDS.get(entry.kind, "Aim"), TARGET, entry.target)
    rest = [
        *([_number("Now at", NOW, entry.now)] if is_new else ()),
        field("Unit", unit, block_id=UNIT, is_optional=True),
    ]
    if entry.kind in KEEPS:
        return [aim, _floor(entry), *rest]
    start = _number("Starts at", START, entry.start, hint=_start_hint(entry))
    return [start, aim, *rest, *target_blocks(entry.targets)]


def _start_hint(entry: KeyResultEntry) -> str | None:
    return None if entry.is_more else "Not measured yet? Say under More by when."


def _floor(entry: KeyResultEntry) -> Block:
    return _number("Worst acceptable", FLOOR, entry.floor, hint="Beyond it, it is off track.")


def _number(label: str, name: str, typed: str, *, hint: str | None = None) -> Block:
    element = text_input(name, initial=typed, max_length=MAX_NUMBER)
    return field(label, element, block_id=name, is_optional=True, hint=hint)


def _people(label: str, name: str, chosen: str) -> Block:
    element = person_picker(name, chosen=chosen or None)
    return field(label, element, block_id=name, is_optional=True)


def _confidence(form: KeyResultForm) -> list[Block]:
    options = [option(confidence_option(number), str(number)) for number in range(1, 11)]
    element = menu(CONFIDENCE, options, chosen=form.entry.confidence)
    return [
        field(
            f"How likely by {day_of(form.cycle.ends_on)}?",
            element,
            block_id=CONFIDENCE,
            is_optional=True,
            hint=CONFIDENCE_SCALE,
        )
    ]


def _more(entry: KeyResultEntry) -> list[Block]:
    """Return the fields that most leave as they are."""
    rhythms = [option(words, str(number)) for number, words in RHYTHM_WORDS.items()]
    weight = text_input(WEIGHT, initial=entry.weight, max_length=MAX_NUMBER)
    measured = date_picker(START_DUE_ON, initial=entry.start_due_on or None)
    label = "No start yet? Measured by"
    is_move = entry.kind in MOVES
    return [
        *([field(label, measured, block_id=START_DUE_ON, is_optional=True)] if is_move else ()),
        _people("Stand-in", DELEGATE, entry.delegate),
        field(
            "Weight",
            weight,
            block_id=WEIGHT,
            hint="How much it counts in its objective. 1 is usual.",
        ),
        field("Check in", menu(RHYTHM, rhythms, chosen=entry.rhythm), block_id=RHYTHM),
    ]


def _add_button(entry: KeyResultEntry) -> list[Block]:
    """Return the button that adds a row where the kind has rows."""
    if entry.kind is KeyResultKind.MILESTONES:
        if len(entry.steps) >= MAX_STEPS:
            return [context(f"{MAX_STEPS} steps at most. Put small ones together.")]
        return [actions(button("Add a step", ADD_STEP))]
    if entry.kind in MOVES:
        if len(entry.targets) >= MAX_TARGETS:
            return [context(f"{MAX_TARGETS} dates at most.")]
        label = "Add a date on the way to the aim"
        return [actions(button("Add a date on the way", ADD_TARGET, label=label))]
    return []


def _last(form: KeyResultForm) -> Block:
    more = button("More", SHOW_MORE, label="More: stand-in, weight, how often")
    return actions(
        *([] if form.entry.is_more else [more]),
        back_button(form.cycle, form.key_result or form.objective),
    )
