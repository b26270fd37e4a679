"""What is legal passes all validators; what is broken one way is refused."""

import copy

import pytest

from sandbox.validation import check_message, check_view
from tests.sandbox.pieces import (
    Json,
    actions,
    button,
    choosing,
    entry,
    home,
    modal,
    mrkdwn,
    option,
    plain,
    section,
    typed,
)

RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "bold", "style": {"bold": True}},
                {"type": "user", "user_id": "U1"},
                {"type": "link", "url": "https://example.com", "text": "link"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": []}],
        },
    ],
}
CHART = {
    "type": "data_visualization",
    "title": "Completion",
    "chart": {
        "type": "line",
        "series": [{"name": "1.1", "data": [{"label": "w1", "value": 61}]}],
        "axis_config": {"categories": ["w1"], "x_label": "Week"},
    },
}
A, B = option("A"), option("B")
MARKED = {"text": {"type": "mrkdwn", "text": "*C*"}, "value": "c", "description": plain("why")}
CONFIRM = {
    "title": plain("Sure?"),
    "text": plain("Really"),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}

LEGAL_BLOCKS: list[Json] = [
    section(),
    section(block_id="b", accessory=button(accessibility_label="Check in 1.1", value="1")),
    section(fields=[mrkdwn("a"), plain("b")], expand=True),
    section(accessory=choosing("overflow", A, B)),
    section(accessory=choosing("static_select", A, B, placeholder=plain("Which?"))),
    section(accessory={"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}),
    {"type": "header", "text": plain("Checkout"), "level": 2},
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn("7 of 8"), plain("x")]},
    {
        "type": "image",
        "image_url": "https://example.com/a.png",
        "alt_text": "a",
        "title": plain("t"),
    },
    actions(button(style="primary"), button("Stop", confirm=CONFIRM, style="danger")),
    actions(choosing("radio_buttons", A, MARKED, initial_option=A)),
    actions(choosing("checkboxes", A, MARKED, initial_options=[MARKED])),
    actions({"type": "datepicker", "action_id": "a", "initial_date": "2026-11-23"}),
    actions(
        {
            "type": "timepicker",
            "action_id": "a",
            "initial_time": "10:00",
            "timezone": "Europe/Berlin",
        }
    ),
    actions({"type": "datetimepicker", "action_id": "a", "initial_date_time": 1_700_000_000}),
    actions({"type": "users_select", "action_id": "a", "initial_user": "U1"}),
    actions(
        {
            "type": "multi_users_select",
            "action_id": "a",
            "initial_users": ["U1"],
            "max_selected_items": 3,
            "placeholder": plain("Members"),
        }
    ),
    actions(
        {
            "type": "conversations_select",
            "action_id": "a",
            "response_url_enabled": True,
            "default_to_current_conversation": True,
            "filter": {"include": ["public", "private"], "exclude_bot_users": True},
        }
    ),
    actions({"type": "channels_select", "action_id": "a"}),
    actions(
        {"type": "external_select", "action_id": "a", "min_query_length": 0, "initial_option": A}
    ),
    actions(
        {
            "type": "static_select",
            "action_id": "a",
            "initial_option": B,
            "option_groups": [{"label": plain("Objective 1"), "options": [A, B]}],
        }
    ),
    RICH,
]
LEGAL_INPUTS: list[Json] = [
    entry(typed(multiline=True, max_length=3000, initial_value="x", placeholder=plain("p"))),
    entry(
        typed(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}),
        dispatch_action=True,
        optional=True,
        hint=plain("h"),
    ),
    entry(
        {
            "type": "number_input",
            "action_id": "a",
            "is_decimal_allowed": True,
            "min_value": "-1.5",
            "max_value": "10",
            "initial_value": "2.5",
        }
    ),
    entry({"type": "email_text_input", "action_id": "a"}),
    entry({"type": "url_text_input", "action_id": "a", "placeholder": plain("https://")}),
    entry({"type": "rich_text_input", "action_id": "a", "initial_value": RICH, "min_lines": 2}),
    entry(choosing("multi_static_select", A, B, initial_options=[A])),
    entry(choosing("checkboxes", A, focus_on_load=True)),
    entry(choosing("radio_buttons", A, B)),
]


