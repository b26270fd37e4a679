"""The page as a person uses it, and what Slack would do when a tab is stale."""

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Slack
from tests.sandbox.bots import Script
from tests.sandbox.page.browser import Browser, Json
from tests.sandbox.pieces import actions, button, entry, home, modal, plain, section, typed

FORM = modal(
    entry(typed(), "Name", block_id="name"),
    callback_id="setup",
    close=plain("Back"),
    notify_on_close=True,
)


async def posted(client: AsyncWebClient, channel: Channel, *blocks: Json) -> str:
    answer = await client.chat_postMessage(channel=channel.id, text="told", blocks=list(blocks))
    return str(answer["ts"])


async def opened(
    client: AsyncWebClient, script: Script, browser: Browser, person: Person, channel: Channel
) -> None:
    """Open the form in a tab."""
    await browser.look_as(person, channel.id)
    await browser.act("say", text="/okr setup")
    await client.views_open(trigger_id=script.last["trigger_id"], view=FORM)
    await browser.look()


def view_in(browser: Browser) -> str:
    return browser.parts["modal"].partition('data-view="')[2].partition('"')[0]


async def test_people_talk_and_the_bot_hears_commands(
    script: Script, browser: Browser, ana: Person, ben: Person, checkout: Channel
) -> None:
    await browser.look_as(ana, checkout.id)
    await browser.act("say", text="Guest checkout <b>breaks</b> & I know why")
    assert "Ana" in browser.shows()
    assert "Guest checkout <b>breaks</b> & I know why" in browser.shows()
    script.answers.append({"text": "Only *you*"})
    await browser.act("say", text="/okr risk")
    assert (script.last["command"], script.last["text"]) == ("/okr", "risk")
    assert script.last["user_id"] == ana.id
    assert "Only visible to you Only you" in browser.shows()
    await browser.look_as(ben, checkout.id)
    assert "Only you" not in browser.shows()


async def test_a_command_of_nobody_and_one_in_a_thread_are_refused(
    client: AsyncWebClient, script: Script, browser: Browser, ana: Person, checkout: Channel
) -> None:
    ts = await posted(client, checkout, section())
    await browser.look_as(ana, checkout.id)
    assert await browser.act("say", text="/nobody") == (
        "/nobody is not a command here. Type / to see those there are."
    )
    await browser.act("go", at=checkout.id, thread=ts)
    told = await browser.act("say", text="/okr", in_thread=True)
    assert told == "/okr is not supported in threads. Sorry!"
    await browser.act("say", text="I agree", in_thread=True)
    assert "I agree" in browser.shows("thread")
    assert "1 reply" in browser.shows()


async def test_a_form_shows_its_errors_and_closes_when_saved(
    *, client: AsyncWebClient, script: Script, browser: Browser, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, browser, ana, checkout)
    values = [["name", "a", ""]]
    await browser.act("submit", view=view_in(browser), values=values)
    assert "Please complete this required field." in browser.shows("modal")
    script.answers.append({"response_action": "errors", "errors": {"name": "Longer, please."}})
    values = [["name", "a", "x"]]
    await browser.act("submit", view=view_in(browser), values=values)
    assert "Longer, please." in browser.shows("modal")
    assert 'value="x"' in browser.parts["modal"]
    await browser.act("submit", view=view_in(browser), values=[["name", "a", "Checkout"]])
    assert script.last["view"]["state"]["values"]["name"]["a"]["value"] == "Checkout"
    assert browser.shows("modal") == ""


async def test_a_bot_that_fails_is_told_of(
    script: Script, browser: Browser, ana: Person, checkout: Channel
) -> None:
    await browser.look_as(ana, checkout.id)
    script.answers.append(500)
    told = await browser.act("say", text="/okr")
    assert told == "okrbot did not answer as it should (dispatch_failed). Try again."


async def test_loading_the_tab_again_ends_its_modal_without_a_word(
    *, client: AsyncWebClient, script: Script, browser: Browser, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, browser, ana, checkout)
    old, count = view_in(browser), len(script.payloads)
    await browser.load(browser.address)
    assert browser.shows("modal") == ""
    told = await browser.act("submit", view=old, values=[["name", "a", "late"]])
    assert told == "This form is no longer open. Open it again."
    assert len(script.payloads) == count


