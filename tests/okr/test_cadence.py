"""Meetings fall where clocks and calendars say, on every side of a change of clocks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.okr.cadence import (
    Pause,
    Schedule,
    break_begins_on,
    find_next_held_meeting,
    is_meeting_day,
    local_instant,
    meeting_on,
    meetings_after,
    next_meeting,
    parse_time_of_day,
    validate_schedule,
)
from bot.okr.errors import FormError

HOUR = timedelta(hours=1)
TUESDAYS = Schedule(
    weekday=1,
    at=time(10),
    zone="Europe/Berlin",
    anchor_on=date(2026, 10, 6),
    interval_weeks=1,
    duration=HOUR,
    prompt_notice=2 * HOUR,
    reminder_notice=24 * HOUR,
    pauses=(),
)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "on", "at", "instant"),
    [
        ("Europe/Berlin", date(2026, 3, 28), time(10), utc(2026, 3, 28, 9)),
        ("Europe/Berlin", date(2026, 3, 29), time(10), utc(2026, 3, 29, 8)),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), utc(2026, 3, 29, 1, 30)),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), utc(2026, 10, 25, 0, 30)),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30, fold=1), utc(2026, 10, 25, 0, 30)),
        ("America/New_York", date(2026, 3, 8), time(2, 30), utc(2026, 3, 8, 7, 30)),
        ("America/New_York", date(2026, 11, 1), time(1, 30), utc(2026, 11, 1, 5, 30)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), utc(2026, 10, 3, 15, 45)),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), utc(2026, 4, 4, 14, 45)),
        ("Pacific/Apia", date(2011, 12, 29), time(10), utc(2011, 12, 29, 20)),
        ("Pacific/Apia", date(2011, 12, 30), time(10), utc(2011, 12, 30, 20)),
        ("Pacific/Apia", date(2011, 12, 31), time(10), utc(2011, 12, 30, 20)),
        ("Asia/Kathmandu", date(2026, 6, 1), time(10), utc(2026, 6, 1, 4, 15)),
        ("Africa/Casablanca", date(2025, 2, 24), time(10), utc(2025, 2, 24, 10)),
        ("Africa/Casablanca", date(2025, 4, 7), time(10), utc(2025, 4, 7, 9)),
    ],
)
def test_reads_the_wall_clock(zone: str, on: date, at: time, instant: datetime) -> None:
    assert local_instant(on, at, zone) == instant


def test_describes_a_meeting() -> None:
    meeting = meeting_on(TUESDAYS, date(2026, 11, 10))
    assert meeting is not None
    assert (meeting.on, meeting.paused) == (date(2026, 11, 10), None)
    assert (meeting.starts_at, meeting.ends_at) == (utc(2026, 11, 10, 9), utc(2026, 11, 10, 10))
    # 08:00 is just late enough for a prompt.
    assert meeting.prompt_at == utc(2026, 11, 10, 7)
    assert meeting.reminder_at == utc(2026, 11, 9, 9)
    assert meeting_on(TUESDAYS, date(2026, 11, 11)) is None


@pytest.mark.parametrize(
    ("weekday", "at", "notice", "local_date", "local_time"),
    [
        (1, time(10), 2 * HOUR, date(2026, 11, 10), time(8)),
        (1, time(9, 59), 2 * HOUR, date(2026, 11, 9), time(16)),
        (0, time(9), 2 * HOUR, date(2026, 11, 6), time(16)),
        (6, time(9), 2 * HOUR, date(2026, 11, 13), time(16)),
        (1, time(1), 2 * HOUR, date(2026, 11, 9), time(23)),
        (1, time(10), timedelta(0), date(2026, 11, 10), time(10)),
        (1, time(7), timedelta(0), date(2026, 11, 9), time(16)),
        (0, time(10), 26 * HOUR, date(2026, 11, 8), time(8)),
    ],
)
def test_a_prompt_never_comes_at_night(
    weekday: int, at: time, notice: timedelta, local_date: date, local_time: time
) -> None:
    schedule = replace(TUESDAYS, weekday=weekday, at=at, prompt_notice=notice)
    on = date(2026, 11, 9) + timedelta(days=weekday)
    meeting = meeting_on(schedule, on)
    assert meeting is not None
    assert meeting.prompt_at == local_instant(local_date, local_time, "Europe/Berlin")


def test_notice_is_elapsed_time_when_clocks_change() -> None:
    sundays = replace(TUESDAYS, weekday=6, at=time(12), prompt_notice=10 * HOUR)
    spring = meeting_on(replace(sundays, anchor_on=date(2026, 1, 1)), date(2026, 3, 29))
    assert spring is not None
    # Ten hours before noon is 01:00 that day: too early, so Friday at 16:00.
    assert spring.prompt_at == utc(2026, 3, 27, 15)
    assert spring.reminder_at == utc(2026, 3, 28, 10)


@pytest.mark.parametrize("anchor_on", [date(2026, 12, 14), date(2026, 12, 20)])
def test_every_two_weeks_across_the_end_of_the_year(anchor_on: date) -> None:
    mondays = replace(TUESDAYS, weekday=0, interval_weeks=2, anchor_on=anchor_on)
    days = [meeting.on for meeting in islice(meetings_after(mondays, utc(2026, 1, 1)), 4)]
    assert days == [date(2026, 12, 14), date(2026, 12, 28), date(2027, 1, 11), date(2027, 1, 25)]
    assert not is_meeting_day(mondays, date(2027, 1, 4))
    assert not is_meeting_day(mondays, date(2026, 11, 30))


def test_a_meeting_counts_until_it_has_ended() -> None:
    assert next_meeting(TUESDAYS, utc(2026, 11, 10, 9, 59)).on == date(2026, 11, 10)
    assert next_meeting(TUESDAYS, utc(2026, 11, 10, 10)).on == date(2026, 11, 17)


def test_a_long_meeting_over_midnight_is_still_found() -> None:
    late = replace(TUESDAYS, at=time(23), duration=8 * HOUR)
    assert next_meeting(late, utc(2026, 11, 11, 5)).on == date(2026, 11, 10)


def test_a_date_that_a_zone_skipped_is_met_once() -> None:
    fridays = replace(TUESDAYS, weekday=4, zone="Pacific/Apia", anchor_on=date(2011, 12, 1))
    meetings = list(islice(meetings_after(fridays, utc(2011, 12, 24)), 3))
    assert [m.on for m in meetings] == [date(2011, 12, 30), date(2012, 1, 6), date(2012, 1, 13)]


def test_pauses_are_named_and_passed_over() -> None:
    pause = Pause(date(2026, 12, 22), date(2027, 1, 5), "Holidays")
    paused = replace(TUESDAYS, pauses=(pause,))
    now = utc(2026, 12, 16)
    assert next_meeting(paused, now).paused == "Holidays"
    held = find_next_held_meeting(paused, now)
    assert held is not None
    assert (held.on, held.paused) == (date(2027, 1, 12), None)


@dataclass(frozen=True, slots=True)
class Days:
    """Public holidays that the tests need."""

    names: Mapping[date, str]
    code: str = "XX"

    def name_of(self, on: date) -> str | None:
        return self.names.get(on)


CHRISTMAS = Days({date(2026, 12, 25): "Christmas Day", date(2027, 1, 1): "New Year's Day"})
FRIDAYS = replace(TUESDAYS, weekday=4, holidays=CHRISTMAS)


def test_holidays_are_named_and_passed_over() -> None:
    meeting = meeting_on(FRIDAYS, date(2026, 12, 25))
    assert meeting is not None
    assert meeting.paused == "Christmas Day"
    held = find_next_held_meeting(FRIDAYS, utc(2026, 12, 20))
    assert held is not None
    assert held.on == date(2027, 1, 8)


def test_a_pause_on_a_holiday_keeps_its_own_reason() -> None:
    pause = Pause(date(2026, 12, 20), date(2026, 12, 31), "Closed")
    meeting = meeting_on(replace(FRIDAYS, pauses=(pause,)), date(2026, 12, 25))
    assert meeting is not None
    assert meeting.paused == "Closed"


def test_an_early_prompt_comes_on_a_working_day() -> None:
    saturdays = replace(FRIDAYS, weekday=5, at=time(9))
    meeting = meeting_on(saturdays, date(2026, 12, 26))
    assert meeting is not None
    assert meeting.prompt_at == utc(2026, 12, 24, 15)


@pytest.mark.parametrize(
    ("anchor_on", "on", "first"),
    [
        (date(2026, 10, 6), date(2026, 12, 25), date(2026, 12, 25)),
        (date(2026, 10, 6), date(2027, 1, 1), date(2026, 12, 25)),
        (date(2026, 12, 30), date(2027, 1, 1), date(2027, 1, 1)),
    ],
)
def test_finds_where_a_break_begins(anchor_on: date, on: date, first: date) -> None:
    schedule = replace(FRIDAYS, anchor_on=anchor_on)
    meeting = meeting_on(schedule, on)
    assert meeting is not None
    assert break_begins_on(schedule, meeting) == first


def test_a_pause_without_end_leaves_no_meeting() -> None:
    forever = replace(TUESDAYS, pauses=(Pause(date(2020, 1, 1), date.max, "Gone"),))
    assert find_next_held_meeting(forever, utc(2026, 12, 16)) is None


def test_the_calendar_ends() -> None:
    assert list(meetings_after(TUESDAYS, utc(9998, 12, 31, 12))) == []
    assert len(list(meetings_after(TUESDAYS, utc(9998, 12, 1)))) == 5


@settings(max_examples=100)
@given(
    st.sampled_from(["Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca"]),
    st.integers(0, 6),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from([1, 2, 4]),
    st.tuples(st.dates(date(2008, 1, 1), date(2030, 1, 1)), st.integers(0, 200_000)),
)
def test_meetings_come_in_order_each_date_once(
    zone: str, weekday: int, at: time, interval: int, start: tuple[date, int]
) -> None:
    anchor_on, hours = start
    now = utc(2008, 1, 1) + hours * HOUR
    schedule = replace(
        TUESDAYS, zone=zone, weekday=weekday, at=at, interval_weeks=interval, anchor_on=anchor_on
    )
    meetings = list(islice(meetings_after(schedule, now), 6))
    assert [m.on for m in meetings] == sorted({m.on for m in meetings})
    assert all(is_meeting_day(schedule, m.on) and m.ends_at > now for m in meetings)
    assert all(m.prompt_at <= m.starts_at for m in meetings)
    earlier = meeting_on(schedule, meetings[0].on - timedelta(weeks=interval))
    assert earlier is None or earlier.ends_at <= now


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10:00", time(10)),
        ("9.30", time(9, 30)),
        ("9:30 am", time(9, 30)),
        ("2:30PM", time(14, 30)),
        ("2 p.m.", time(14)),
        ("12 am", time(0)),
        ("12pm", time(12)),
        ("14h", time(14)),
        ("14h30", time(14, 30)),
        ("0930", time(9, 30)),
        (" 7 ", time(7)),
    ],
)
def test_reads_a_time_of_day(text: str, expected: time) -> None:
    assert parse_time_of_day(text) == expected


@pytest.mark.parametrize("text", ["", "25", "24:00", "10:60", "13 pm", "0 am", "noon", "10:00:00"])
def test_refuses_what_is_no_time(text: str) -> None:
    with pytest.raises(FormError) as refusal:
        parse_time_of_day(text)
    assert set(refusal.value.fields) == {"at"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weekday", 7),
        ("weekday", -1),
        ("at", time(10, 0, 1)),
        ("at", time(10, 0, 0, 1)),
        ("at", time(10, tzinfo=UTC)),
        ("zone", "Berlin"),
        ("zone", "localtime"),
        ("zone", "../etc/passwd"),
        ("interval_weeks", 3),
        ("duration", timedelta(minutes=4)),
        ("duration", timedelta(hours=9)),
        ("prompt_notice", timedelta(days=8)),
        ("reminder_notice", timedelta(hours=-1)),
        ("pauses", (Pause(date(2026, 2, 2), date(2026, 2, 1), "x"),)),
    ],
)
def test_refuses_a_wrong_schedule_under_its_field(field: str, value: object) -> None:
    wrong = replace(TUESDAYS, **{field: value})  # type: ignore[arg-type]
    with pytest.raises(FormError) as refusal:
        validate_schedule(wrong)
    assert set(refusal.value.fields) == {field}


def test_offers_the_zone_that_was_meant() -> None:
    with pytest.raises(FormError, match="such as Europe/Berlin"):
        validate_schedule(replace(TUESDAYS, zone="europe/berlin"))


def test_accepts_a_right_schedule() -> None:
    assert validate_schedule(TUESDAYS) == TUESDAYS
