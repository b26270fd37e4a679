"""What Slack's own client checks before it sends a submission; the bot never hears of these."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from sandbox.blocks.inputs import Entries, is_empty, value_of
from sandbox.blocks.walk import Control, controls
from sandbox.json_types import Json, JsonObject

REQUIRED = "Please complete this required field."
MAX_TYPED = 3000
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"https?://\S+")


def client_errors(blocks: list[JsonObject], values: Entries) -> dict[str, str]:
    """Return block id -> message for every input the client would not let through."""
    errors: dict[str, str] = {}
    for control in controls(blocks):
        if not control.is_input or control.kind == "button":
            continue
        state = values[control.block_id][control.action_id]
        message = _problem(control, state)
        if message:
            errors[control.block_id] = message
    return errors


def _problem(control: Control, state: JsonObject) -> str | None:
    if is_empty(state):
        return None if control.block.get("optional") else REQUIRED
    value = value_of(state)
    check = CHECKS.get(control.kind, _count_problem)
    return check(control.element, value)


def _email_problem(_: JsonObject, value: str) -> str | None:
    return None if EMAIL.fullmatch(value) else "Please enter a valid email address."


def _url_problem(_: JsonObject, value: str) -> str | None:
    return None if URL.fullmatch(value) else "Please enter a valid URL."


def _count_problem(element: JsonObject, value: Json) -> str | None:
    most = element.get("max_selected_items")
    if most and isinstance(value, list) and len(value) > most:
        return f"Please choose at most {most}."
    return None


def _length_problem(element: JsonObject, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", MAX_TYPED)
    if len(value) < least:
        return f"Please enter at least {least} characters."
    if len(value) > most:
        return f"Please enter at most {most} characters."
    return None


def _number_problem(element: JsonObject, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        return "Please enter a valid number."
    if not element.get("is_decimal_allowed") and number != number.to_integral_value():
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < Decimal(str(least)):
        return f"Please enter a number of at least {least}."
    if most is not None and number > Decimal(str(most)):
        return f"Please enter a number of at most {most}."
    return None


CHECKS: dict[str, Callable[[JsonObject, Json], str | None]] = {
    "plain_text_input": _length_problem,
    "number_input": _number_problem,
    "email_text_input": _email_problem,
    "url_text_input": _url_problem,
}
