"""Reads the form of a key result back as typed."""

from dataclasses import replace
from typing import Any

from bot.okr.key_result import KeyResultKind
from bot.okr.key_result_entry import KeyResultEntry
from bot.okr.okr_change import CHANGE_WHY
from bot.views import key_result_form as form
from bot.views.key_result_rows import parse_step, parse_target
from bot.views.state import Values, choice_of, date_of, person_of, text_of

TEXTS = (
    *(form.TITLE, form.START, form.TARGET, form.FLOOR, form.NOW, form.UNIT, form.WEIGHT),
    CHANGE_WHY,
)
CHOICES = (form.CONFIDENCE, form.RHYTHM)
PEOPLE = (form.OWNER, form.DELEGATE)
DAYS = (form.DUE_ON, form.START_DUE_ON)


def parse_key_result(values: Values, given: KeyResultEntry) -> KeyResultEntry:
    """Return what is typed; a field that is not shown stays as given."""
    kind = choice_of(values, form.KIND)
    typed: dict[str, Any] = {name: text_of(values, name) for name in TEXTS if name in values}
    typed |= {name: choice_of(values, name) or "" for name in CHOICES if name in values}
    typed |= {name: person_of(values, name) or "" for name in PEOPLE if name in values}
    for name in DAYS:
        if name in values:
            day = date_of(values, name)
            typed[name] = day.isoformat() if day else ""
    return replace(
        given,
        kind=KeyResultKind(kind) if kind in set(KeyResultKind) else given.kind,
        steps=tuple(parse_step(values, row) for row in given.steps),
        targets=tuple(parse_target(values, row) for row in given.targets),
        **typed,
    )
