"""The life of a modal: what an update keeps, hashes, external ids, closing."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, DriverError, Person
from sandbox.driver.client_checks import REQUIRED
from tests.sandbox.bots import Json, Script
from tests.sandbox.pieces import actions, button, choosing, entry, modal, option, plain, typed
from tests.sandbox.test_modals import FORM, opened, trigger_of
from tests.sandbox.test_web_api import error_of


async def test_entries_survive_an_update_under_unchanged_ids(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    view = modal(entry(typed(), "Name", block_id="n1"), entry(typed(), "Why", block_id="w1"))
    await opened(client, script, ana, checkout, view)
    ana.fill("Name", "kept")
    ana.fill("Why", "lost")
    changed = modal(
        entry(typed(initial_value="new"), "Name", block_id="n1"),
        entry(typed(initial_value="fresh"), "Why", block_id="w2"),
    )
    await client.views_update(view_id=ana.front.id, view=changed)
    await ana.press("Save")
    values = script.last["view"]["state"]["values"]
    assert values["n1"]["a"]["value"] == "kept"
    assert values["w2"]["a"]["value"] == "fresh"


async def test_a_new_initial_value_shows_under_new_ids_only(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(
        client,
        script,
        ana,
        checkout,
        modal(
            *(
                entry(element, label, block_id=label)
                for label, element in (
                    ("Old", typed(initial_value="one")),
                    ("Which?", choosing("static_select", option("A"), initial_option=option("A"))),
                )
            )
        ),
    )
    changed = modal(
        entry(typed(initial_value="two"), "Old", block_id="Old"),
        entry(choosing("static_select", option("B")), "Which?", block_id="Which?"),
    )
    await client.views_update(view_id=ana.front.id, view=changed)
    ana.fill("Which?", "B")
    await ana.press("Save")
    values = script.last["view"]["state"]["values"]
    assert values["Old"]["a"]["value"] == "one"
    assert values["Which?"]["a"]["selected_option"]["value"] == "b"


async def test_a_choice_no_longer_offered_is_lost(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    def view(name: str) -> Json:
        return modal(entry(choosing("static_select", option(name)), "Which?", block_id="w"))

    await opened(client, script, ana, checkout, view("A"))
    ana.fill("Which?", "A")
    await client.views_update(view_id=ana.front.id, view=view("B"))
    await ana.press("Save")
    assert ana.errors == {"Which?": REQUIRED}


async def test_a_stale_hash_conflicts(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, ana, checkout, FORM)
    update = {"view_id": ana.front.id, "hash": ana.front.hash, "view": FORM}
    await client.api_call("views.update", json=update)
    assert await error_of(client, "views.update", **update) == "hash_conflict"


async def test_a_view_is_found_by_external_id_while_open(
    client: AsyncWebClient, script: Script, ana: Person, ben: Person, checkout: Channel
) -> None:
    named = {**FORM, "external_id": "setup-1"}
    await opened(client, script, ana, checkout, named)
    trigger = await trigger_of(script, ben, checkout)
    error = await error_of(client, "views.open", trigger_id=trigger, view=named)
    assert error == "duplicate_external_id"
    await client.views_update(external_id="setup-1", view={**named, "title": plain("New")})
    assert ana.front.title == "New"
    view_id = ana.front.id
    await ana.close_modal()
    assert await error_of(client, "views.update", view_id=view_id, view=FORM) == "not_found"
    assert await error_of(client, "views.update", view=FORM) == "invalid_arguments"


async def test_closing_tells_only_who_asked(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, ana, checkout, FORM)
    before = len(script.payloads)
    await ana.press("Cancel")
    assert len(script.payloads) == before
    await opened(client, script, ana, checkout, {**FORM, "notify_on_close": True})
    view_id = ana.front.id
    await ana.close_modal()
    assert script.last["type"] == "view_closed"
    assert (script.last["view"]["id"], script.last["is_cleared"]) == (view_id, False)
    assert ana.modals == []


async def test_the_cross_closes_the_stack_and_names_its_root(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    root = modal(actions(button()), notify_on_close=True)
    await opened(client, script, ana, checkout, root)
    root_id = ana.front.id
    await ana.press("Go")
    await client.views_push(trigger_id=script.last["trigger_id"], view=FORM)
    await ana.close_modal(whole_stack=True)
    assert (script.last["view"]["id"], script.last["is_cleared"]) == (root_id, True)
    assert ana.modals == []


async def test_only_the_visible_modal_can_be_used(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, ana, checkout, modal(actions(button())))
    root = ana.front
    await ana.press("Go")
    await client.views_push(trigger_id=script.last["trigger_id"], view=FORM)
    with pytest.raises(DriverError, match="in front"):
        await ana.press("Go", on=root)


async def test_each_window_of_a_person_has_its_own_modals(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    here, there = ana, Person(ana.slack, ana.state, "another window")
    await opened(client, script, here, checkout, FORM)
    view_id = here.front.id
    await opened(client, script, there, checkout, FORM)
    assert there.front.id != view_id
    await there.close_modal()
    assert there.modals == []
    assert here.front.id == view_id
