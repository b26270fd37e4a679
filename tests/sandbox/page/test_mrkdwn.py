"""What Slack's formatting looks like on the page, and that nothing people write becomes HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import Channel, Person, Slack
from sandbox.clock import Clock
from sandbox.driver.setting_up import new_user, new_world
from sandbox.page.mrkdwn import mrkdwn
from sandbox.page.names import Names
from tests.sandbox.page.browser import words

WORLD = new_world(Clock(), signing_secret="s", bot_token="t")
READER = new_user(WORLD, "Ana", zone="America/New_York", locale="en-US")
NAMES = Names(WORLD.state, READER)
ELSEWHERE = 'rel="noreferrer noopener" target="_blank"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*1.1 Completion*  66 %", "<b>1.1 Completion</b>  66 %"),
        ("a _b_ and ~c~", "a <i>b</i> and <s>c</s>"),
        ("*bold _and slanted_*", "<b>bold <i>and slanted</i></b>"),
        ("2*3*4 and a_b_c", "2*3*4 and a_b_c"),
        ("\u2060*\u2060not bold\u2060*\u2060", "\u2060*\u2060not bold\u2060*\u2060"),
        ("`*code*`", "<code>*code*</code>"),
        ("```one\ntwo```", "<pre>one\ntwo</pre>"),
        ("one\ntwo", "one<br>two"),
        ("*Ana*\n> one\n> two\nthree", "<b>Ana</b><br><blockquote>one<br>two</blockquote>three"),
        ("&lt;b&gt; &amp; &amp;lt;", "&lt;b&gt; &amp; &amp;lt;"),
        ("&gt; said\nand so", "<blockquote>said</blockquote>and so"),
        (":warning: look", "⚠️ look"),
        (":no_such_thing:", ":no_such_thing:"),
        (f"<@{READER.id}>", '<span class="mention">@Ana</span>'),
        ("<!here>", '<span class="mention">@here</span>'),
        (
            "<https://example.com/?a=1&amp;b=2|the page>",
            f'<a href="https://example.com/?a=1&amp;b=2" {ELSEWHERE}>the page</a>',
        ),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
        (
            "<!date^1762783200^{date_short} at {time}|soon>",
            "<time>Nov 10, 2025 at 09:00</time>",
        ),
    ],
)
def test_formatting(text: str, shown: str) -> None:
    assert str(mrkdwn(text, NAMES)) == shown


@given(st.text())
def test_whatever_is_written_stays_text(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = mrkdwn(escaped, NAMES)
    for name in ("script", "img", "iframe", "svg", "style"):
        assert f"<{name}" not in shown.lower()
    assert isinstance(words(shown), str)


async def test_a_private_channel_has_no_name_for_outsiders(
    slack: Slack, ana: Person, ben: Person
) -> None:
    hidden: Channel = slack.add_channel("secret-plan", members=[ana], private=True)
    state = slack.world.state
    assert "secret-plan" in mrkdwn(f"<#{hidden.id}>", Names(state, ana.state))
    assert "secret-plan" not in mrkdwn(f"<#{hidden.id}>", Names(state, ben.state))
