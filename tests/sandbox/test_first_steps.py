"""One story through the driver: a command, a modal, a field error, a post, a click."""

from typing import Any

from sandbox import Channel, Person, Slack, render
from tests.sandbox.bots import Bot

MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "setup",
    "title": {"type": "plain_text", "text": "Set up"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Team name"},
            "element": {"type": "plain_text_input", "action_id": "name"},
        }
    ],
}


def with_setup(bot: Bot) -> None:
    """Teach the bot /okr, the modal behind it, and the button it posts."""

    @bot.app.command("/okr")
    async def open_setup(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @bot.app.view("setup")
    async def save(ack: Any, view: Any, client: Any) -> None:
        name = view["state"]["values"]["name"]["name"]["value"]
        if name == "x":
            await ack(response_action="errors", errors={"name": "Longer, please."})
            return
        await ack()
        channel = next(iter(await channels(client)))
        button = {
            "type": "button",
            "action_id": "check_in",
            "text": {"type": "plain_text", "text": "Check in"},
        }
        blocks = [
            {"type": "section", "text": {"type": "plain_text", "text": f"Hello {name}"}},
            {"type": "actions", "elements": [button]},
        ]
        await client.chat_postMessage(channel=channel, text=f"Hello {name}", blocks=blocks)

    @bot.app.action("check_in")
    async def check_in(ack: Any, respond: Any) -> None:
        await ack()
        await respond("Saved.")

    async def channels(client: Any) -> list[str]:
        listed = await client.users_conversations(types="public_channel")
        return [channel["id"] for channel in listed["channels"]]


async def test_a_week_begins(slack: Slack, bot: Bot, ana: Person, checkout: Channel) -> None:
    with_setup(bot)

    assert await ana.command("/okr", "setup", channel=checkout) is None
    assert ana.front.title == "Set up"

    await ana.press("Save")
    assert ana.errors == {"Team name": "Please complete this required field."}

    ana.fill("Team name", "x")
    await ana.press("Save")
    assert ana.errors == {"Team name": "Longer, please."}
    assert "! Longer, please." in render(ana.front)

    ana.fill("Team name", "Checkout")
    await ana.press("Save")
    assert ana.modals == []
    [message] = checkout.messages
    assert render(message) == "Hello Checkout\n[Check in]"

    answer = await ana.press("Check in", on=message)
    assert answer is not None
    assert answer.text == "Saved."
    assert ana.sees == [answer]
    slack.assert_clean()
