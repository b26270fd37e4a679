"""The scenarios in small: some people check in at once, and a few teams live through some weeks."""

from pathlib import Path

import pytest

from soak.check_ins import EditPace, play_check_ins
from soak.thirty_weeks import play_thirty_weeks

SEED = 7
QUICK = EditPace(pause=0.3, a_minute=600)


async def test_check_ins_at_once_are_stored_once_and_shown(sqlite_url: str, tmp_path: Path) -> None:
    found = await play_check_ins(
        seed=SEED, size=0.03, database_url=sqlite_url, folder=tmp_path, pace=QUICK
    )
    assert found.is_clean, f"SEED={SEED} {found.line()}"


@pytest.mark.sqlite_only
async def test_what_weeks_owe_comes_once(database_url: str, tmp_path: Path) -> None:
    found = await play_thirty_weeks(
        seed=SEED, size=0.06, database_url=database_url, folder=tmp_path, weeks=1
    )
    assert found.is_clean, f"SEED={SEED} {found.line()}"
