"""Payloads checked by the independent package slackblocks, whose limits follow Slack's own."""

import inspect
from collections.abc import Iterator
from functools import cache

import slackblocks as sb
from slackblocks.views import HomeTabView, ModalView

from sandbox.json_types import Json, JsonObject

FAILURES = (sb.InvalidUsageError, TypeError, ValueError, AttributeError, KeyError, AssertionError)
BLOCKS: dict[str, Json] = {
    "actions": sb.ActionsBlock,
    "alert": sb.AlertBlock,
    "card": sb.CardBlock,
    "carousel": sb.CarouselBlock,
    "container": sb.ContainerBlock,
    "context": sb.ContextBlock,
    "context_actions": sb.ContextActionsBlock,
    "data_table": sb.DataTableBlock,
    "data_visualization": sb.DataVisualizationBlock,
    "divider": sb.DividerBlock,
    "file": sb.FileBlock,
    "header": sb.HeaderBlock,
    "image": sb.ImageBlock,
    "input": sb.InputBlock,
    "markdown": sb.MarkdownBlock,
    "section": sb.SectionBlock,
    "video": sb.VideoBlock,
}
ELEMENTS: dict[str, Json] = {
    "button": sb.Button,
    "channels_select": sb.ChannelSelectMenu,
    "checkboxes": sb.CheckboxGroup,
    "conversations_select": sb.ConversationSelectMenu,
    "datepicker": sb.DatePicker,
    "datetimepicker": sb.DateTimePicker,
    "email_text_input": sb.EmailInput,
    "external_select": sb.ExternalSelectMenu,
    "feedback_buttons": sb.FeedbackButtons,
    "file_input": sb.FileInput,
    "icon_button": sb.IconButton,
    "image": sb.Image,
    "mrkdwn": sb.Markdown,
    "multi_channels_select": sb.ChannelMultiSelectMenu,
    "multi_conversations_select": sb.ConversationMultiSelectMenu,
    "multi_external_select": sb.ExternalMultiSelectMenu,
    "multi_static_select": sb.StaticMultiSelectMenu,
    "multi_users_select": sb.UserMultiSelectMenu,
    "number_input": sb.NumberInput,
    "overflow": sb.OverflowMenu,
    "plain_text": sb.PlainText,
    "plain_text_input": sb.PlainTextInput,
    "radio_buttons": sb.RadioButtonGroup,
    "static_select": sb.StaticSelectMenu,
    "timepicker": sb.TimePicker,
    "url_text_input": sb.URLInput,
    "users_select": sb.UserSelectMenu,
    "raw_text": sb.RawText,
    "raw_number": sb.RawNumber,
    "line": sb.LineChart,
    "bar": sb.BarChart,
    "area": sb.AreaChart,
    "pie": sb.PieChart,
}
BY_FIELD: dict[str, Json] = {
    "confirm": sb.ConfirmationDialogue,
    "filter": sb.ConversationFilter,
    "dispatch_action_config": sb.DispatchActionConfiguration,
    "slack_file": sb.SlackFile,
    "options": sb.Option,
    "initial_options": sb.Option,
    "initial_option": sb.Option,
    "option_groups": sb.OptionGroup,
    "positive_button": sb.FeedbackButton,
    "negative_button": sb.FeedbackButton,
    "series": sb.DataSeries,
    "data": sb.DataPoint,
    "segments": sb.ChartSegment,
    "axis_config": sb.AxisConfig,
}
RENAMED = {"initial_date_time": "initial_datetime"}
# Not rebuilt: rich text and what holds it, and workflow buttons.
SKIPPED = frozenset(
    {"rich_text", "rich_text_input", "table", "workflow_button", "plan", "task_card", "call"}
)


def slackblocks_problems(payload: JsonObject, surface: str) -> Iterator[str]:
    """Yield what slackblocks finds wrong with a view, or with {"blocks": ...} of a message."""
    shown = [block for block in payload.get("blocks", []) if not _is_skipped(block)]
    try:
        blocks = [_built(block, BLOCKS) for block in shown]
        if surface == "message":
            if blocks:
                sb.Message(channel="C0SANDBOX", blocks=blocks, text="text").to_dict()
            return
        _view(payload, surface, blocks).to_dict()
    except FAILURES as error:
        yield f"slackblocks: {str(error) or repr(error)}"


def _view(payload: JsonObject, surface: str, blocks: list[Json]) -> Json:
    cls = ModalView if surface == "modal" else HomeTabView
    known = _parameters(cls)
    keywords = {
        name: _built(inner, ELEMENTS) if isinstance(inner, dict) else inner
        for name, inner in payload.items()
        if name in known and name != "blocks" and inner not in (None, "")
    }
    return cls(blocks=blocks or [sb.DividerBlock()], **keywords)


def _is_skipped(value: Json) -> bool:
    if isinstance(value, dict):
        if value.get("type") in SKIPPED:
            return True
        return any(_is_skipped(inner) for inner in value.values())
    return isinstance(value, list) and any(_is_skipped(item) for item in value)


def _built(value: JsonObject, registry: dict[str, Json], field: str = "") -> Json:
    if "type" in value and isinstance(value["type"], str):
        cls = registry.get(value["type"])
        if cls is None:
            raise TypeError(f"unknown or misplaced type {value['type']!r}")
    elif field.startswith("initial_option") and "label" in value:
        cls = sb.OptionGroup
    else:
        cls = BY_FIELD[field]
    known = _parameters(cls)
    if value.get("option_groups"):
        # slackblocks wrongly wants a whole group as the initial option.
        known -= {"initial_option", "initial_options"}
    keywords: JsonObject = {}
    for name, inner in value.items():
        name_there = RENAMED.get(name, name)
        if name_there in known and inner is not None:
            keywords[name_there] = _converted(name, inner, cls)
    if "action_id" in known:
        keywords.setdefault("action_id", None)
    if cls is sb.SlackFile:
        keywords = {"url": None, "id": None, **keywords}
    return cls(**keywords)


def _converted(name: str, value: Json, cls: Json) -> Json:
    holds_blocks = name == "child_blocks" or (cls is sb.CarouselBlock and name == "elements")
    if isinstance(value, dict):
        return _built(value, BLOCKS if holds_blocks else ELEMENTS, name)
    if isinstance(value, list):
        return [_converted(name, item, cls) for item in value]
    return value


@cache
def _parameters(cls: Json) -> frozenset[str]:
    return frozenset(inspect.signature(cls.__init__).parameters) - {"self"}
