"""A double is forgiven only where a log made by hand shows its window."""

from typing import Any

import pytest

from soak.judge import Owed, judge
from soak.limits_judge import find_impatient, find_posts_too_close
from soak.windows import STOOD_STILL, TAKEN_LATE, read_windows
from tests.soak.test_judge import post

LEASE = 3.0
OWED = [Owed("prompt:1", "C1", "prompt", earliest=0.0, latest=1000.0)]
FREEZE = {"kind": "happened", "what": "freeze", "began": 100.0, "at": 105.0}
PROMOTION = {"kind": "happened", "what": "promotion", "at": 104.0}


def sent(at: float) -> dict[str, Any]:
    return post("prompt:1", "C1", at=at)


def answered(method: str, asked_at: float, at: float, channel: str = "C1") -> dict[str, Any]:
    return {
        "kind": "answered",
        "method": method,
        "channel": channel,
        "asked_at": asked_at,
        "at": at,
    }


IN_HAND = answered("chat.postMessage", 100.0, 106.0)
LOOKED = answered("conversations.history", 103.0, 103.5)


@pytest.mark.parametrize(
    ("log", "window"),
    [
        ([FREEZE, sent(104), sent(105.2)], STOOD_STILL),
        ([FREEZE, sent(105.1), sent(105.2)], STOOD_STILL),
        ([FREEZE, sent(104), sent(109)], None),
        ([FREEZE, sent(99), sent(105.2)], None),
        ([FREEZE, sent(101), sent(102)], None),
        ([{**FREEZE, "began": 103.0}, sent(104), sent(105.2)], None),
        ([PROMOTION, sent(103), sent(104.5)], None),
        ([FREEZE, sent(104), sent(105.2), sent(120)], None),
        ([IN_HAND, LOOKED, sent(104), sent(106)], TAKEN_LATE),
        ([{**IN_HAND, "asked_at": 103.2}, LOOKED, sent(104), sent(110)], TAKEN_LATE),
        ([{**IN_HAND, "asked_at": 103.8}, LOOKED, sent(104), sent(110)], None),
        ([IN_HAND, {**LOOKED, "channel": "C2"}, sent(104), sent(106)], None),
        ([sent(104), sent(106)], None),
    ],
)
def test_a_double_needs_its_window(log: list[dict[str, Any]], window: str | None) -> None:
    verdict = judge(OWED, log, windows=read_windows(log, lease=LEASE))
    assert verdict.double == ("prompt:1",)
    assert verdict.explained.get("prompt:1") == window
    assert verdict.is_clean is (window is not None)
    assert not judge(OWED, log).is_clean


def test_a_verdict_names_the_window_and_what_happened_before_the_last_post() -> None:
    late = {"kind": "happened", "what": "kill", "at": 200.0}
    log = [FREEZE, sent(104), sent(105.2), PROMOTION, late]
    said = judge(OWED, log, windows=read_windows(log, lease=LEASE)).line()
    assert said.endswith(f"{STOOD_STILL}; 1 freeze, 1 promotion")


def test_two_posts_in_a_channel_within_a_second_are_too_close() -> None:
    log = [sent(100), post("x", "C2", at=100.5), sent(101), post("x", "C2", at=101.4)]
    assert find_posts_too_close(log) == ("C2",)


@pytest.mark.parametrize(("asked_at", "found"), [(103.9, ("chat.postMessage",)), (104.1, ())])
def test_whoever_does_not_wait_as_slack_said_is_impatient(
    asked_at: float, found: tuple[str, ...]
) -> None:
    limited = {"kind": "limited", "method": "chat.postMessage", "at": 102.0, "wait": 2}
    before = answered("chat.postMessage", 101.0, 102.1)
    assert find_impatient([limited, before, answered("chat.postMessage", asked_at, 105)]) == found
