"""How people name a key result: `1.2`, `CHK-1.2`, and for ever `CHK-2026Q4-1.2`."""

import re
from dataclasses import dataclass

from bot.okr.errors import NotFoundError
from bot.okr.text import one_line, shorten

_LABEL = re.compile(
    r"(?:(?P<team>\w{1,10})-(?:(?P<cycle>\w{1,60})-)?)?(?P<objective>[0-9]{1,6})\.(?P<own>[0-9]{1,6})"
)


@dataclass(frozen=True, slots=True)
class Label:
    """A key result's name as it was typed.

    Args:
        team_key: None for the team of the channel it was typed in.
        cycle_key: None for the team's active cycle.
    """

    team_key: str | None
    cycle_key: str | None
    objective_number: int
    number: int


def parse_label(text: str) -> Label:
    """Read the name of a key result; capitals do not matter.

    Raises:
        NotFoundError: nothing is named like this.
    """
    typed = one_line(text).strip("`*")
    match = _LABEL.fullmatch(typed)
    if match is None:
        raise NotFoundError(
            f'I don\'t know a key result "{shorten(typed, 40)}".'
            " Type its number, such as 1.2, or CHK-1.2 for one of another team."
        )
    team, cycle = match["team"], match["cycle"]
    return Label(
        team_key=team.upper() if team else None,
        cycle_key=cycle.upper() if cycle else None,
        objective_number=int(match["objective"]),
        number=int(match["own"]),
    )
