"""What settings may say, and the keys made from names."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.okr.cadence import Pause
from bot.okr.errors import FormError
from bot.okr.team_settings import check_settings, default_settings, make_key, name_from_channel

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
USUAL = default_settings(name="Checkout", zone="Europe/Berlin", now=NOW)


@pytest.mark.parametrize(
    ("name", "taken", "key"),
    [
        ("Checkout", (), "CHK"),
        ("Checkout", ("CHK", "CHK2"), "CHK3"),
        ("Payments", (), "PYM"),
        ("Data", (), "DAT"),
        ("Ops", (), "OPS"),
        ("Growth & Retention", (), "GR"),
        ("Éclair", (), "ECL"),
        ("42 Wallaby Way", (), "WW"),
        ("A", (), "TEAM"),
        ("مدفوعات", ("TEAM",), "TEAM2"),
        ("🚀", (), "TEAM"),
        ("One Two Three Four Five Six", (), "OTTF"),
    ],
)
def test_keys(name: str, taken: tuple[str, ...], key: str) -> None:
    assert make_key(name, taken) == key


def test_names_of_channels() -> None:
    assert name_from_channel("team-checkout") == "Checkout"
    assert name_from_channel("growth_and-retention") == "Growth and retention"


def test_the_usual_meeting() -> None:
    schedule = USUAL.schedule
    assert (schedule.weekday, schedule.at) == (1, time(10))
    assert schedule.anchor_on == date(2026, 11, 10)
    assert default_settings(name="x", zone="Not/AZone", now=NOW).schedule.zone == "UTC"
    assert default_settings(name="x", zone="", now=NOW).schedule.zone == "UTC"


def test_what_is_right_comes_back_tidied() -> None:
    checked = check_settings(replace(USUAL, name=" Check\nout ", key=" chk "), today=NOW.date())
    assert (checked.name, checked.key) == ("Check out", "CHK")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"key": "1AB"}, "key"),
        ({"key": "A"}, "key"),
        ({"key": "A-B"}, "key"),
        ({"schedule": replace(USUAL.schedule, anchor_on=date(9999, 1, 1))}, "anchor_on"),
        ({"schedule": replace(USUAL.schedule, zone="Europe/Berln")}, "zone"),
        ({"schedule": replace(USUAL.schedule, duration=timedelta(minutes=1))}, "duration"),
        (
            {"schedule": replace(USUAL.schedule, pauses=(Pause(NOW.date(), NOW.date(), ""),) * 11)},
            "pauses",
        ),
        (
            {
                "schedule": replace(
                    USUAL.schedule, pauses=(Pause(NOW.date(), NOW.date(), "x" * 201),)
                )
            },
            "pauses",
        ),
    ],
)
def test_what_is_wrong_is_said_under_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(FormError) as caught:
        check_settings(replace(USUAL, **changes), today=NOW.date())  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]


def test_everything_wrong_is_said_at_once() -> None:
    wrong = replace(USUAL, name="", schedule=replace(USUAL.schedule, zone="x"))
    with pytest.raises(FormError) as caught:
        check_settings(wrong, today=NOW.date())
    assert set(caught.value.fields) == {"name", "zone"}
