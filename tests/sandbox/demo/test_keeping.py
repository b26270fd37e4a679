"""What the demo keeps from one run to the next."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Slack
from sandbox.demo.keeping import NAME, Kept, UnreadableError, load, save
from sandbox.demo.lock import AlreadyRunningError, only_one
from tests.sandbox.bots import SECRET, TOKEN, Script
from tests.sandbox.pieces import home, section
from tests.sandbox.test_modals import FORM, opened

NOW = datetime(2026, 11, 9, 8, 41, tzinfo=UTC)


async def test_the_workspace_is_the_same_after_a_restart(
    *,
    tmp_path: Path,
    slack: Slack,
    client: AsyncWebClient,
    script: Script,
    ana: Person,
    checkout: Channel,
) -> None:
    await client.views_publish(user_id=ana.id, view=home(section("What you owe")))
    said = await ana.say(checkout, "Dark mode & more")
    post = await client.chat_postMessage(channel=checkout.id, text="first", thread_ts=said.ts)
    await client.chat_update(channel=checkout.id, ts=str(post["ts"]), text="second")
    save(tmp_path, Kept(slack.world.state, NOW, {"check_in"}))
    kept = load(tmp_path)
    assert kept is not None
    assert (kept.now, kept.tour, kept.is_tour_closed) == (NOW, {"check_in"}, False)
    async with Slack.start(signing_secret=SECRET, bot_token=TOKEN, state=kept.state) as again:
        [person] = [one for one in again.people if one.id == ana.id]
        [channel] = again.channels
        assert person.home is not None
        assert "What you owe" in person.home.shown
        [message] = channel.messages
        assert (message.ts, message.text) == (said.ts, "Dark mode &amp; more")
        assert [reply.text for reply in message.thread] == ["second"]
        assert again.scopes == slack.scopes
        later = await person.say(channel, "next")
        assert float(later.ts) > float(said.ts)


async def test_windows_and_their_forms_do_not_outlive_a_restart(
    *,
    tmp_path: Path,
    slack: Slack,
    client: AsyncWebClient,
    script: Script,
    ana: Person,
    checkout: Channel,
) -> None:
    await opened(client, script, ana, checkout, FORM)
    save(tmp_path, Kept(slack.world.state, NOW))
    kept = load(tmp_path)
    assert kept is not None
    assert (kept.state.views, kept.state.stacks, kept.state.triggers) == ({}, {}, {})
    assert ana.front.title == "Check in"


def test_nothing_is_kept_yet(tmp_path: Path) -> None:
    assert load(tmp_path) is None


@pytest.mark.parametrize("kept", ["", "{", '{"state": {}}', "\x00"])
def test_what_is_damaged_is_told_of(tmp_path: Path, kept: str) -> None:
    (tmp_path / NAME).write_text(kept)
    with pytest.raises(UnreadableError, match="make demo-reset"):
        load(tmp_path)


def test_a_second_demo_is_told_where_the_first_is(tmp_path: Path) -> None:
    path = tmp_path / "demo.lock"
    address = "http://127.0.0.1:8300/"
    with only_one(path) as tell:
        with pytest.raises(AlreadyRunningError, match="just starting"), only_one(path):
            pass
        tell(address)
        with pytest.raises(AlreadyRunningError, match=f"already: {address}"), only_one(path):
            pass
    with only_one(path):
        pass
