"""What is lost, double, late or misplaced is found, as are messages that thaw."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.okr.cadence import Pause, Schedule
from sandbox.log import Entry
from soak.weeks_judge import WeeksJudge
from soak.weeks_model import TeamModel

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
PROMPT_AT = datetime(2026, 9, 8, 8, 0, tzinfo=UTC)
END = PROMPT_AT + 3 * HOUR
PAUSE = Pause(date(2026, 9, 8), date(2026, 9, 30), "Holidays")


def a_team(*pauses: Pause) -> TeamModel:
    """It meets on Tuesdays at 10:00 in UTC, and is prompted two hours before."""
    return TeamModel(
        team_id=1,
        channel="C1",
        schedule=Schedule(
            weekday=1,
            at=time(10),
            zone="UTC",
            anchor_on=date(2026, 9, 8),
            interval_weeks=1,
            duration=HOUR,
            prompt_notice=2 * HOUR,
            reminder_notice=HOUR,
            pauses=pauses,
        ),
        country=None,
        created_at=MONDAY,
        changed_at=MONDAY,
        names=[(MONDAY, "One")],
    )


def call(method: str, key: str, channel: str = "C1", text: str = "One: first.") -> Entry:
    data: dict[str, Any] = {
        "method": method,
        "arguments": {"metadata": {"event_payload": {"key": key}}},
        "response": {"ok": True, "channel": channel, "ts": key, "text": text},
    }
    data["response"]["message"] = {"text": text}
    return Entry(1, 0.0, "call", data)


POST, EDIT = "chat.postMessage", "chat.update"
Said = tuple[datetime, Entry]
FAULTS: dict[str, tuple[list[Said], str]] = {
    "as owed": ([(PROMPT_AT, call(POST, "prompt:1:1")), (END, call(EDIT, "prompt:1:1"))], ""),
    "lost": ([], "lost"),
    "double": (
        [
            (PROMPT_AT, call(POST, "prompt:1:1")),
            (PROMPT_AT, call(POST, "prompt:1:1")),
            (END, call(EDIT, "prompt:1:1")),
        ],
        "double",
    ),
    "misplaced": (
        [(PROMPT_AT, call(POST, "prompt:1:1", "C2")), (END, call(EDIT, "prompt:1:1", "C2"))],
        "misplaced",
    ),
    "late": (
        [(END - HOUR / 2, call(POST, "prompt:1:1")), (END, call(EDIT, "prompt:1:1"))],
        "late",
    ),
    "unowed": (
        [
            (PROMPT_AT, call(POST, "prompt:1:1")),
            (END, call(EDIT, "prompt:1:1")),
            (END, call(POST, "prompt:1:2")),
        ],
        "unowed",
    ),
    "thawed": (
        [
            (PROMPT_AT, call(POST, "prompt:1:1")),
            (END, call(EDIT, "prompt:1:1")),
            (END + HOUR, call(EDIT, "prompt:1:1")),
        ],
        "thawed",
    ),
    "not frozen": ([(PROMPT_AT, call(POST, "prompt:1:1"))], "not frozen"),
    "wrong words": (
        [
            (PROMPT_AT, call(POST, "prompt:1:1")),
            (END, call(EDIT, "prompt:1:1", text="Two: first.")),
        ],
        "wrong words",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found(name: str) -> None:
    said, wrong = FAULTS[name]
    judge = WeeksJudge(teams={1: a_team()})
    judge.expect(PROMPT_AT - HOUR)
    judge.expect(PROMPT_AT)
    for at, entry in said:
        judge.take([entry], at)
    judge.close_week(END + 2 * HOUR)
    found = judge.findings()
    assert {kind for kind, those in found.wrong.items() if those} == ({wrong} - {""})
    assert found.is_clean is not bool(wrong)


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        (lambda team: None, ["prompt", "prompt"]),
        (lambda team: team.follow(a_team(PAUSE).schedule, MONDAY), ["no_meeting"]),
    ],
    ids=["held", "paused"],
)
def test_two_weeks_owe(change: Callable[[TeamModel], None], kinds: list[str]) -> None:
    team = a_team()
    change(team)
    owed = [one.kind for hour in range(14 * 24) for one in team.newly_due(MONDAY + hour * HOUR)]
    assert owed == kinds


def test_a_week_that_was_called_off_has_no_prompt_by_itself() -> None:
    day_off = Pause(PAUSE.starts_on, PAUSE.starts_on, "Away")
    team = a_team(day_off)
    assert [one.kind for one in team.newly_due(PROMPT_AT)] == ["no_meeting"]
    thursday = replace(team.schedule, weekday=3)
    team.follow(thursday, PROMPT_AT + HOUR)
    assert list(team.newly_due(PROMPT_AT + 48 * HOUR)) == []
    assert [one.kind for one in team.newly_due(PROMPT_AT + 9 * 24 * HOUR)] == ["prompt"]


def test_the_clock_waits_for_what_would_not_be_worth_saying_any_more() -> None:
    judge = WeeksJudge(teams={1: a_team()})
    judge.expect(PROMPT_AT)
    assert not judge.is_waiting(PROMPT_AT + HOUR / 2)
    assert judge.is_waiting(PROMPT_AT + HOUR), "it would be late"
    short = a_team()
    short.follow(replace(short.schedule, prompt_notice=0 * HOUR, duration=HOUR / 4), MONDAY)
    judge = WeeksJudge(teams={1: short})
    judge.expect(PROMPT_AT + 2 * HOUR)
    assert judge.is_waiting(PROMPT_AT + 2.25 * HOUR), "the meeting would be over"
    judge.take([call(POST, "prompt:1:1")], PROMPT_AT + 2 * HOUR)
    assert not judge.is_waiting(PROMPT_AT + 2.25 * HOUR)
