"""How people name an OKR: `1.2`, `CHK-1.2`, for ever `CHK-2026Q4-1.2`; `1` is an objective."""

import re
from dataclasses import dataclass

from bot.okr.errors import NotFoundError
from bot.okr.text import one_line, shorten

_LABEL = re.compile(
    r"(?:(?P<team>\w{1,10})-(?:(?P<cycle>\w{1,60})-)?)?(?P<objective>[0-9]{1,6})(?:\.(?P<own>[0-9]{1,6}))?"
)


@dataclass(frozen=True, slots=True)
class Label:
    """The name of an objective or a key result as it was typed.

    Args:
        team_key: None for the team of the channel it was typed in.
        cycle_key: None for the team's active cycle.
        number: the key result's own; None for an objective.
    """

    team_key: str | None
    cycle_key: str | None
    objective_number: int
    number: int | None


def parse_label(text: str) -> Label:
    """Read the name of an objective or a key result; capitals do not matter.

    Raises:
        NotFoundError: nothing is named like this.
    """
    match = _LABEL.fullmatch(_typed(text))
    if match is None:
        raise NotFoundError(unknown_label(text))
    team, cycle = match["team"], match["cycle"]
    return Label(
        team_key=team.upper() if team else None,
        cycle_key=cycle.upper() if cycle else None,
        objective_number=int(match["objective"]),
        number=int(match["own"]) if match["own"] else None,
    )


def unknown_label(text: str) -> str:
    """Say that nothing is named like this, and how a key result is named."""
    return (
        f'I don\'t know a key result "{shorten(_typed(text), 40)}".'
        " Type its number, such as 1.2, or CHK-1.2 for one of another team."
    )


def _typed(text: str) -> str:
    return one_line(text).strip("`*")
