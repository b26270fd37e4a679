"""One long-running process a SQLite file."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.db.sqlite_lock import AlreadyServedError, served_by_this_process

HOLD = """
import sys
from bot.db.sqlite_lock import served_by_this_process
with served_by_this_process(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    path = str(tmp_path / "okrbot.db")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyServedError, match="stop the other one"):
            served_by_this_process(path).__enter__()
        holder.kill()
    with served_by_this_process(path):
        assert Path(f"{path}-lock").exists()


def test_other_databases_need_no_lock() -> None:
    with served_by_this_process(None), served_by_this_process(None):
        pass
