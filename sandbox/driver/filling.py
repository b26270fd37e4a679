"""Turning what a test says a person enters into the value Slack's client would hold."""

from collections.abc import Callable
from datetime import date, datetime, time

from sandbox.blocks.inputs import PLURAL
from sandbox.blocks.walk import Control, options_of, text_of
from sandbox.driver.finding import option_texts
from sandbox.errors import DriverError
from sandbox.json_types import Json, JsonObject

OPTIONS = frozenset(
    {
        "static_select",
        "radio_buttons",
        "external_select",
        "multi_static_select",
        "multi_external_select",
        "checkboxes",
    }
)
TYPED = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})


def value_for(control: Control, value: Json, loaded: list[JsonObject]) -> Json:
    """Return the value to keep in state.

    Args:
        loaded: the options an external select has loaded so far.

    Raises:
        DriverError: when the element cannot hold such a value.
    """
    kind = control.kind
    if kind == "file_input":
        raise DriverError("the stand-in does not model files")
    if value is None:
        return [] if kind in PLURAL else None
    if kind in OPTIONS:
        choose = _options if kind in PLURAL else _option
        return choose(control, value, loaded)
    if kind in SIMPLE:
        return SIMPLE[kind](value)
    if kind in PLURAL:
        return [_id_of(v) for v in (value if isinstance(value, list | tuple) else [value])]
    return _id_of(value)


def _options(control: Control, value: Json, loaded: list[JsonObject]) -> list[JsonObject]:
    if value is True:
        return options_of(control.element)
    if value is False:
        return []
    wanted = value if isinstance(value, list | tuple | set) else [value]
    chosen = [_option(control, v, loaded) for v in wanted]
    # Slack lists options in the order in which they are offered.
    order = [str(o.get("value")) for o in [*options_of(control.element), *loaded]]
    return sorted(chosen, key=lambda o: order.index(str(o.get("value"))))


def _option(control: Control, value: Json, loaded: list[JsonObject]) -> JsonObject:
    wanted = str(value)
    for option in [*options_of(control.element), *loaded]:
        if wanted in (text_of(option.get("text")), option.get("value")):
            return option
    offered = option_texts(control) or [text_of(o.get("text")) for o in loaded]
    hint = " (load options with `await person.search(...)` first)" if not offered else ""
    raise DriverError(f"{control.label!r} does not offer {wanted!r}, only {offered}{hint}")


def _date(value: Json) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _time(value: Json) -> str:
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def _instant(value: Json) -> int:
    return int(value.timestamp()) if isinstance(value, datetime) else int(value)


def _id_of(value: Json) -> str:
    return str(getattr(value, "id", value))


def _rich(text: Json) -> JsonObject:
    if isinstance(text, dict):
        return text
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


SIMPLE: dict[str, Callable[[Json], Json]] = {
    **dict.fromkeys(TYPED, str),
    "rich_text_input": _rich,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _instant,
}
