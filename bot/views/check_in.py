"""The check-in form: one key result or a page of up to six."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.okr.check_in_form import CheckInForm, Conflict, Entry
from bot.okr.errors import NotFoundError
from bot.okr.permissions import NOT_FOUND
from bot.views import check_in_words as words
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    divider,
    escape,
    modal,
    section,
)
from bot.views.check_in_fields import escaped_note, item_blocks, parse_entries

OPEN = "check_in.open"
"""A button for one key result; its value is the key result's id."""

CORRECT = "check_in.correct"
"""A button for one's own last check-in of a key result; its value is the check-in's id."""

OPEN_DUE = "check_in.open_due"
"""A button for everything the person owes."""

SHORTCUT = "check_in"
"""The global shortcut's callback id, as in the manifest."""

SUBMIT = "check_in.submit"
BACK = "check_in.back"
BEGIN_ANEW = "check_in.begin_anew"
"""Its value is the form's token."""

TYPED_BEFORE = "You typed this before and did not save it."


@dataclass(frozen=True, slots=True)
class SubmittedPage:
    """A page of the form as it came back.

    Args:
        asked: how often it asked about what somebody saved meanwhile.
    """

    token: str
    page: int
    entries: Mapping[int, Entry]
    asked: int = 0


def check_in_modal(form: CheckInForm, *, command: str) -> View:
    """Return one page of the form."""
    is_last = form.page == form.page_count - 1
    blocks: list[Block] = _typed_before(form)
    blocks += [_conflict(conflict, form) for conflict in form.conflicts]
    hints = {name: why for conflict in form.conflicts for name, why in conflict.fields.items()}
    for item in form.items:
        if blocks:
            blocks.append(divider())
        fields = item_blocks(item, command=command, hints=hints, is_anew=form.is_anew)
        blocks.extend(fields)
    if form.page > 0:
        blocks.append(actions(button("Back", BACK, label="Back to the page before")))
    return modal(
        _title(form),
        blocks,
        callback_id=SUBMIT,
        submit="Save" if is_last else "Next",
        private_metadata=f"{form.token}:{form.page}" + (f":{form.asked}" if form.asked else ""),
    )


def parse_check_in(private_metadata: str, values: Mapping[str, Mapping[str, Any]]) -> SubmittedPage:
    """Read a page of the form back.

    Raises:
        NotFoundError: it is no such form.
    """
    token, *numbers = private_metadata.split(":")
    are_numbers = all(one.isdecimal() and len(one) <= 4 for one in numbers)
    if not are_numbers or len(numbers) not in {1, 2}:
        raise NotFoundError(NOT_FOUND)
    page, asked = (*map(int, numbers), 0)[:2]
    return SubmittedPage(token, page, parse_entries(values), asked)


def _title(form: CheckInForm) -> str:
    title = "Edit check-in" if form.is_correction else "Check in"
    return f"{title} · {form.page + 1} of {form.page_count}" if form.page_count > 1 else title


def _typed_before(form: CheckInForm) -> list[Block]:
    """Say on the first page where the answers in it come from."""
    if not form.goes_on or form.page or form.conflicts:
        return []
    anew = button("Begin anew", BEGIN_ANEW, value=form.token, label="Begin with an empty form")
    return [context(TYPED_BEFORE), actions(anew)]


def _conflict(conflict: Conflict, form: CheckInForm) -> Block:
    """Show what somebody saved meanwhile, and ask again."""
    check_in = conflict.check_in
    who = "You" if conflict.is_own else escape(check_in.author or "A source", 60)
    when = words.moments_ago(check_in.at, form.now)
    what = words.says(conflict.key_result, check_in)
    said = f": {what}" if what else ""
    return section(
        f":warning: {words.title_of(conflict.label, conflict.key_result)}\n"
        f"{who} checked in {when}{said}.{escaped_note(check_in.note)}\n"
        f"{_question(conflict)}"
    )


def _question(conflict: Conflict) -> str:
    if not conflict.fields:
        return "Save yours as well?"
    asked = escape(" ".join(conflict.fields.values()), 500)
    return f"Save yours as well? {asked}"
