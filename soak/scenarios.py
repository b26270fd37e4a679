"""The scenarios that are played as a whole, each on one of the databases."""

from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from soak.check_ins import play_check_ins
from soak.findings import Findings
from soak.thirty_weeks import play_thirty_weeks


class Play(Protocol):
    """Plays a scenario and judges it."""

    def __call__(
        self, *, seed: int, size: float, database_url: str, folder: Path
    ) -> Awaitable[Findings]:
        """Play it on a database that has its tables, and keep what is worth reading in a folder."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario on one database."""

    name: str
    is_sqlite: bool
    play: Play


SCENARIOS = (
    Scenario("check-ins-sqlite", is_sqlite=True, play=play_check_ins),
    Scenario("check-ins-postgresql", is_sqlite=False, play=play_check_ins),
    Scenario("thirty-weeks-sqlite", is_sqlite=True, play=play_thirty_weeks),
    Scenario("thirty-weeks-postgresql", is_sqlite=False, play=play_thirty_weeks),
)
