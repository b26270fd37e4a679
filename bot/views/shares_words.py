"""A planned share in words, beside what is in play."""

from bot.okr.origin import SHARES_FROM, shares_of
from bot.okr.planned_shares import PlannedShares
from bot.okr.work_item import Place


def now_words(shares: PlannedShares) -> str:
    """Say what is planned and what is in play: in counts, from twenty on in percent."""
    planned = {Place.ENGINEERING_HEALTH: shares.health, Place.UPKEEP: shares.upkeep}
    names = {Place.ENGINEERING_HEALTH: "Engineering health", Place.UPKEEP: "Upkeep"}
    parts = [
        f"{names[place]}: planned {share} %{_now(shares, place)}."
        for place, share in planned.items()
        if share is not None
    ]
    return " ".join(parts)


def _now(shares: PlannedShares, place: Place) -> str:
    counts = shares.in_play_by_place
    total = sum(counts.values())
    if not total:
        return ""
    if total < SHARES_FROM:
        return f", now {counts.get(place, 0)} of {total}"
    return f", now {shares_of(counts).get(place, 0)} %"
