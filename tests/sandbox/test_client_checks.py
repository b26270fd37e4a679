"""What Slack's client catches before the bot hears of it."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person
from sandbox.blocks.inputs import state_values, state_with
from sandbox.driver.client_checks import REQUIRED, client_errors
from tests.sandbox.bots import Json, Script
from tests.sandbox.pieces import choosing, entry, modal, option, typed
from tests.sandbox.test_modals import opened

A, B = option("A"), option("B")
WHOLE = {"type": "number_input", "action_id": "a", "is_decimal_allowed": False}
RANGED = {
    "type": "number_input",
    "action_id": "a",
    "is_decimal_allowed": True,
    "min_value": "-1",
    "max_value": "1.5",
}
EMAIL = {"type": "email_text_input", "action_id": "a"}
LINK = {"type": "url_text_input", "action_id": "a"}
MANY = choosing("multi_static_select", A, B, max_selected_items=1)

CASES: list[tuple[Json, Any, str | None]] = [
    (typed(), None, REQUIRED),
    (typed(), "", REQUIRED),
    (typed(), "x", None),
    (typed(min_length=3), "xx", "Please enter at least 3 characters."),
    (typed(max_length=3), "xxxx", "Please enter at most 3 characters."),
    (typed(), "x" * 3001, "Please enter at most 3000 characters."),
    (WHOLE, "1.5", "Please enter a whole number."),
    (WHOLE, "2", None),
    (WHOLE, "many", "Please enter a valid number."),
    (WHOLE, "Infinity", "Please enter a valid number."),
    (RANGED, "1.5", None),
    (RANGED, "1.51", "Please enter a number of at most 1.5."),
    (RANGED, "-2", "Please enter a number of at least -1."),
    (EMAIL, "ana@example.com", None),
    (EMAIL, "ana", "Please enter a valid email address."),
    (LINK, "https://example.com", None),
    (LINK, "example", "Please enter a valid URL."),
    (choosing("checkboxes", A), [], REQUIRED),
    (choosing("radio_buttons", A), None, REQUIRED),
    (MANY, [A, B], "Please choose at most 1."),
    (MANY, [A], None),
]


@pytest.mark.parametrize(("element", "value", "problem"), CASES)
def test_the_client_checks_an_input(element: Json, value: Any, problem: str | None) -> None:
    blocks = [entry(element, block_id="b")]
    values = state_values(blocks, {"b": {"a": state_with(element, value)}})
    assert client_errors(blocks, values) == ({"b": problem} if problem else {})


def test_optional_inputs_may_stay_empty() -> None:
    blocks = [entry(typed(), block_id="b", optional=True)]
    assert client_errors(blocks, state_values(blocks, {})) == {}


def test_initial_values_count_as_entered() -> None:
    blocks = [entry(typed(initial_value="x"), block_id="b")]
    assert client_errors(blocks, state_values(blocks, {})) == {}


async def test_nothing_is_sent_while_something_is_missing(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, ana, checkout, modal(entry(typed(), "Name")))
    before = len(script.payloads)
    await ana.press("Save")
    assert ana.errors == {"Name": REQUIRED}
    assert len(script.payloads) == before


async def test_errors_of_inputs_that_share_a_label_name_their_blocks(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    blocks = [entry(typed(), "Value now", block_id=name) for name in ("one", "two")]
    await opened(client, script, ana, checkout, modal(*blocks))
    await ana.press("Save")
    assert set(ana.errors) == {"Value now (one)", "Value now (two)"}


async def test_a_filled_field_can_be_cleared(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    block = entry(typed(initial_value="x"), "Name", optional=True, block_id="b")
    await opened(client, script, ana, checkout, modal(block))
    ana.fill("Name", None)
    await ana.press("Save")
    assert script.last["view"]["state"]["values"]["b"]["a"]["value"] is None
