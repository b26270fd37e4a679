"""The text of a message as a person reads it."""

import pytest

from bot.slack.message_text import first_line


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Fix the login", "Fix the login"),
        ("\n\n  Fix the login\nIt is slow.", "Fix the login"),
        ("", ""),
        ("*Fix* _the_ `login`", "Fix the login"),
        ("snake_case 2*3*4", "snake_case 2*3*4"),
        ("<@U1> asks <@U2|ben>", "@someone asks @ben"),
        ("<#C1|checkout> <#C2>", "#checkout #channel"),
        ("<!here> <!channel> <!subteam^S1|@devs>", "@here @channel @devs"),
        ("See <https://x.org/a|the issue>", "See the issue"),
        ("<https://x.org/a>", "https://x.org/a"),
        ("<mailto:a@x.org|a@x.org> <mailto:b@x.org>", "a@x.org b@x.org"),
        ("a &lt; b &amp;&amp; c", "a < b && c"),
    ],
)
def test_markup_is_read_as_words(text: str, read: str) -> None:
    assert first_line(text) == read
