"""Finding elements, waiting, rendering, the log, and several people at once."""

import asyncio
import json
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, DriverError, NotCleanError, Person, Slack, render
from tests.sandbox.bots import Bot, Script, serving
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
from tests.sandbox.test_modals import FORM, opened
from tests.sandbox.test_web_api import error_of


@pytest.fixture
async def prompt(client: AsyncWebClient, checkout: Channel) -> Channel:
    """Post a message with the same button three times."""
    blocks = [
        section("*1.2 Page load*", accessory=button("Check in", action_id="a")),
        section("*1.20 Other*", accessory=button("Check in", action_id="b")),
        section("*2 Merchants*"),
        actions(button("Check in", action_id="c", accessibility_label="Check in 2.1 Orders")),
    ]
    await client.chat_postMessage(channel=checkout.id, text="x", blocks=blocks)
    return checkout


async def test_what_is_ambiguous_is_asked_back(
    prompt: Channel, script: Script, ana: Person
) -> None:
    with pytest.raises(DriverError) as caught:
        await ana.press("Check in", on=prompt)
    assert "several" in str(caught.value)
    assert "1.20 Other" in str(caught.value)
    with pytest.raises(DriverError, match="no element is called 'Chekc in'"):
        await ana.press("Chekc in", on=prompt)
    assert script.payloads == []


@pytest.mark.parametrize(
    ("how", "action_id"),
    [
        ({"within": "1.2"}, "a"),
        ({"within": "1.20"}, "b"),
        ({"within": "Merchants"}, "c"),
        ({"within": "2.1"}, "c"),
        ({"at": 1}, "b"),
    ],
)
async def test_one_of_several_is_meant(
    prompt: Channel, script: Script, ana: Person, how: dict[str, Any], action_id: str
) -> None:
    await ana.press("Check in", on=prompt, **how)
    assert script.last["actions"][0]["action_id"] == action_id


async def test_an_accessibility_label_is_a_name(
    prompt: Channel, script: Script, ana: Person
) -> None:
    await ana.press("Check in 2.1 Orders", on=prompt)
    assert script.last["actions"][0]["action_id"] == "c"