async def test_two_tabs_of_one_person_each_have_their_form(
    *,
    client: AsyncWebClient,
    script: Script,
    browser: Browser,
    other_browser: Browser,
    ana: Person,
    checkout: Channel,
) -> None:
    await opened(client, script, browser, ana, checkout)
    await opened(client, script, other_browser, ana, checkout)
    await browser.look()
    assert view_in(browser) != view_in(other_browser) != ""
    await other_browser.act("close", view=view_in(other_browser))
    await browser.look()
    assert "Name" in browser.shows("modal")


async def test_nobody_uses_what_is_before_somebody_else(
    *,
    client: AsyncWebClient,
    script: Script,
    browser: Browser,
    other_browser: Browser,
    ana: Person,
    ben: Person,
    checkout: Channel,
) -> None:
    await opened(client, script, browser, ana, checkout)
    await other_browser.look_as(ben, checkout.id)
    count = len(script.payloads)
    told = await other_browser.act("submit", view=view_in(browser), values=[])
    assert told == "This form is no longer open. Open it again."
    assert len(script.payloads) == count


async def test_a_message_that_changed_since_is_not_acted_on(
    *, client: AsyncWebClient, script: Script, browser: Browser, ana: Person, checkout: Channel
) -> None:
    go = button("Go", value="1")
    ts = await posted(client, checkout, actions(go, block_id="b"))
    await browser.look_as(ana, checkout.id)
    seen = browser.button("Go")
    again = [actions(button("Go", value="2"), block_id="b")]
    await client.chat_update(channel=checkout.id, ts=ts, text="told", blocks=again)
    changed = "This has changed since you saw it. Look again, then choose."
    assert await browser.act("use", **seen) == changed
    await client.chat_update(channel=checkout.id, ts=ts, text="told", blocks=[section()])
    assert await browser.act("use", **seen) == changed
    await client.chat_delete(channel=checkout.id, ts=ts)
    assert await browser.act("use", **seen) == "That is no longer here."
    assert script.payloads == []


async def test_a_button_of_a_message_reaches_the_bot(
    client: AsyncWebClient, script: Script, browser: Browser, ana: Person, checkout: Channel
) -> None:
    await posted(client, checkout, actions(button("Go", value="1"), block_id="b"))
    await browser.look_as(ana, checkout.id)
    await browser.press("Go")
    [action] = script.last["actions"]
    assert (action["action_id"], action["value"]) == ("go", "1")
    assert script.last["user"]["id"] == ana.id


async def test_home_is_asked_for_and_shown(
    *, client: AsyncWebClient, script: Script, browser: Browser, ana: Person, checkout: Channel
) -> None:
    await client.views_publish(user_id=ana.id, view=home(section("What you owe")))
    await browser.look_as(ana, checkout.id)
    await browser.act("go", at="home")
    assert script.last["event"]["type"] == "app_home_opened"
    assert "What you owe" in browser.shows()
    assert browser.address == f"/?as={ana.id}&at=home"


async def test_a_private_channel_is_not_there_for_others(
    slack: Slack, browser: Browser, ana: Person, ben: Person, checkout: Channel
) -> None:
    hidden = slack.add_channel("secret-plan", members=[ana], private=True)
    await ana.say(hidden, "nobody else reads this")
    await browser.look_as(ben, hidden.id)
    assert "secret-plan" not in browser.document
    assert "nobody else reads this" not in browser.document
    told = await browser.act("go", at=hidden.id)
    assert "nobody else reads this" not in str(browser.parts)
    assert told == "That is no longer here."


async def test_the_bot_is_invited_and_a_channel_made(
    script: Script, slack: Slack, browser: Browser, ana: Person, checkout: Channel
) -> None:
    await browser.look_as(ana, checkout.id)
    assert "name that no other has" in await browser.act("make_channel", name="checkout")
    await browser.act("make_channel", name="# New Team")
    assert "# new-team" in browser.shows()
    assert "okrbot is not here yet: /invite @okrbot" in browser.shows()
    await browser.act("say", text="/invite @okrbot")
    assert "not here yet" not in browser.shows()