@pytest.mark.parametrize("block", LEGAL_BLOCKS, ids=lambda b: f"{b['type']}")
def test_legal_blocks_pass_on_every_surface(block: Json) -> None:
    assert check_message([block]) == []
    assert check_view(modal(block), "modal") == []
    assert check_view(home(block), "home") == []


@pytest.mark.parametrize("block", LEGAL_INPUTS, ids=lambda b: b["element"]["type"])
def test_legal_inputs_pass_in_a_modal(block: Json) -> None:
    assert check_view(modal(block, private_metadata="", callback_id="c"), "modal") == []


CARD = {
    "type": "card",
    "title": plain("1.1 Completion"),
    "body": mrkdwn("66 %"),
    "actions": [button("Check in")],
}
TABLE = {
    "type": "data_table",
    "caption": "Key results",
    "rows": [
        [{"type": "raw_text", "text": "Key result"}, {"type": "raw_text", "text": "Value"}],
        [{"type": "raw_text", "text": "1.1"}, {"type": "raw_number", "value": 66, "text": "66 %"}],
    ],
}
CONTAINER = {
    "type": "container",
    "title": plain("Objective 1"),
    "child_blocks": [section()],
    "is_collapsible": True,
}
ALERT = {"type": "alert", "text": plain("Somebody checked in meanwhile."), "level": "warning"}


