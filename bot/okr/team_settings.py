"""What a team's set-up and settings say, and the short key made from its name."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.okr.cadence import Schedule, next_meeting, validate_schedule
from bot.okr.errors import FormError
from bot.okr.text import one_line

MAX_NAME = 80
MAX_KEY = 10
MAX_REASON = 200
MAX_PAUSES = 10
TUESDAY = 1
FALLBACK_KEY = "TEAM"

_KEY = re.compile(rf"[A-Z][A-Z0-9]{{1,{MAX_KEY - 1}}}")
_FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """Everything about a team that a lead may change, but who is in it.

    Args:
        key: empty where it is still to be made from the name.
        is_external_allowed: a lead agreed to post in an externally shared channel.
    """

    name: str
    key: str
    schedule: Schedule
    is_prompt_on: bool = True
    is_reminder_on: bool = True
    is_recap_on: bool = True
    is_recall_on: bool = False
    is_external_allowed: bool = False


def default_settings(*, name: str, zone: str, now: datetime) -> TeamSettings:
    """Propose what suits most teams: Tuesday 10:00, an hour, every week.

    Args:
        zone: of the person who sets up; UTC stands in for one that does not exist.
    """
    schedule = Schedule(
        weekday=TUESDAY,
        at=time(10),
        zone=zone if _is_zone(zone) else "UTC",
        anchor_on=now.date(),
        interval_weeks=1,
        duration=timedelta(hours=1),
        prompt_notice=timedelta(hours=2),
        reminder_notice=timedelta(hours=24),
        pauses=(),
    )
    schedule = replace(schedule, anchor_on=next_meeting(schedule, now).on)
    return TeamSettings(name=name[:MAX_NAME], key="", schedule=schedule)


def _is_zone(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ValueError, LookupError, OSError):
        return False
    return True


def name_from_channel(channel_name: str) -> str:
    """Turn `team-checkout` into `Checkout`."""
    words = re.split(r"[-_.\s]+", channel_name.removeprefix("team-"))
    name = " ".join(filter(None, words))
    return name[:1].upper() + name[1:MAX_NAME]


def check_settings(settings: TeamSettings, *, today: date) -> TeamSettings:
    """Check what a form says and return it tidied; an empty key is still to be made.

    Raises:
        FormError: with the fields `name`, `key`, `anchor_on` and those of `validate_schedule`.
    """
    name, key = one_line(settings.name), settings.key.strip().upper()
    fields: dict[str, str] = {}
    if not name:
        fields["name"] = "Give the team a name."
    elif len(name) > MAX_NAME:
        fields["name"] = f"That name is too long. Use at most {MAX_NAME} characters."
    if key and not _KEY.fullmatch(key):
        fields["key"] = f"Use 2 to {MAX_KEY} letters or digits, a letter first, such as CHK."
    if settings.schedule.anchor_on > today + _FARTHEST:
        fields["anchor_on"] = "Choose a first meeting within a year from now."
    fields |= _check_pauses(settings.schedule)
    try:
        validate_schedule(settings.schedule)
    except FormError as error:
        fields = {**error.fields, **fields}
    if fields:
        raise FormError(fields)
    return replace(settings, name=name, key=key)


def _check_pauses(schedule: Schedule) -> dict[str, str]:
    if len(schedule.pauses) > MAX_PAUSES:
        return {"pauses": f"Keep at most {MAX_PAUSES} pauses. Remove one first."}
    if any(len(pause.reason) > MAX_REASON for pause in schedule.pauses):
        return {"pauses": f"Shorten the reason to {MAX_REASON} characters."}
    return {}


def make_key(name: str, taken: Collection[str]) -> str:
    """Make a short key from a name that no other team has: `Checkout` gives `CHK`."""
    letters = unicodedata.normalize("NFKD", name).upper()
    words = re.findall(r"[A-Z0-9]+", "".join(c for c in letters if not unicodedata.combining(c)))
    ascii_words = [word.lstrip("0123456789") for word in words]
    stem = _stem([word for word in ascii_words if word])
    if stem not in taken:
        return stem
    return next(key for n in count(2) if (key := f"{stem}{n}") not in taken)


def _stem(words: list[str]) -> str:
    """Take the initials of several words, or the first consonants of one."""
    if not words:
        return FALLBACK_KEY
    if len(words) > 1:
        return "".join(word[0] for word in words[:4])
    [word] = words
    consonants = [c for c in dict.fromkeys(word[1:]) if c not in "AEIOU" and c != word[0]]
    short = (word[0] + "".join(consonants))[:3]
    short = short if len(short) == 3 else word[:3]
    return short if len(short) > 1 else FALLBACK_KEY
