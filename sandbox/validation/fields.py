"""Which fields Slack knows on which object; anything else it refuses as an additional property."""

from collections.abc import Iterator

from sandbox.json_types import JsonObject
from sandbox.validation import blockkit_oracle as oracle

# Newer than blockkit 2.1.3; docs: reference/block-kit.
NEWER = {
    "header": {"level"},
    "button": {"agent_prompt", "agent_prompt_display"},
    "rich_text_input": {"min_lines", "max_lines"},
    "datetimepicker": {"initial_date_time"},
    "workflow_button": {"confirm"},
    "section": {"expand"},
    "image": {"title"},
}
VIEW = {
    "modal": {
        "type",
        "title",
        "blocks",
        "close",
        "submit",
        "private_metadata",
        "callback_id",
        "clear_on_close",
        "notify_on_close",
        "external_id",
        "submit_disabled",
    },
    "home": {
        "type",
        "blocks",
        "private_metadata",
        "callback_id",
        "external_id",
        "title",
        "submit",
        "close",
        "clear_on_close",
        "notify_on_close",
    },
}


def unknown_view_fields(view: JsonObject, kind: str) -> Iterator[str]:
    """Yield the fields of a view that Slack does not know."""
    for name in sorted(set(view) - VIEW[kind]):
        yield f"no additional properties allowed: {name} [json-pointer:/view]"


def unknown_fields(blocks: list[JsonObject]) -> Iterator[str]:
    """Yield the fields of blocks and elements that Slack does not know."""
    for place, block in enumerate(blocks):
        if block.get("type") not in oracle.BLOCKS | oracle.VIEW_TYPES | KNOWN_ELSEWHERE:
            yield f"unsupported type: {block.get('type')} [json-pointer:/blocks/{place}]"
        yield from _unknown(block, f"/blocks/{place}", is_block=True)


KNOWN_ELSEWHERE = frozenset(
    {
        "alert",
        "card",
        "carousel",
        "container",
        "context_actions",
        "data_table",
        "data_visualization",
        "plan",
        "task_card",
        "call",
    }
)


def _unknown(value: JsonObject, pointer: str, *, is_block: bool) -> Iterator[str]:
    cls = oracle.classes().get((str(value.get("type")), is_block))
    if cls is None or str(value.get("type")).startswith("rich_text"):
        return
    known = oracle.known_fields(cls) | NEWER.get(value["type"], set()) | {"type"}
    for name in sorted(set(value) - known):
        yield f"no additional properties allowed: {name} [json-pointer:{pointer}]"
    for name, inner in value.items():
        items = inner if isinstance(inner, list) else [inner]
        for item in items:
            if isinstance(item, dict) and isinstance(item.get("type"), str):
                yield from _unknown(item, f"{pointer}/{name}", is_block=False)
