"""Payloads checked by the independent package blockkit, minus its two known faults."""

import inspect
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache, lru_cache

from blockkit import core

from sandbox.json_types import Json, JsonObject

FAILURES = (
    core.FieldValidationError,
    core.ComponentValidationError,
    TypeError,
    ValueError,
    AttributeError,
    KeyError,
)
# Field name -> class, for objects that carry no type of their own.
BY_FIELD = {
    "confirm": core.Confirm,
    "filter": core.ConversationFilter,
    "dispatch_action_config": core.DispatchActionConfig,
    "slack_file": core.SlackFile,
    "options": core.Option,
    "initial_options": core.Option,
    "initial_option": core.Option,
    "option_groups": core.OptionGroup,
    "workflow": core.Workflow,
    "trigger": core.Trigger,
    "customizable_input_parameters": core.InputParameter,
    "column_settings": core.ColumnSettings,
    "style": core.RichStyle,
}
BLOCKS = frozenset(
    {
        "actions",
        "context",
        "divider",
        "file",
        "header",
        "image",
        "input",
        "markdown",
        "rich_text",
        "section",
        "table",
        "video",
    }
)
LENIENT_OPTIONS = frozenset({"checkboxes", "radio_buttons"})
NUMBERS = frozenset({"initial_value", "min_value", "max_value"})
VIEW_TYPES = frozenset({"modal", "home"})


def blockkit_problems(payload: JsonObject) -> Iterator[str]:
    """Yield what blockkit finds wrong with a view, or with {"blocks": ...} of a message."""
    for block in payload.get("blocks", []):
        if block.get("type") in BLOCKS:
            yield from _block_problems(json.dumps(block))
    if payload.get("type") in VIEW_TYPES:
        yield from _problems(lambda: _surface(payload))


# Most blocks of a message stay the same from one edit to the next.
@lru_cache(maxsize=4096)
def _block_problems(text: str) -> tuple[str, ...]:
    return _problems(lambda: component(json.loads(text), is_block=True))


def _problems(build: Callable[[], Json]) -> tuple[str, ...]:
    try:
        build().build()
    except FAILURES as error:
        return (f"blockkit: {error}",)
    return ()


def component(value: JsonObject, *, is_block: bool = False, field: str = "") -> core.Component:
    """Return the component that a JSON object describes."""
    cls = _class_of(value, is_block=is_block, field=field)
    if cls is core.Text:
        return core.Text(**value)
    known = known_fields(cls)
    keywords = {
        name: _converted(name, inner, cls)
        for name, inner in _without_faults(value).items()
        if name in known
    }
    return cls(**keywords)


def known_fields(cls: type[core.Component]) -> frozenset[str]:
    """Return the field names a component class takes."""
    constructor: Json = cls.__init__
    return _parameters(constructor)


@cache
def _parameters(constructor: Json) -> frozenset[str]:
    return frozenset(inspect.signature(constructor).parameters) - {"self"}


@cache
def classes() -> dict[tuple[str, bool], type[core.Component]]:
    """Return component classes by type and whether they are blocks."""
    found: dict[tuple[str, bool], type[core.Component]] = {}
    for cls in vars(core).values():
        if inspect.isclass(cls) and issubclass(cls, core.Component) and cls is not core.Component:
            kind = cls()._fields.get("type")
            if kind is not None and kind.value not in VIEW_TYPES:
                is_block = kind.value in BLOCKS and cls is not core.ImageEl
                found[kind.value, is_block] = cls
    found["mrkdwn", False] = core.Text
    return found


def _class_of(value: JsonObject, *, is_block: bool, field: str) -> type[core.Component]:
    if isinstance(value.get("type"), str) and field != "style":
        cls = classes().get((value["type"], is_block))
        if cls is None:
            raise TypeError(f"unknown type {value['type']!r}")
        return cls
    if field in ("initial_option", "initial_options") and "label" in value:
        return core.OptionGroup
    return BY_FIELD[field]


def _converted(name: str, value: Json, cls: type[core.Component]) -> Json:
    if isinstance(value, dict):
        return component(value, is_block=_holds_block(cls, name), field=name)
    if isinstance(value, list):
        return [_converted(name, item, cls) for item in value]
    if cls is core.NumberInput and name in NUMBERS and isinstance(value, str):
        return float(value) if "." in value else int(value)
    if cls is core.DatetimePicker and name == "initial_date_time":
        return datetime.fromtimestamp(value, UTC)
    return value


def _holds_block(cls: type[core.Component], name: str) -> bool:
    return (cls is core.RichTextInput and name == "initial_value") or (
        cls is core.Table and name == "rows"
    )


def _without_faults(value: JsonObject) -> JsonObject:
    """Hide what blockkit wrongly refuses; the other rules still see it."""
    kind = value.get("type")
    if kind in LENIENT_OPTIONS:
        return {name: _plain(inner) if "option" in name else inner for name, inner in value.items()}
    if kind == "actions":
        elements = value.get("elements", [])
        kept = [e for e in elements if e.get("type") != "datetimepicker"]
        return value | {"elements": kept}
    if value.get("option_groups"):
        return {name: inner for name, inner in value.items() if not name.startswith("initial_")}
    if value.get("min_query_length") == 0:
        return {name: inner for name, inner in value.items() if name != "min_query_length"}
    return value


def _plain(value: Json) -> Json:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            return {"type": "plain_text", "text": value.get("text")}
        return {name: _plain(inner) for name, inner in value.items()}
    return value


def _surface(view: JsonObject) -> core.Component:
    cls: Json = core.Modal if view["type"] == "modal" else core.Home
    # Blocks were checked one by one; which may stand on this surface others know better.
    keywords: JsonObject = {"blocks": [core.Divider()]}
    for name, inner in view.items():
        # blockkit wrongly refuses an empty private_metadata; null means absent everywhere.
        if name not in known_fields(cls) or inner in (None, "") or name == "blocks":
            continue
        keywords[name] = component(inner) if isinstance(inner, dict) else inner
    surface: core.Component = cls(**keywords)
    return surface
