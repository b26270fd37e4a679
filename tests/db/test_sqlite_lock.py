"""One long-running process a SQLite file."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.db.sqlite_lock import AlreadyServedError, SeveralNamesError, served_by_this_process

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


def test_a_symbolic_link_to_a_served_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    file, link = tmp_path / "okrbot.db", tmp_path / "elsewhere" / "link.db"
    link.symlink_to(file)
    with (
        served_by_this_process(str(file)),
        pytest.raises(AlreadyServedError, match="stop the other one"),
    ):
        served_by_this_process(str(link)).__enter__()
    with served_by_this_process(str(link)):
        assert Path(f"{file}-lock").exists()
        assert not Path(f"{link}-lock").exists()


def test_a_file_with_several_names_is_refused_until_it_has_one(tmp_path: Path) -> None:
    file, other = tmp_path / "okrbot.db", tmp_path / "other.db"
    file.touch()
    with served_by_this_process(str(file)):
        other.hardlink_to(file)
        with pytest.raises(SeveralNamesError, match="remove all but this one"):
            served_by_this_process(str(other)).__enter__()
    file.unlink()
    with served_by_this_process(str(other)):
        pass


def test_other_databases_need_no_lock() -> None:
    with served_by_this_process(None), served_by_this_process(None):
        pass
