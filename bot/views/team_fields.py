"""The fields about a team that its set-up and its settings share, read back as one value.

Block ids are the field names of `bot.okr.team_settings`, so that a refusal finds its field.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.holiday_calendars import FIELD, find_calendar
from bot.okr.cadence import INTERVALS
from bot.okr.team_settings import MAX_KEY, MAX_NAME, TeamSettings
from bot.okr.text import count_of, one_line
from bot.views.blocks import (
    Block,
    checkboxes,
    date_picker,
    field,
    option,
    people_picker,
    text_input,
    time_picker,
)
from bot.views.menus import menu
from bot.views.state import Values, choice_of, date_of, is_ticked, text_of, time_of

NAME, MEMBERS, WEEKDAY, AT, ZONE = "name", "members", "weekday", "at", "zone"
INTERVAL, ANCHOR, DURATION = "interval_weeks", "anchor_on", "duration"
PROMPT_NOTICE, KEY = "prompt_notice", "key"
EXTERNAL = "external"
HOLIDAYS = FIELD

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_DURATIONS = (15, 25, 30, 45, 50, 60, 75, 90, 120, 180, 240)
_NOTICES = (0, 15, 30, 60, 120, 180, 240, 480, 1440, 2880, 4320, 7200, 10080)
_DIGITS = 9
"""So many are more than any rule allows, and few enough for a span of time."""


def first_fields(
    settings: TeamSettings, *, member_ids: Sequence[str], hint: str | None
) -> list[Block]:
    """Return what everybody fills in: name, people, and when they meet.

    Args:
        member_ids: Slack ids of those already ticked.
        hint: a word about them.
    """
    schedule = settings.schedule
    days = [option(day, str(number)) for number, day in enumerate(DAYS)]
    return [
        field(
            "Team name",
            text_input(NAME, initial=settings.name, max_length=MAX_NAME),
            block_id=NAME,
        ),
        field("Members", people_picker(MEMBERS, chosen=member_ids), block_id=MEMBERS, hint=hint),
        field(
            "You plan on",
            menu(WEEKDAY, days, chosen=str(schedule.weekday)),
            block_id=WEEKDAY,
        ),
        field("At", time_picker(AT, initial=f"{schedule.at:%H:%M}"), block_id=AT),
        field(
            "Time zone",
            text_input(ZONE, initial=schedule.zone, placeholder="Europe/Berlin", max_length=64),
            block_id=ZONE,
        ),
    ]


def more_fields(settings: TeamSettings) -> list[Block]:
    """Return the rest, which suits most teams as it is."""
    schedule = settings.schedule
    holidays = schedule.holidays.code if schedule.holidays else ""
    weeks = [option(interval_words(number), str(number)) for number in INTERVALS]
    return [
        field(
            "How often",
            menu(INTERVAL, weeks, chosen=str(schedule.interval_weeks)),
            block_id=INTERVAL,
        ),
        field(
            "First meeting",
            date_picker(ANCHOR, initial=schedule.anchor_on.isoformat()),
            block_id=ANCHOR,
            hint="Any day of its week. It matters when you meet every 2 or 4 weeks.",
        ),
        field(
            "A meeting lasts",
            _spans(DURATION, _DURATIONS, schedule.duration),
            block_id=DURATION,
        ),
        field(
            "Post the prompt",
            _spans(PROMPT_NOTICE, _NOTICES, schedule.prompt_notice, before=True),
            block_id=PROMPT_NOTICE,
            hint="What would come before 08:00 comes at 16:00 on the working day before.",
        ),
        field(
            "Public holidays",
            text_input(HOLIDAYS, initial=holidays, placeholder="DE or DE-BY", max_length=64),
            block_id=HOLIDAYS,
            is_optional=True,
            hint="A country, or a country and region. On its public holidays you do not meet.",
        ),
        field(
            "Short key",
            text_input(KEY, initial=settings.key, placeholder="CHK", max_length=MAX_KEY),
            block_id=KEY,
            is_optional=True,
            hint="It stands before the numbers in other channels: CHK-1.2. "
            "Left empty, I make it from the name.",
        ),
    ]


def external_field(*, is_allowed: bool) -> Block:
    """Ask whether OKRs may be posted where people of other organisations read."""
    yes = option("Post our OKRs here all the same", "yes")
    return field(
        "People of other organisations can read this channel",
        checkboxes(EXTERNAL, [yes], chosen=["yes"] if is_allowed else []),
        block_id=EXTERNAL,
        is_optional=True,
        hint="Until a lead agrees, I post no OKRs here.",
    )


def parse_team(values: Values, given: TeamSettings) -> TeamSettings:
    """Return what was filled in; a field that is not shown stays as given."""
    schedule = replace(
        given.schedule,
        weekday=_number(values, WEEKDAY, given.schedule.weekday),
        at=time_of(values, AT) or given.schedule.at,
        zone=parse_zone(text_of(values, ZONE)) if ZONE in values else given.schedule.zone,
        interval_weeks=_number(values, INTERVAL, given.schedule.interval_weeks),
        anchor_on=date_of(values, ANCHOR) or given.schedule.anchor_on,
        duration=_span(values, DURATION, given.schedule.duration),
        prompt_notice=_span(values, PROMPT_NOTICE, given.schedule.prompt_notice),
        holidays=(
            find_calendar(text_of(values, HOLIDAYS))
            if HOLIDAYS in values
            else given.schedule.holidays
        ),
    )
    return replace(
        given,
        name=text_of(values, NAME) if NAME in values else given.name,
        key=text_of(values, KEY) if KEY in values else given.key,
        schedule=schedule,
        is_external_allowed=(
            is_ticked(values, EXTERNAL) if EXTERNAL in values else given.is_external_allowed
        ),
    )


def parse_zone(text: str) -> str:
    """Write a zone as its name is: `europe/new york` is not, `Europe/New_York` would be."""
    return one_line(text).replace(" ", "_")


def interval_words(weeks: int) -> str:
    """Return `Every week` or `Every 2 weeks`."""
    return "Every week" if weeks == 1 else f"Every {weeks} weeks"


def span_words(span: timedelta) -> str:
    """Return `45 min`, `2 hours`, `1 h 15 min` or `1 day`."""
    minutes = int(span.total_seconds() // 60)
    if minutes and minutes % 1440 == 0:
        return count_of(minutes // 1440, "day")
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else count_of(hours, "hour")


def _spans(
    action_id: str, minutes: Sequence[int], chosen: timedelta, *, before: bool = False
) -> Block:
    """Offer usual spans, and the one that is set even when it is unusual."""
    now = int(chosen.total_seconds() // 60)
    return menu(
        action_id,
        [option(_words(number, before=before), str(number)) for number in sorted({*minutes, now})],
        chosen=str(now),
    )


def _words(minutes: int, *, before: bool) -> str:
    words = span_words(timedelta(minutes=minutes))
    if not before:
        return words
    return f"{words} before" if minutes else "When it starts"


def _number(values: Values, block_id: str, given: int) -> int:
    chosen = choice_of(values, block_id)
    return int(chosen[:_DIGITS]) if chosen and chosen.isdecimal() else given


def _span(values: Values, block_id: str, given: timedelta) -> timedelta:
    return timedelta(minutes=_number(values, block_id, int(given.total_seconds() // 60)))
