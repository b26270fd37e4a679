"""Technical debt as a planned share of the work; the other way is an objective with a metric."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.okr.errors import FormError
from bot.okr.work_item import Place

WHOLE = 100
NO_SHARE = "Enter a whole number from 0 to 100, or leave it empty."
TOO_MUCH = "Together that is more than 100 %. Leave some for the key results."


@dataclass(frozen=True, slots=True)
class PlannedShares:
    """What a team means to spend on what no objective asks for, in whole percent.

    Args:
        health: engineering health. upkeep: keeping the lights on. None means nothing is planned.
        in_play_by_place: the work in play as it is; None is no place yet.
    """

    health: int | None
    upkeep: int | None
    in_play_by_place: Mapping[Place | None, int]

    @property
    def are_planned(self) -> bool:
        """Tell whether the team plans a share at all; at first it does not."""
        return self.health is not None or self.upkeep is not None


def read_share(text: str, *, field: str) -> int | None:
    """Read a share as it was typed: `30`, `30 %`, or nothing.

    Raises:
        FormError: with that field.
    """
    digits = text.strip().removesuffix("%").strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 3 and int(digits) <= WHOLE):
        raise FormError({field: NO_SHARE})
    return int(digits)


def check_shares(health: int | None, upkeep: int | None) -> None:
    """Refuse shares that leave less than nothing.

    Raises:
        FormError: with the field `upkeep`.
    """
    if (health or 0) + (upkeep or 0) > WHOLE:
        raise FormError({"upkeep": TOO_MUCH})