@pytest.mark.parametrize(
    ("block", "surfaces"),
    [
        (CHART, {"message", "home"}),
        (CARD, {"message", "modal", "home"}),
        (TABLE, {"message", "home"}),
        (CONTAINER, {"message", "home"}),
        (ALERT, {"modal"}),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_newer_blocks_stand_on_their_surfaces(block: Json, surfaces: set[str]) -> None:
    problems = {
        "message": check_message([block]),
        "modal": check_view(modal(block), "modal"),
        "home": check_view(home(block), "home"),
    }
    assert {surface for surface, found in problems.items() if not found} == surfaces


def test_checking_does_not_change_the_payload() -> None:
    view = modal(*LEGAL_INPUTS[:3])
    before = copy.deepcopy(view)
    check_view(view, "modal")
    assert view == before


BROKEN_BLOCKS: dict[str, Json] = {
    "text too long": section("x" * 3001),
    "entities count": section("&amp;" * 601),
    "empty text": section(""),
    "header in mrkdwn": {"type": "header", "text": mrkdwn("x")},
    "header too long": {"type": "header", "text": plain("x" * 151)},
    "button in mrkdwn": actions({"type": "button", "text": mrkdwn("x"), "action_id": "a"}),
    "button too long": actions(button("x" * 76)),
    "button value too long": actions(button(value="x" * 2001)),
    "unknown style": actions(button(style="warning")),
    "unknown field": section(colour="red"),
    "unknown field of a button": actions(button(size="big")),
    "unknown block": {"type": "sectoin", "text": plain("x")},
    "unknown element": actions({"type": "buton", "text": plain("x"), "action_id": "a"}),
    "input element in actions": actions(typed()),
    "no elements": actions(),
    "26 elements": actions(*(button(f"b{n}") for n in range(26))),
    "11 context elements": {"type": "context", "elements": [plain("x")] * 11},
    "11 fields": section(fields=[plain("x")] * 11),
    "field too long": section(fields=[plain("x" * 2001)]),
    "no options": actions(choosing("static_select")),
    "101 options": actions(choosing("static_select", *(option(f"o{n}") for n in range(101)))),
    "6 overflow options": actions(choosing("overflow", *(option(f"o{n}") for n in range(6)))),
    "11 radio options": actions(choosing("radio_buttons", *(option(f"o{n}") for n in range(11)))),
    "option too long": actions(choosing("static_select", option("x" * 76))),
    "option value too long": actions(
        choosing("static_select", {"text": plain("x"), "value": "v" * 151})
    ),
    "same option value twice": actions(choosing("static_select", A, A)),
    "initial option elsewhere": actions(choosing("static_select", A, initial_option=B)),
    "initial options elsewhere": actions(choosing("checkboxes", A, initial_options=[B])),
    "initial options empty": actions(choosing("checkboxes", A, initial_options=[])),
    "initial option in no group": actions(
        {
            "type": "static_select",
            "action_id": "a",
            "initial_option": B,
            "option_groups": [{"label": plain("One"), "options": [A]}],
        }
    ),
    "mrkdwn in a select option": actions(choosing("static_select", MARKED)),
    "bad date": actions({"type": "datepicker", "action_id": "a", "initial_date": "23.11.2026"}),
    "section without text": {"type": "section"},
    "action id too long": actions(button() | {"action_id": "a" * 256}),
    "block id too long": section(block_id="b" * 256),
    "same action id twice": actions(button(), button()),
    "two focused": actions(
        choosing("radio_buttons", A, focus_on_load=True),
        choosing("checkboxes", A, focus_on_load=True, action_id="b"),
    ),
}


@pytest.mark.parametrize("name", BROKEN_BLOCKS)
def test_a_broken_block_is_refused_in_a_message(name: str) -> None:
    assert check_message([BROKEN_BLOCKS[name]]) != []


@pytest.mark.parametrize("name", BROKEN_BLOCKS)
def test_a_broken_block_is_refused_in_a_modal(name: str) -> None:
    assert check_view(modal(BROKEN_BLOCKS[name]), "modal") != []


BROKEN_VIEWS: dict[str, Json] = {
    "title too long": modal(section(), title=plain("x" * 25)),
    "title in mrkdwn": modal(section(), title=mrkdwn("x")),
    "no title": {"type": "modal", "blocks": [section()]},
    "submit missing": {"type": "modal", "title": plain("x"), "blocks": [entry(typed())]},
    "submit too long": modal(section(), submit=plain("x" * 25)),
    "private metadata too long": modal(section(), private_metadata="x" * 3001),
    "callback id too long": modal(section(), callback_id="x" * 256),
    "unknown field": modal(section(), colour="red"),
    "101 blocks": modal(*({"type": "divider"} for _ in range(101))),
    "no blocks": {"type": "modal", "title": plain("x")},
    "home in a modal": {"type": "home", "blocks": [section()]},
    "same block id twice": modal(section(block_id="b"), section(block_id="b")),
    "label in mrkdwn": modal({"type": "input", "label": mrkdwn("x"), "element": typed()}),
    "label too long": modal(entry(typed()) | {"label": plain("x" * 2001)}),
    "button as input": modal(entry(button())),
    "number without decimal rule": modal(entry({"type": "number_input", "action_id": "a"})),
    "number bounds crossed": modal(
        entry(
            {
                "type": "number_input",
                "action_id": "a",
                "is_decimal_allowed": False,
                "min_value": "5",
                "max_value": "1",
            }
        )
    ),
    "placeholder too long": modal(entry(typed(placeholder=plain("x" * 151)))),
    "max length too large": modal(entry(typed(max_length=3001))),
    "a list is no block": modal([]),  # type: ignore[arg-type]
    "a word is no element": modal(actions("x")),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", BROKEN_VIEWS)
def test_a_broken_view_is_refused(name: str) -> None:
    assert check_view(BROKEN_VIEWS[name], "modal") != []


def test_a_message_holds_fifty_blocks() -> None:
    divider = {"type": "divider"}
    assert check_message([divider] * 50) == []
    assert check_message([divider] * 51) != []
