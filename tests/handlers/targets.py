"""Which team a request is about: its digits in every id, its word in every text."""

from dataclasses import dataclass

FOREIGN_WORKSPACE = "T0FOREIGN"


@dataclass(frozen=True, slots=True)
class Target:
    """A team that requests may be about.

    Args:
        digits: what the ids of its rows begin with.
        word: what every text of it holds.
    """

    digits: int
    word: str

    def id(self, number: int) -> int:
        return self.digits * 100_000 + number


PUBLIC = Target(71, "Ocelot")
PRIVATE = Target(61, "Wombat")
FOREIGN = Target(51, "Quokka")
TWIN = Target(31, "Ibex")
"""Another public team, of which Ana alone is a member."""

NOWHERE = Target(41, "Nobody")
"""No row has these ids."""

TEAM, CYCLE, TEAM_CYCLE, OBJECTIVE, BARE_OBJECTIVE, KEY_RESULT = 1, 11, 21, 31, 32, 41
UNPLACED, PLACED, IDEA, SHELVED, WORK_PAGE = 51, 52, 53, 54, 60
PLACEMENT = 91
SHELVING = 96
PLANNED_CYCLE, PAST_CYCLE = 12, 13
PLANNED, PAST = 22, 23
"""The team's life in the cycle that it plans, and in one that was closed yesterday."""

DRAFT, DRAFT_KEY_RESULT = 33, 49
CHECK_IN = 101
ROUND, PROMPT, MEETING, NOTE = 131, 132, 133, 134
WAY = 135
"""An idea how to move the key result."""
