"""What objectives serve and are served by, as far as one person may see it."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class LinkedObjective:
    """An objective of another team.

    Args:
        label: such as `PAY-1`; with the cycle's name in it where that is not the present one.
        progress: 0 to 1, computed from its own key results; None where there is nothing to show.
    """

    id: int
    label: str
    title: str
    progress: Fraction | None


@dataclass(frozen=True, slots=True)
class ObjectiveLinks:
    """Where an objective stands among those of other teams; its own progress follows from none.

    Args:
        number: of the objective.
        serves: its parent, the parent's parent and so on, up to the first that is hidden.
        served_by: those that name it as their parent.
    """

    number: int
    serves: tuple[LinkedObjective, ...]
    served_by: tuple[LinkedObjective, ...]
