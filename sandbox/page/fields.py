"""What every interactive element has: ids, a name, what stands in it, and what is wrong with it."""

from dataclasses import dataclass, field

from markupsafe import Markup

from sandbox.blocks.inputs import Entries, initial_state, value_of
from sandbox.blocks.walk import Control, text_of
from sandbox.json_types import Json, JsonObject
from sandbox.page.html import Attribute
from sandbox.page.mrkdwn import mrkdwn, plain
from sandbox.page.names import Names

GROUPS = frozenset(
    {
        "radio_buttons",
        "checkboxes",
        "multi_users_select",
        "multi_channels_select",
        "multi_conversations_select",
    }
)
"""Elements of several fields; they are named as a group."""


@dataclass(frozen=True, slots=True)
class Look:
    """What blocks are drawn with.

    Attributes:
        entries: what was entered, by block and action id.
        errors: what is wrong, by block id.
    """

    names: Names
    entries: Entries = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, control: Control) -> Json:
        """Return what stands in an element."""
        entered = self.entries.get(control.block_id, {}).get(control.action_id)
        return value_of(entered or initial_state(control.element))


def text_object(value: JsonObject | None, look: Look) -> Markup:
    """Return a text object, formatted when it is mrkdwn."""
    if value and value.get("type") == "mrkdwn":
        return mrkdwn(text_of(value), look.names)
    return plain(text_of(value))


def ids(control: Control) -> dict[str, Attribute]:
    """Return the attributes by which the script finds an element again."""
    return {
        "data_block": control.block_id,
        "data_action": control.action_id,
        "data_kind": control.kind,
        "data_tells": control.dispatches,
    }


def field_id(control: Control) -> str | None:
    """Return the id by which a label finds its field; an element of a message has no label."""
    return f"{control.block_id}/{control.action_id}" if control.is_input else None


def named(control: Control, look: Look, *, is_group: bool = False) -> dict[str, Attribute]:
    """Return a field's ids, its name, and what explains it to those who cannot see it."""
    own = field_id(control)
    is_wrong = control.is_input and control.block_id in look.errors
    told = [f"{own}-wrong"] * is_wrong + [f"{own}-hint"] * bool(control.block.get("hint"))
    return {
        "id": own,
        "aria_label": None if own else control.label or None,
        "aria_labelledby": f"{own}-label" if own and is_group else None,
        "aria_describedby": " ".join(told) or None if own else None,
        "aria_invalid": "true" if is_wrong else None,
        **ids(control),
    }
