"""Blocks, elements and charts as HTML."""

import pytest

from sandbox.blocks.inputs import VALUE_KEYS, state_values
from sandbox.blocks.normalise import normalise
from sandbox.clock import Clock
from sandbox.driver.setting_up import new_channel, new_user, new_world
from sandbox.page.blocks import draw
from sandbox.page.fields import Look
from sandbox.page.names import Names
from tests.sandbox.page.browser import words
from tests.sandbox.pieces import (
    Json,
    actions,
    button,
    choosing,
    entry,
    mrkdwn,
    option,
    plain,
    section,
    typed,
)

WORLD = new_world(Clock(), signing_secret="s", bot_token="t")
ANA = new_user(WORLD, "Ana", zone="Europe/Berlin", locale="en-GB")
CHECKOUT = new_channel(WORLD, "checkout")
NAMES = Names(WORLD.state, ANA)


def drawn(*blocks: Json, errors: dict[str, str] | None = None) -> str:
    filled = normalise(list(blocks), "seed")
    return draw(filled, Look(NAMES, state_values(filled, {}), errors or {}))


def test_a_message_reads_as_written() -> None:
    shown = drawn(
        {"type": "header", "text": plain("Checkout · week 6 of 13")},
        section("*1.1 Completion*  66 %", accessory=button("Plan work")),
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("7 of 8 updated")]},
        actions(button("Check in", accessibility_label="Check in 1.1", style="primary")),
    )
    assert words(shown) == (
        "Checkout · week 6 of 13 1.1 Completion 66 % Plan work 7 of 8 updated Check in"
    )
    assert 'aria-label="Check in 1.1"' in shown
    assert 'class="button primary"' in shown


def test_a_field_shows_what_is_wrong_with_it() -> None:
    field = entry(typed(initial_value="<b>"), "Name", block_id="name", hint=plain("In words"))
    shown = drawn(field, errors={"name": "Longer, please."})
    assert words(shown) == "Name Longer, please. In words"
    assert 'value="&lt;b&gt;"' in shown


KINDS: dict[str, Json] = {
    "plain_text_input": {},
    "number_input": {"is_decimal_allowed": True, "initial_value": "3"},
    "email_text_input": {},
    "url_text_input": {},
    "rich_text_input": {},
    "static_select": {"options": [option("A"), option("B")], "initial_option": option("B")},
    "external_select": {"initial_option": option("B")},
    "radio_buttons": {"options": [option("A"), option("B")], "initial_option": option("B")},
    "checkboxes": {"options": [option("A"), option("B")], "initial_options": [option("B")]},
    "users_select": {"initial_user": ANA.id},
    "multi_users_select": {"initial_users": [ANA.id]},
    "conversations_select": {"initial_conversation": CHECKOUT.id},
    "multi_conversations_select": {"initial_conversations": [CHECKOUT.id]},
    "channels_select": {"initial_channel": CHECKOUT.id},
    "multi_channels_select": {"initial_channels": [CHECKOUT.id]},
    "datepicker": {"initial_date": "2026-11-09"},
    "timepicker": {"initial_time": "09:30"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_field_is_drawn_with_what_it_holds(kind: str) -> None:
    shown = drawn(entry({"type": kind, "action_id": "a", **KINDS[kind]}, block_id="b"))
    assert f'data-block="b" data-action="a" data-kind="{kind}"' in shown
    held = [
        value for value in ("selected", "checked", "2026-11-09", "09:30", '"3"') if value in shown
    ]
    assert bool(held) == bool(KINDS[kind])


def test_what_is_not_drawn_says_so() -> None:
    missing = set(VALUE_KEYS) - set(KINDS) - {"multi_static_select", "multi_external_select"}
    assert missing == {"datetimepicker", "file_input"}
    shown = drawn(entry({"type": "file_input", "action_id": "a"}))
    assert "file_input is not drawn here" in words(shown)
    assert "video is not drawn here" in words(drawn({"type": "video"}))


def test_grouped_options() -> None:
    groups = [{"label": plain("1 · Buyers"), "options": [option("1.1"), option("1.2")]}]
    shown = drawn(actions({"type": "static_select", "action_id": "a", "option_groups": groups}))
    assert '<optgroup label="1 · Buyers">' in shown
    assert shown.count("<option") == 3


def test_an_overflow_menu_has_a_name() -> None:
    menu = choosing("overflow", option("Edit"), option("Close"))
    shown = drawn(section("*1.1 Completion*", accessory=menu))
    assert 'aria-label="More: *1.1 Completion*"' in shown
    assert 'data-value="edit"' in shown


def chart(kind: str) -> Json:
    points = [{"label": "W1", "value": 61}, {"label": "W2", "value": 66.5}]
    inner: Json = {
        "type": kind,
        "series": [{"name": "Completion", "data": points}],
        "axis_config": {"categories": ["W1", "W2"]},
    }
    if kind == "pie":
        inner = {"type": kind, "segments": points}
    return {"type": "data_visualization", "title": "Completion, %", "chart": inner}


@pytest.mark.parametrize(
    ("kind", "shape"),
    [("line", "<circle"), ("bar", "<rect"), ("area", "<polygon"), ("pie", "<path")],
)
def test_a_chart_is_drawn_and_told(kind: str, shape: str) -> None:
    shown = drawn(chart(kind))
    assert shown.count(shape) in (1, 2)
    assert "W2 66.5" in shown
    assert "Completion, %" in words(shown)


def test_a_link_is_only_followed_to_the_web() -> None:
    assert 'href="https://example.com"' in drawn(actions(button(url="https://example.com")))
    assert "javascript:" not in drawn(actions(button(url="javascript:alert(1)")))
