"""Edits that come too fast or at once are found in a log, and others are not."""

from typing import Any

import pytest

from soak.edits import Edit, find_crowded, find_overlapping, find_too_close, read_edits


def edit(asked_at: float, answered_at: float, ts: str = "1.0") -> Edit:
    return Edit(asked_at, answered_at, "C1", ts)


def test_edits_are_read_in_the_order_of_asking() -> None:
    log: list[dict[str, Any]] = [
        {"kind": "answered", "method": method, "channel": "C1", "ts": "1.0", "asked_at": a, "at": b}
        for method, a, b in (("chat.update", 7, 8), ("chat.update", 1, 2), ("chat.delete", 3, 4))
    ]
    assert read_edits([*log, {"kind": "delivery"}]) == [edit(1, 2), edit(7, 8)]


@pytest.mark.parametrize(
    ("edits", "overlapping", "too_close"),
    [
        ([edit(0, 1), edit(6, 7)], 0, 0),
        ([edit(0, 1), edit(5.9, 7)], 0, 1),
        ([edit(0, 3), edit(2, 4)], 1, 1),
        ([edit(0, 3), edit(2, 4, "2.0")], 0, 0),
    ],
)
def test_two_edits_of_a_message_are_told_apart(
    edits: list[Edit], overlapping: int, too_close: int
) -> None:
    assert len(find_overlapping(edits)) == overlapping
    assert len(find_too_close(edits, pause=5)) == too_close


@pytest.mark.parametrize(("seconds", "found"), [(59.9, 1), (60.0, 0)])
def test_a_minute_may_begin_anywhere(seconds: float, found: int) -> None:
    edits = [edit(100 + one / 10, 100 + one / 10, str(one)) for one in range(40)]
    assert find_crowded(edits, a_minute=40) == ()
    assert len(find_crowded([*edits, edit(100 + seconds, 170)], a_minute=40)) == found
