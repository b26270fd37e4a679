"""The line about a meeting that is not held says why and when the next one is."""

from datetime import date

import pytest

from bot.views.no_meeting import no_meeting_message
from sandbox.validation import check_message
from tests.views.week_builders import NASTY


@pytest.mark.parametrize(
    ("reason", "next_on", "text"),
    [
        (
            "Christmas Day",
            date(2027, 1, 8),
            "No meeting on Fri 25 Dec: Christmas Day. The next one is on Fri 8 Jan.",
        ),
        ("", None, "No meeting on Fri 25 Dec."),
        ("<!here> & all", None, "No meeting on Fri 25 Dec: &lt;!here&gt; &amp; all."),
    ],
)
def test_says_it_in_one_line(reason: str, next_on: date | None, text: str) -> None:
    message = no_meeting_message(on=date(2026, 12, 25), reason=reason, next_on=next_on)
    assert message.text == text
    assert check_message(list(message.blocks)) == []


def test_stays_legal_whatever_the_reason() -> None:
    message = no_meeting_message(on=date(2026, 12, 25), reason=NASTY * 20, next_on=None)
    assert check_message(list(message.blocks)) == []
