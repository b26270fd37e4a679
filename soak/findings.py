"""What a scenario of the soak has found: what was looked at, and what was wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Findings:
    """The verdict on one scenario.

    Attributes:
        looked_at: what there was to judge, in words.
        wrong: what is wrong, by the kind of fault; kinds without any are there too.
    """

    looked_at: str
    wrong: Mapping[str, tuple[str, ...]]

    @property
    def is_clean(self) -> bool:
        """Whether nothing was wrong."""
        return not any(self.wrong.values())

    def line(self) -> str:
        """Say the counts, and the first of what was wrong."""
        told = (
            f"{len(found)} {kind}" + (f" ({', '.join(found[:SHOWN])})" if found else "")
            for kind, found in self.wrong.items()
        )
        return f"{self.looked_at}: " + ", ".join(told)
