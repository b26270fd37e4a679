"""How each input element keeps its value: empty, initial, and the shape in state.values."""

from sandbox.blocks.walk import Control, options_of, stateful
from sandbox.json_types import Json, JsonObject, copied

Entries = dict[str, dict[str, JsonObject]]

# Element type -> (name of the value in state, name of the initial value in the element).
VALUE_KEYS = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
PLURAL = frozenset(kind for kind, (value, _) in VALUE_KEYS.items() if value.endswith("s"))


def initial_state(element: JsonObject, channel: str | None = None) -> JsonObject:
    """Return the state of an element nobody has touched; an initial value counts as entered."""
    kind = element["type"]
    value_key, initial_key = VALUE_KEYS[kind]
    initial = copied(element.get(initial_key))
    if initial is None and element.get("default_to_current_conversation") and channel:
        initial = [channel] if kind in PLURAL else channel
    if initial is None and kind in PLURAL:
        initial = []
    if kind == "number_input" and initial is not None:
        initial = str(initial)
    state: JsonObject = {"type": kind, value_key: initial}
    if kind == "timepicker" and element.get("timezone"):
        state["timezone"] = element["timezone"]
    return state


def value_of(state: JsonObject) -> Json:
    """Return the bare value inside a state object."""
    return state.get(VALUE_KEYS[state["type"]][0])


def state_with(element: JsonObject, value: Json) -> JsonObject:
    """Return the state of an element into which a value was entered."""
    state = initial_state(element)
    state[VALUE_KEYS[element["type"]][0]] = value
    return state


def is_empty(state: JsonObject) -> bool:
    """Tell whether nothing is entered."""
    return value_of(state) in (None, "", [], {})


def state_values(blocks: list[JsonObject], entries: Entries, channel: str | None = None) -> Entries:
    """Return state.values of a surface: what was entered, else initial values, else nulls."""
    values: Entries = {}
    for control in stateful(blocks):
        entered = entries.get(control.block_id, {}).get(control.action_id)
        state = entered or initial_state(control.element, channel)
        values.setdefault(control.block_id, {})[control.action_id] = copied(state)
    return values


def kept_entries(before: list[JsonObject], after: list[JsonObject], entries: Entries) -> Entries:
    """Return the entries that survive an update: same block id, action id and element type.

    What an input showed stays, typed or initial or empty: a new initial value shows under new
    ids only. A choice that is no longer offered is lost.
    """
    old = {_key(control): control for control in stateful(before)}
    kept: Entries = {}
    for control in stateful(after):
        previous = old.get(_key(control))
        if previous is None:
            continue
        entered = entries.get(control.block_id, {}).get(control.action_id)
        state = entered or initial_state(previous.element)
        if _is_offered(control, state):
            kept.setdefault(control.block_id, {})[control.action_id] = state
    return kept


def _is_offered(control: Control, state: JsonObject) -> bool:
    if control.kind.startswith(("external", "multi_external")):
        return True
    value = value_of(state)
    chosen = value if isinstance(value, list) else [value]
    offered = [option.get("value") for option in options_of(control.element)]
    return all(
        option.get("value") in offered
        for option in chosen
        if isinstance(option, dict) and "value" in option
    )


def _key(control: Control) -> tuple[str, str, str]:
    return control.block_id, control.action_id, control.kind
