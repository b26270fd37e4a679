"""The soak in small: one process is killed, or Slack misbehaves, and every prompt arrives once."""

from pathlib import Path

import pytest

from sandbox.faults import Answer
from soak.cases import POST_FAULTS, Case
from soak.playing import play
from soak.processes import Pace

QUICK = Pace(lease=0.8, wait=0.2, timeout=0.4)
STEADY = Pace(lease=3, wait=0.2, timeout=0.5)
"""With a shorter lease, slow replicas take what others still hold, again and again."""
SMALL = (
    Case("kill", is_sqlite=True, teams=8, span=1, kills=1, pace=QUICK),
    Case("mixed", is_sqlite=True, teams=12, span=1, faults=POST_FAULTS, pace=QUICK),
    Case("dropped", is_sqlite=True, teams=12, span=1, faults=((Answer.DROP, True),), pace=QUICK),
)
SHARED = Case("replicas", is_sqlite=False, teams=8, workspaces=4, span=1, kills=1, pace=STEADY)


@pytest.mark.parametrize("case", SMALL, ids=lambda case: case.name)
async def test_every_prompt_arrives_once(case: Case, sqlite_url: str, tmp_path: Path) -> None:
    verdict = await play(case, seed=7, database_url=sqlite_url, folder=tmp_path)
    assert verdict.is_clean, verdict.line()


async def test_replicas_post_once_for_each_other(postgresql_url: str, tmp_path: Path) -> None:
    verdict = await play(SHARED, seed=7, database_url=postgresql_url, folder=tmp_path)
    assert verdict.is_clean, verdict.line()
