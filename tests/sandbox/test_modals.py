"""Modals: triggers, the stack, submissions, response_action, closing, hashes."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Slack
from tests.sandbox.bots import Json, Script
from tests.sandbox.pieces import (
    actions,
    button,
    choosing,
    entry,
    home,
    modal,
    option,
    plain,
    section,
    typed,
)
from tests.sandbox.test_web_api import error_of

FORM = modal(entry(typed(), "Name", block_id="name"), callback_id="setup", private_metadata="p")
ROUGH = "We had some trouble connecting. Try again?"


async def opened(
    client: AsyncWebClient, script: Script, person: Person, channel: Channel, view: Json
) -> None:
    """Open a modal by a command and its trigger."""
    await person.command("/okr", channel=channel)
    await client.views_open(trigger_id=script.last["trigger_id"], view=view)


async def trigger_of(script: Script, person: Person, channel: Channel) -> str:
    """Return a fresh trigger of a person."""
    await person.command("/okr", channel=channel)
    return str(script.last["trigger_id"])


async def test_a_trigger_opens_one_modal(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    trigger = await trigger_of(script, ana, checkout)
    answer = await client.views_open(trigger_id=trigger, view=FORM)
    assert ana.front.id == answer["view"]["id"]
    assert answer["view"]["root_view_id"] == ana.front.id
    again = await error_of(client, "views.open", trigger_id=trigger, view=FORM)
    assert again == "exchanged_trigger_id"


async def test_a_trigger_dies_after_three_seconds(
    slack: Slack, client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    trigger = await trigger_of(script, ana, checkout)
    slack.clock.advance(3.01)
    error = await error_of(client, "views.open", trigger_id=trigger, view=FORM)
    assert error == "expired_trigger_id"
    assert ana.modals == []


async def test_an_invented_trigger_is_invalid(client: AsyncWebClient, slack: Slack) -> None:
    error = await error_of(client, "views.open", trigger_id="1.2.3", view=FORM)
    assert error == "invalid_trigger_id"


async def test_a_bad_view_is_refused_with_reasons(
    slack: Slack, client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    trigger = await trigger_of(script, ana, checkout)
    with slack.expecting("invalid_arguments", "view_too_large"):
        bad = modal(section(), title="x" * 25)
        error = await error_of(client, "views.open", trigger_id=trigger, view=bad)
        assert error == "invalid_arguments"
        large = modal(*(section("x" * 2999) for _ in range(90)))
        error = await error_of(client, "views.open", trigger_id=trigger, view=large)
        assert error == "view_too_large"
    await client.views_open(trigger_id=trigger, view=FORM)
    slack.assert_clean()


async def test_a_submission_carries_the_view_and_its_state(
    slack: Slack, client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    view = modal(
        entry(typed(), "Name", block_id="name"),
        entry(typed(initial_value="why"), "Why", block_id="why"),
        entry(typed(), "Later", block_id="later", optional=True),
        entry(choosing("checkboxes", option("Stuck")), "?", block_id="stuck", optional=True),
        entry({"type": "users_select", "action_id": "a"}, "Who", block_id="who", optional=True),
        actions(choosing("static_select", option("A")), block_id="extra"),
        callback_id="setup",
        private_metadata="p",
    )
    await opened(client, script, ana, checkout, view)
    ana.fill("Name", "Checkout")
    await ana.press("Save")
    sent = script.last
    assert sent["type"] == "view_submission"
    assert sent["view"]["callback_id"] == "setup"
    assert sent["view"]["private_metadata"] == "p"
    assert sent["view"]["previous_view_id"] is None
    assert sent["view"]["app_installed_team_id"] == slack.workspace_id
    assert sent["response_urls"] == []
    assert sent["view"]["state"]["values"] == {
        "name": {"a": {"type": "plain_text_input", "value": "Checkout"}},
        "why": {"a": {"type": "plain_text_input", "value": "why"}},
        "later": {"a": {"type": "plain_text_input", "value": None}},
        "stuck": {"a": {"type": "checkboxes", "selected_options": []}},
        "who": {"a": {"type": "users_select", "selected_user": None}},
        "extra": {"a": {"type": "static_select", "selected_option": None}},
    }
    assert ana.modals == []


async def test_errors_show_under_their_fields(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, ana, checkout, FORM)
    ana.fill("Name", "x")
    script.answers.append({"response_action": "errors", "errors": {"name": "Longer, please."}})
    await ana.press("Save")
    assert ana.errors == {"Name": "Longer, please."}
    await ana.press("Save")
    assert ana.modals == []


async def test_update_replaces_the_view(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, ana, checkout, FORM)
    before = ana.front
    old = before.hash
    ana.fill("Name", "x")
    done = modal(section("Saved."), title="Done")
    script.answers.append({"response_action": "update", "view": done})
    await ana.press("Save")
    assert (ana.front, ana.front.title) == (before, "Done")
    assert ana.front.hash != old


async def test_push_stacks_and_submitting_uncovers(
    slack: Slack, client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, ana, checkout, FORM)
    root = ana.front
    for title in ("Second", "Third"):
        ana.fill("Name", "x")
        script.answers.append({"response_action": "push", "view": {**FORM, "title": plain(title)}})
        await ana.press("Save")
    assert [view.title for view in ana.modals] == ["Check in", "Second", "Third"]
    assert ana.front.state.root_view_id == root.id
    assert ana.front.state.previous_view_id == ana.modals[1].id
    ana.fill("Name", "x")
    script.answers.append({"response_action": "push", "view": FORM})
    with slack.expecting("push_limit_reached"):
        await ana.press("Save")
    assert ana.notices == [ROUGH]
    await ana.press("Save")
    assert [view.title for view in ana.modals] == ["Check in", "Second"]


async def test_clear_closes_the_whole_stack(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, ana, checkout, modal(actions(button())))
    await ana.press("Go")
    await client.views_push(trigger_id=script.last["trigger_id"], view=FORM)
    ana.fill("Name", "x")
    script.answers.append({"response_action": "clear"})
    await ana.press("Save")
    assert ana.modals == []


async def test_push_needs_an_open_modal(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    trigger = await trigger_of(script, ana, checkout)
    error = await error_of(client, "views.push", trigger_id=trigger, view=FORM)
    assert error == "invalid_trigger_id"


BAD_ANSWERS: dict[str, tuple[Any, str]] = {
    "unknown action": ({"response_action": "close"}, "invalid_response_action"),
    "no action": ({"errors": {"name": "x"}}, "invalid_response_action"),
    "unknown key": ({"response_action": "clear", "text": "x"}, "unknown_ack_key"),
    "error of no block": (
        {"response_action": "errors", "errors": {"x": "y"}},
        "errors_unknown_block",
    ),
    "error of no input": (
        {"response_action": "errors", "errors": {"hint": "y"}},
        "errors_unknown_block",
    ),
    "no errors": ({"response_action": "errors", "errors": {}}, "malformed_ack"),
    "empty error": ({"response_action": "errors", "errors": {"name": ""}}, "malformed_ack"),
    "update without view": ({"response_action": "update"}, "malformed_ack"),
    "bad view": ({"response_action": "update", "view": modal(section(""))}, "invalid_arguments"),
    "home view": ({"response_action": "push", "view": home(section())}, "invalid_arguments"),
    "text": ("thanks", "malformed_ack"),
    "an error page": (500, "bad_status"),
}


@pytest.fixture
async def form(client: AsyncWebClient, script: Script, ana: Person, checkout: Channel) -> Script:
    """Open a filled form in front of Ana."""
    view = modal(entry(typed(), "Name", block_id="name"), section(block_id="hint"))
    await opened(client, script, ana, checkout, view)
    ana.fill("Name", "x")
    return script


@pytest.mark.parametrize("name", BAD_ANSWERS)
async def test_a_bad_answer_leaves_the_modal_open(
    slack: Slack, form: Script, ana: Person, name: str
) -> None:
    answer, rule = BAD_ANSWERS[name]
    form.answers.append(answer)
    with slack.expecting(rule):
        await ana.press("Save")
    assert len(ana.modals) == 1
    assert len(ana.notices) == 1
    slack.assert_clean()


async def test_response_urls_come_from_chosen_channels(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    select = {
        "type": "conversations_select",
        "action_id": "a",
        "response_url_enabled": True,
        "default_to_current_conversation": True,
    }
    await opened(client, script, ana, checkout, modal(entry(select, block_id="where")))
    await ana.press("Save")
    [url] = script.last["response_urls"]
    assert (url["block_id"], url["action_id"], url["channel_id"]) == ("where", "a", checkout.id)
    assert url["response_url"].startswith("http://127.0.0.1")


async def test_home_is_published_and_guarded_by_its_hash(
    slack: Slack, client: AsyncWebClient, ana: Person
) -> None:
    first = await client.views_publish(user_id=ana.id, view=home(section("one")))
    await client.views_publish(
        user_id=ana.id, view=home(section("two")), hash=first["view"]["hash"]
    )
    assert ana.home is not None
    assert "two" in ana.home.shown
    stale = {"user_id": ana.id, "view": home(section()), "hash": first["view"]["hash"]}
    assert await error_of(client, "views.publish", **stale) == "hash_conflict"
    nobody = {"user_id": "U0NOPE", "view": home(section())}
    assert await error_of(client, "views.publish", **nobody) == "invalid_arguments"
    slack.world.state.app.home_tab = False
    closed = {"user_id": ana.id, "view": home(section())}
    assert await error_of(client, "views.publish", **closed) == "not_enabled"


async def test_a_modal_over_a_modal_is_advised_against(
    slack: Slack, client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, ana, checkout, FORM)
    first = ana.front
    await opened(client, script, ana, checkout, modal(section(), title="Other"))
    assert [view.title for view in ana.modals] == ["Other"]
    assert first.is_closed
    assert slack.log.warnings[0].data["rule"] == "modal_replaced"
