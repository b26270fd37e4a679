"""Turning what a test says a person enters into the value Slack's client would hold."""

from datetime import date, datetime, time
from typing import Any

from sandbox.blocks.walk import Control, text_of
from sandbox.driver.finding import option_texts, options_of
from sandbox.errors import DriverError
from sandbox.json_types import JsonObject

TYPED = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})


def value_for(control: Control, value: Any, loaded: list[JsonObject]) -> Any:
    """Return the value to keep in state.

    Args:
        loaded: the options an external select has loaded so far.

    Raises:
        DriverError: when the element cannot hold such a value.
    """
    kind = control.kind
    if value is None:
        return [] if kind.startswith("multi_") or kind == "checkboxes" else None
    if kind in TYPED:
        return str(value)
    match kind:
        case "rich_text_input":
            return value if isinstance(value, dict) else _rich(str(value))
        case "static_select" | "radio_buttons" | "external_select":
            return _option(control, value, loaded)
        case "multi_static_select" | "multi_external_select" | "checkboxes":
            return _options(control, value, loaded)
        case "datepicker" | "timepicker" | "datetimepicker":
            return _moment(kind, value)
        case "file_input":
            raise DriverError("the stand-in does not model files")
    if kind.startswith("multi_"):
        return [_id_of(v) for v in (value if isinstance(value, list | tuple) else [value])]
    return _id_of(value)


def _options(control: Control, value: Any, loaded: list[JsonObject]) -> list[JsonObject]:
    if value is True:
        return options_of(control)
    if value is False:
        return []
    wanted = value if isinstance(value, list | tuple | set) else [value]
    chosen = [_option(control, v, loaded) for v in wanted]
    # Slack lists options in the order in which they are offered.
    order = [str(o.get("value")) for o in [*options_of(control), *loaded]]
    return sorted(chosen, key=lambda o: order.index(str(o.get("value"))))


def _option(control: Control, value: Any, loaded: list[JsonObject]) -> JsonObject:
    wanted = str(value)
    for option in [*options_of(control), *loaded]:
        if wanted in (text_of(option.get("text")), option.get("value")):
            return option
    offered = option_texts(control) or [text_of(o.get("text")) for o in loaded]
    hint = " (load options with `await person.search(...)` first)" if not offered else ""
    raise DriverError(f"{control.label!r} does not offer {wanted!r}, only {offered}{hint}")


def _moment(kind: str, value: Any) -> Any:
    if kind == "datetimepicker":
        return int(value.timestamp()) if isinstance(value, datetime) else int(value)
    if kind == "timepicker":
        return value.strftime("%H:%M") if isinstance(value, time) else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _id_of(value: Any) -> str:
    return str(getattr(value, "id", value))


def _rich(text: str) -> JsonObject:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