async def test_acting_without_a_place_takes_what_is_in_front(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    with pytest.raises(DriverError, match="sees nothing"):
        await ana.press("Go")
    await client.views_publish(user_id=ana.id, view=home(actions(button(action_id="home"))))
    await ana.press("Go")
    assert script.last["actions"][0]["action_id"] == "home"
    for action_id in ("older", "newer"):
        blocks = [actions(button(action_id=action_id))]
        await client.chat_postMessage(channel=ana.id, text="x", blocks=blocks)
    await ana.press("Go")
    assert script.last["actions"][0]["action_id"] == "newer"
    await opened(client, script, ana, checkout, modal(actions(button(action_id="modal"))))
    await ana.press("Go")
    assert script.last["actions"][0]["action_id"] == "modal"


async def test_what_a_select_does_not_offer_is_refused(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    block = entry(choosing("static_select", option("A"), option("B")), "Which?")
    await opened(client, script, ana, checkout, modal(block))
    with pytest.raises(DriverError, match=r"only \['A', 'B'\]"):
        ana.fill("Which?", "C")


async def test_acts_need_a_modal(ana: Person) -> None:
    with pytest.raises(DriverError, match="no modal open"):
        await ana.submit()
    with pytest.raises(DriverError, match="no modal to close"):
        await ana.close_modal()


async def test_a_bot_that_works_on_is_waited_for(
    slack: Slack, bot: Bot, ana: Person, checkout: Channel
) -> None:
    @bot.app.command("/okr")
    async def later(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.auth_test()
        await client.chat_postEphemeral(channel=checkout.id, user=ana.id, text="done")

    answer = await ana.command("/okr", channel=checkout)
    assert answer is not None
    assert answer.text == "done"


async def test_the_idle_hook_decides_when_the_bot_is_done(
    slack: Slack, bot: Bot, client: AsyncWebClient, ana: Person, checkout: Channel
) -> None:
    asked: list[str] = []

    @bot.app.command("/okr")
    async def quick(ack: Any) -> None:
        await ack()

    async def idle() -> None:
        asked.append("idle")
        await client.chat_postEphemeral(channel=checkout.id, user=ana.id, text="late")

    slack.idle = idle
    answer = await ana.command("/okr", channel=checkout)
    assert asked == ["idle"]
    assert answer is not None
    assert answer.text == "late"


async def test_until_wakes_at_the_change(
    slack: Slack, client: AsyncWebClient, checkout: Channel
) -> None:
    waiting = asyncio.create_task(slack.until(lambda: checkout.messages))
    await client.chat_postMessage(channel=checkout.id, text="x")
    assert [message.text for message in await waiting] == ["x"]
    with pytest.raises(DriverError, match="still not true"):
        await slack.until(lambda: len(checkout.messages) > 1, seconds=0.01)


async def test_two_people_act_at_the_same_time(
    slack: Slack, bot: Bot, ana: Person, ben: Person, checkout: Channel
) -> None:
    both = asyncio.Event()
    waiting: list[str] = []

    @bot.app.command("/okr")
    async def meet(ack: Any, body: Any, client: Any) -> None:
        await ack()
        waiting.append(body["user_id"])
        if len(waiting) == 2:
            both.set()
        await both.wait()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async def all_open() -> None:
        await slack.until(lambda: ana.modals and ben.modals)

    slack.idle = all_open
    commands = (person.command("/okr", channel=checkout) for person in (ana, ben))
    await asyncio.gather(*commands)
    assert ana.front.id != ben.front.id
    slack.assert_clean()


async def test_the_same_submit_twice(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, ana, checkout, FORM)
    ana.fill("Name", "x")
    await asyncio.gather(ana.press("Save"), ana.press("Save"))
    sent = [payload.get("type") for payload in script.payloads]
    assert sent.count("view_submission") == 2
    assert ana.modals == []


async def test_an_expected_refusal_must_happen(slack: Slack, client: AsyncWebClient) -> None:
    with slack.expecting("channel_not_found"):
        await error_of(client, "chat.postMessage", channel="C0NOPE", text="x")
    slack.assert_clean()
    with pytest.raises(NotCleanError, match="none happened"), slack.expecting("is_archived"):
        pass
    await error_of(client, "chat.postMessage", channel="C0NOPE", text="x")
    with pytest.raises(NotCleanError, match=r"chat\.postMessage refused: channel_not_found"):
        slack.assert_clean()


async def test_log_and_state_are_plain_json(
    slack: Slack, client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, ana, checkout, FORM)
    kinds = {json.loads(json.dumps(entry.json()))["kind"] for entry in slack.log.entries}
    assert kinds == {"delivery", "call", "answered"}
    assert json.loads(json.dumps(slack.world.state.json()))["team_id"] == slack.workspace_id


async def test_a_modal_reads_like_a_form(
    client: AsyncWebClient, script: Script, ana: Person, checkout: Channel
) -> None:
    likely = choosing("static_select", option("7 · likely"), placeholder=plain("How likely?"))
    view = modal(
        section("*3.1 Build time* · aim 10 min"),
        entry(typed(placeholder=plain("17")), "Value now", hint=plain("in minutes")),
        entry(likely, "How likely by 31 Dec?", block_id="likely"),
        entry(choosing("checkboxes", option("I'm stuck")), "Stuck", optional=True),
        {"type": "divider"},
        actions(button("Skip"), choosing("overflow", option("Away"), action_id="more")),
        close=plain("Back"),
    )
    await opened(client, script, ana, checkout, view)
    ana.fill("likely", "7 · likely")
    ana.fill("Stuck", True)
    await ana.press("Save")
    assert render(ana.front).splitlines() == [
        "Check in",
        "*3.1 Build time* · aim 10 min",
        "Value now [17]",
        "  in minutes",
        "  ! Please complete this required field.",
        "How likely by 31 Dec? [7 · likely ▾]",
        "Stuck (optional) ",
        "  ☑ I'm stuck",
        "──────",
        "[Skip] [⋯ Away]",
        "[Back] [Save]",
    ]


async def test_the_bot_may_move_to_another_port(
    slack: Slack, script: Script, ana: Person, checkout: Channel
) -> None:
    await ana.command("/okr", channel=checkout)
    moved = Script()
    async with serving(moved.answer) as url:
        slack.connect(url)
        await ana.command("/okr", channel=checkout)
    assert (len(script.payloads), len(moved.payloads)) == (1, 1)