async def test_people_are_invited_once(
    slack: Slack, browser: Browser, ana: Person, ben: Person
) -> None:
    await browser.look_as(ana, "")
    await browser.act("make_channel", name="payments")
    assert await browser.act("say", text="/invite") == (
        "Name who should come, such as /invite @okrbot."
    )
    await browser.act("say", text=f"/invite @Ben @{slack.world.state.app.name}")
    assert "2 members" in browser.shows()
    assert "is not here yet" not in browser.shows()
    assert await browser.act("say", text="/invite ben") == "Ben is in #payments already."


async def test_what_comes_elsewhere_is_marked_as_new(
    client: AsyncWebClient, slack: Slack, browser: Browser, ana: Person, checkout: Channel
) -> None:
    other = slack.add_channel("general", members=[ana], bot=True)
    await browser.look_as(ana, checkout.id)
    assert "new" not in browser.shows("sidebar").split()
    await posted(client, other, section())
    await browser.look()
    assert "# general new" in browser.shows("sidebar")
    await browser.act("go", at=other.id)
    assert "new" not in browser.shows("sidebar").split()


async def test_a_message_shortcut(
    slack: Slack, script: Script, browser: Browser, ana: Person, checkout: Channel
) -> None:
    slack.declare_shortcut("Track as work", "track")
    said = await ana.say(checkout, "Dark mode, please")
    await browser.look_as(ana, checkout.id)
    assert "Track as work" in browser.shows()
    await browser.act("shortcut", callback="track", channel=checkout.id, ts=said.ts)
    assert script.last["callback_id"] == "track"
    assert script.last["message"]["ts"] == said.ts


async def test_a_form_that_is_closed_already_closes_without_a_word(
    *, client: AsyncWebClient, script: Script, browser: Browser, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, browser, ana, checkout)
    view = view_in(browser)
    assert await browser.act("close", view=view) == ""
    assert browser.shows("modal") == ""
    assert await browser.act("close", view=view) == ""


async def test_a_field_is_tied_to_its_label_and_to_what_is_wrong(
    *, client: AsyncWebClient, script: Script, browser: Browser, ana: Person, checkout: Channel
) -> None:
    await opened(client, script, browser, ana, checkout)
    assert 'for="name/a"' in browser.parts["modal"]
    await browser.act("submit", view=view_in(browser), values=[["name", "a", ""]])
    assert 'aria-describedby="name/a-wrong" aria-invalid="true"' in browser.parts["modal"]
    assert 'id="name/a-wrong"' in browser.parts["modal"]


async def test_garbage_is_answered_with_a_sentence(
    browser: Browser, ana: Person, checkout: Channel
) -> None:
    await browser.look_as(ana, checkout.id)
    assert "Load it again" in await browser.act("fly")
    for wanted in ({}, {"view": "V1"}, {"channel": 1, "ts": []}, {"values": "x"}):
        for kind in ("use", "submit", "close", "go", "say", "shortcut", "dismiss", "join"):
            assert await browser.act(kind, **wanted) is not None


async def test_only_this_machine_and_only_the_page_itself(
    slack: Slack, http: ClientSession, browser: Browser, ana: Person, checkout: Channel
) -> None:
    await browser.look_as(ana, checkout.id)
    url = slack.world.base_url
    body = {"window": browser.window, "kind": "say", "text": "from elsewhere"}
    async with http.post(f"{url}/act", json=body) as response:
        assert response.status == 403
    async with http.get(f"{url}/", headers={"Host": "evil.example"}) as response:
        assert response.status == 403
    body["window"] = "unknown"
    async with http.post(f"{url}/act", json=body, headers={"X-Page": "1"}) as response:
        assert response.status == 410
    assert checkout.messages == []


async def test_the_page_hears_of_changes(
    *,
    client: AsyncWebClient,
    slack: Slack,
    http: ClientSession,
    browser: Browser,
    ana: Person,
    checkout: Channel,
) -> None:
    await browser.look_as(ana, checkout.id)
    url = f"{slack.world.base_url}/live?window={browser.window}"
    async with http.get(url) as stream:
        await posted(client, checkout, section())
        assert await stream.content.readline() == b"data: changed\n"
