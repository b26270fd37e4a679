"""The form that closes a cycle: a score for each key result, and what the team learned."""

import re
from collections.abc import Iterator

from bot.okr.cycle_closing import (
    MAX_SCORE_NOTE,
    MAX_WORDS,
    ClosingEntry,
    ClosingForm,
    ScoreEntry,
    Suggestion,
)
from bot.okr.key_result import KEEPS
from bot.okr.numbers import format_value
from bot.okr.objective import Commitment
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    divider,
    escape,
    field,
    modal,
    section,
    text_input,
)
from bot.views.check_in_words import aim_of, value_of
from bot.views.paging import page_words
from bot.views.state import Values, text_of

SUBMIT = "closing.submit"
"""Its private metadata is the draft's token and the page."""

BACK = "closing.back"
"""Its value is the page that it leads to."""

ENTER = "closing.enter"
"""The action id of every field; the block id says which one it is."""

LEARNED, NOTES = "learned", "notes"
EARLY = "Reached early. Aim higher next time?"

_FIELD = re.compile(r"(score|note):([0-9]{1,18})")


def closing_modal(form: ClosingForm) -> View:
    """Return one page of the form; the last one asks what the team learned."""
    blocks: list[Block] = []
    if form.page == 0:
        blocks.append(section(_introduction(form)))
    objective_id = None
    for suggestion in form.suggestions:
        if suggestion.objective.id != objective_id:
            objective_id = suggestion.objective.id
            blocks += [divider(), section(_objective_title(suggestion))]
        blocks += _key_result_blocks(suggestion, form.entry)
    if form.is_last:
        blocks += [divider(), *_words(form.entry)]
    if form.page_count > 1:
        blocks.append(context(page_words(form.page, form.page_count)))
    if form.page > 0:
        blocks.append(actions(button("Back", BACK, value=str(form.page - 1))))
    return modal(
        "Close a cycle",
        blocks,
        callback_id=SUBMIT,
        submit="Close it" if form.is_last else "Next",
        private_metadata=f"{form.token}:{form.page}",
    )


def parse_closing(values: Values) -> ClosingEntry:
    """Read what was typed on one page; blocks of another form are left out."""
    ids = {int(found[2]) for block_id in values if (found := _FIELD.fullmatch(block_id))}
    return ClosingEntry(
        scores={
            one: ScoreEntry(text_of(values, f"score:{one}"), text_of(values, f"note:{one}"))
            for one in ids
        },
        learned=text_of(values, LEARNED),
        notes=text_of(values, NOTES),
        has_words=LEARNED in values,
    )


def parse_place(private_metadata: str) -> tuple[str, int]:
    """Read the draft's token, and the page; the first one when that is not known."""
    token, _, page = private_metadata.partition(":")
    return token, parse_page(page)


def parse_page(text: str) -> int:
    """Read a page that came back; the first one when it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _introduction(form: ClosingForm) -> str:
    name = escape(form.cycle.name)
    return (
        f"How did *{name}* go? Scores run from 0 to 1: a promise is meant to reach 1,"
        " a stretch about 0.7. The number suggests one; change it where it misleads.\n"
        f"Then {name} can only be read. For 7 days a lead can open it again."
    )


def _objective_title(suggestion: Suggestion) -> str:
    objective = suggestion.objective
    firmness = "promise" if objective.commitment is Commitment.COMMITTED else "stretch"
    return f"*{objective.number} · {escape(objective.title, 100)}* · {firmness}"


def _key_result_blocks(suggestion: Suggestion, entry: ClosingEntry) -> Iterator[Block]:
    key_result = suggestion.key_result
    typed = entry.scores.get(key_result.id, ScoreEntry())
    yield section(_heading(suggestion))
    if suggestion.is_early:
        yield context(EARLY)
    yield field(
        "Score, 0 to 1",
        text_input(ENTER, initial=typed.score, max_length=20),
        block_id=f"score:{key_result.id}",
        is_optional=True,
        hint=_hint(suggestion),
    )
    yield field(
        "Why this score",
        text_input(ENTER, initial=typed.note, max_length=MAX_SCORE_NOTE),
        block_id=f"note:{key_result.id}",
        is_optional=True,
    )


def _heading(suggestion: Suggestion) -> str:
    key_result = suggestion.key_result
    last = value_of(key_result, suggestion.last)
    parts = (
        f"*{key_result.label} {escape(key_result.title, 100)}*",
        f"last {last}" if last else "no value yet",
        aim_of(key_result),
    )
    return " · ".join(part for part in parts if part)


def _hint(suggestion: Suggestion) -> str:
    if suggestion.score is not None:
        return f"Suggested: {format_value(suggestion.score)}. Another one needs a reason."
    if suggestion.key_result.kind in KEEPS and suggestion.last is not None:
        return "It is outside its limit: how much of it was kept? Leave it empty for no score."
    return "The number suggests nothing. Leave it empty for no score."


def _words(entry: ClosingEntry) -> list[Block]:
    return [
        field(
            "What did we learn?",
            text_input(ENTER, initial=entry.learned, is_multiline=True, max_length=MAX_WORDS),
            block_id=LEARNED,
            is_optional=True,
            hint="It is posted in the channel.",
        ),
        field(
            "Notes",
            text_input(ENTER, initial=entry.notes, is_multiline=True, max_length=MAX_WORDS),
            block_id=NOTES,
            is_optional=True,
            hint="They are kept with the cycle and not posted.",
        ),
    ]
