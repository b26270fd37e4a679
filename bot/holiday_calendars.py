"""Public holidays of countries and their regions, from the `holidays` package."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import holidays
from holidays.registry import COUNTRIES

from bot.okr.errors import FormError
from bot.okr.text import closest, one_line, shorten

FIELD = "holidays"
KEPT = 64
"""So many calendars stay in memory; one takes some ten kilobytes for each year it was asked for."""


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """The public holidays of a country, or of one of its regions.

    Args:
        code: `DE`, or `DE-BY` for a region.
    """

    code: str

    def name_of(self, on: date) -> str | None:
        """Return which public holiday a date is, in English; None on other days."""
        days = _days_of(self.code)
        if not days.start_year <= on.year <= days.end_year:
            return None
        with warnings.catch_warnings():
            # A few countries warn that the moon of a far year is not known.
            warnings.simplefilter("ignore")
            return days.get(on)


def find_calendar(text: str) -> HolidayCalendar | None:
    """Read `DE`, `Germany`, `DE-BY` or `Germany, Bayern`; None where nothing is typed.

    Raises:
        FormError: with the field `holidays`, when there is no such country or region.
    """
    typed = one_line(text)
    if not typed:
        return None
    if whole := _countries().get(typed.casefold().replace("-", " ")):
        return HolidayCalendar(whole)
    for mark in (",", "/", "-"):
        country, found, region = (part.strip() for part in typed.partition(mark))
        if found and (code := _countries().get(country.casefold())):
            return HolidayCalendar(f"{code}-{_region(code, region)}")
    raise FormError({FIELD: _unknown_country(typed)})


@lru_cache(maxsize=KEPT)
def calendar_of(code: str | None) -> HolidayCalendar | None:
    """Return the calendar of a stored code; None when this release does not know it any more."""
    try:
        return find_calendar(code or "")
    except FormError:
        return None


@cache
def _countries() -> Mapping[str, str]:
    """Codes by what people call a country, in small letters: its name and both codes."""
    found = {"uk": "GB"}
    for module, (_, alpha_2, alpha_3, *_) in COUNTRIES.items():
        for name in (module.replace("_", " "), alpha_2, alpha_3):
            found[name.casefold()] = alpha_2
    return found


def _region(country: str, typed: str) -> str:
    days = _days_of(country)
    names = {region.casefold(): region for region in days.subdivisions}
    for region, aliases in days.get_subdivision_aliases().items():
        names.update({alias.casefold(): region for alias in aliases})
    if typed.casefold() in names:
        return names[typed.casefold()]
    if not names:
        raise FormError({FIELD: f"I know no regions of {country}. Type {country} alone."})
    meant = names[closest(typed, names) or min(names)]
    name = shorten(typed, 40)
    raise FormError(
        {FIELD: f'I know no region "{name}" of {country}. Type one such as {country}-{meant}.'}
    )


def _unknown_country(typed: str) -> str:
    meant = _countries()[closest(typed, _countries()) or "germany"]
    return f'I know no country "{shorten(typed, 40)}". Type its name or its code, such as {meant}.'


@lru_cache(maxsize=KEPT)
def _days_of(code: str) -> holidays.HolidayBase:
    """Years are worked out when they are first asked for, in half a millisecond each."""
    country, _, region = code.partition("-")
    return holidays.country_holidays(country, subdiv=region or None, language="en_US")
