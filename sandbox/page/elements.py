"""Interactive elements as HTML: buttons, menus and fields, each with its ids for the script."""

import json
from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from sandbox.blocks.walk import Control, options_of, text_of
from sandbox.json_types import Json, JsonObject
from sandbox.page.fields import Look, field_id, ids, named, text_object
from sandbox.page.html import Attribute, tag
from sandbox.page.names import Names
from sandbox.state import is_person

NOBODY = "—"


def element(control: Control, look: Look) -> Markup:
    """Return one interactive element."""
    draw = DRAWN.get(control.kind)
    if draw is None:
        return tag("em", f"({control.kind} is not drawn here)")
    return draw(control, look)


def _button(control: Control, look: Look) -> Markup:
    own = control.element
    confirm = {key: text_of(value) for key, value in own.get("confirm", {}).items()}
    link = own.get("url") if str(own.get("url")).startswith(("https://", "http://")) else None
    return tag(
        "a" if link else "button",
        text_object(own["text"], look),
        type=None if link else "button",
        href=link,
        target="_blank" if link else None,
        rel="noreferrer noopener" if link else None,
        class_=f"button {own.get('style', '')}".strip(),
        aria_label=own.get("accessibility_label"),
        data_confirm=json.dumps(confirm) if confirm else None,
        data_seen=own.get("value", ""),
        **ids(control),
    )


def _overflow(control: Control, look: Look) -> Markup:
    rows = [
        tag(
            "button",
            text_object(option["text"], look),
            type="button",
            data_value=option["value"],
            data_seen="",
            **ids(control),
        )
        for option in control.element["options"]
    ]
    named = control.element.get("accessibility_label") or f"More: {control.heading}".strip(" :")
    return tag(
        "details",
        tag("summary", "⋯", aria_label=named, class_="button"),
        tag("div", rows, class_="menu"),
        class_="overflow",
    )


def _text(control: Control, look: Look) -> Markup:
    own, value = control.element, look.value(control)
    shared: dict[str, Attribute] = {
        "placeholder": text_of(own.get("placeholder")) or None,
        "maxlength": own.get("max_length"),
        **named(control, look),
    }
    if own.get("multiline") or control.kind == "rich_text_input":
        # HTML drops the first new line of a text area.
        return tag("textarea", Markup("\n"), _written(value), rows=4, **shared)
    return tag("input", type="text", value=_written(value), autocomplete="off", **shared)


def _written(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _picker(kind: str) -> Callable[[Control, Look], Markup]:
    def draw(control: Control, look: Look) -> Markup:
        value = look.value(control)
        shown = "" if value is None else str(value)
        return tag("input", type=kind, value=shown, **named(control, look))

    return draw


def _radio(control: Control, look: Look) -> Markup:
    return _choices(control, look, "radio", [look.value(control)])


def _checkboxes(control: Control, look: Look) -> Markup:
    return _choices(control, look, "checkbox", look.value(control))


def _choices(control: Control, look: Look, kind: str, chosen: Sequence[Json]) -> Markup:
    picked = {option["value"] for option in chosen if option}
    rows = [
        tag(
            "label",
            tag(
                "input",
                type=kind,
                name=f"{control.block_id}/{control.action_id}",
                value=option["value"],
                checked=option["value"] in picked,
            ),
            tag("span", text_object(option["text"], look), _description(option, look)),
        )
        for option in options_of(control.element)
    ]
    role = "radiogroup" if kind == "radio" else "group"
    return tag("div", rows, class_="choices", role=role, **named(control, look, is_group=True))


def _description(option: JsonObject, look: Look) -> Markup | None:
    described = option.get("description")
    return tag("small", text_object(described, look)) if described else None


def _static_select(control: Control, look: Look) -> Markup:
    chosen = look.value(control)
    value = chosen["value"] if chosen else None
    groups = control.element.get("option_groups")
    if not groups:
        return _select(control, look, [_option(one, value) for one in control.element["options"]])
    return _select(
        control,
        look,
        [
            tag(
                "optgroup",
                [_option(o, value) for o in group["options"]],
                label=text_of(group["label"]),
            )
            for group in groups
        ],
    )


def _option(option: JsonObject, chosen: str | None) -> Markup:
    is_chosen = option["value"] == chosen
    return tag("option", text_of(option["text"]), value=option["value"], selected=is_chosen)


def _select(control: Control, look: Look, options: Iterable[Markup]) -> Markup:
    empty = text_of(control.element.get("placeholder")) or "Choose"
    return tag(
        "select",
        tag("option", empty, value=""),
        options,
        **named(control, look),
    )


def _external_select(control: Control, look: Look) -> Markup:
    chosen = look.value(control)
    return tag(
        "div",
        tag(
            "input",
            type="search",
            id=field_id(control),
            autocomplete="off",
            class_="search",
            placeholder=text_of(control.element.get("placeholder")) or "Type to search",
            data_least=control.element.get("min_query_length", 3),
            aria_label=None if control.is_input else control.label or None,
        ),
        tag(
            "select",
            _option(chosen, chosen["value"]) if chosen else tag("option", NOBODY, value=""),
            aria_label=f"{control.label}: found",
        ),
        class_="external",
        **ids(control),
    )


def _one_of(
    entities: Callable[[Names], Iterable[tuple[str, str]]],
) -> Callable[[Control, Look], Markup]:
    def draw(control: Control, look: Look) -> Markup:
        chosen = look.value(control)
        return _select(
            control,
            look,
            [
                tag("option", name, value=found, selected=found == chosen)
                for found, name in entities(look.names)
            ],
        )

    return draw


def _many_of(
    entities: Callable[[Names], Iterable[tuple[str, str]]],
) -> Callable[[Control, Look], Markup]:
    def draw(control: Control, look: Look) -> Markup:
        chosen = look.value(control)
        rows = [
            tag("label", tag("input", type="checkbox", value=found, checked=found in chosen), name)
            for found, name in entities(look.names)
        ]
        shared = named(control, look, is_group=True)
        return tag("div", rows, class_="choices many", role="group", **shared)

    return draw


def _people(names: Names) -> list[tuple[str, str]]:
    return sorted(
        ((user.id, user.real_name) for user in names.state.users.values() if is_person(user)),
        key=lambda found: found[1],
    )


def _channels(names: Names) -> list[tuple[str, str]]:
    return [
        (conversation.id, f"#{conversation.name}")
        for conversation in names.state.conversations.values()
        if names.sees(conversation) and not conversation.is_im
    ]


DRAWN: dict[str, Callable[[Control, Look], Markup]] = {
    "button": _button,
    "workflow_button": _button,
    "overflow": _overflow,
    "plain_text_input": _text,
    "email_text_input": _text,
    "url_text_input": _text,
    "number_input": _text,
    "rich_text_input": _text,
    "datepicker": _picker("date"),
    "timepicker": _picker("time"),
    "radio_buttons": _radio,
    "checkboxes": _checkboxes,
    "static_select": _static_select,
    "external_select": _external_select,
    "users_select": _one_of(_people),
    "multi_users_select": _many_of(_people),
    "channels_select": _one_of(_channels),
    "conversations_select": _one_of(_channels),
    "multi_channels_select": _many_of(_channels),
    "multi_conversations_select": _many_of(_channels),
}
