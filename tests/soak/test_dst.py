"""Changes of clocks in a few zones of every kind; the rest are tried by `python -m soak.dst`."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from soak.dst import (
    MINUTE,
    Change,
    expected_instant,
    find_changes,
    find_faults,
    readings_around,
    schedules_around,
)

HOUR = timedelta(hours=1)
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour
    "Antarctica/Troll",  # two hours
    "Africa/Casablanca",  # backwards for Ramadan
    "America/Santiago",  # at midnight
    "America/Nuuk",  # on the evening before
    "Africa/Cairo",  # at midnight, on a Friday
)


def test_finds_the_changes_of_a_zone() -> None:
    changes = find_changes("Europe/Berlin")
    assert changes[:2] == (
        Change(datetime(2026, 3, 29, 1, tzinfo=UTC), HOUR, 2 * HOUR),
        Change(datetime(2026, 10, 25, 1, tzinfo=UTC), 2 * HOUR, HOUR),
    )
    assert len(changes) == 6
    assert find_changes("Asia/Tokyo") == ()


def test_reads_around_a_change_to_the_minute() -> None:
    spring = find_changes("Europe/Berlin")[0]
    readings = " ".join(f"{one:%H:%M}" for one in readings_around(spring))
    assert readings == "01:59 02:00 02:01 02:29 02:30 02:31 02:59 03:00 03:01"


@pytest.mark.parametrize(
    ("zone", "wall", "instant"),
    [
        ("Europe/Berlin", "2026-03-29 02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("Europe/Berlin", "2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("Asia/Tokyo", "2026-03-29 02:30", datetime(2026, 3, 28, 17, 30, tzinfo=UTC)),
    ],
)
def test_knows_instants_from_utc_alone(zone: str, wall: str, instant: datetime) -> None:
    assert expected_instant(datetime.fromisoformat(wall), zone) == instant


@pytest.mark.parametrize("zone", ZONES)
def test_one_prompt_for_each_round_at_the_right_instant(zone: str) -> None:
    notices = (timedelta(0), 2 * HOUR, timedelta(days=7))
    changes = find_changes(zone)[:2]
    cases = list(schedules_around(zone, changes, notices=notices, intervals=(1, 4)))
    assert len(cases) == 2 * 9 * 3 * 2
    assert [fault for case in cases for fault in find_faults(*case)] == []


def test_tells_a_prompt_at_a_wrong_instant_and_a_missing_one() -> None:
    changes = find_changes("Europe/Berlin")[:1]
    schedule, on = next(
        schedules_around("Europe/Berlin", changes, notices=[10 * MINUTE], intervals=[1])
    )
    assert find_faults(schedule, on) == []
    assert find_faults(schedule, on + timedelta(days=1)) != []
    late = replace(schedule, anchor_on=date(2026, 3, 29))
    assert find_faults(late, on) != []
