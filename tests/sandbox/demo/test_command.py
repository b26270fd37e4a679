"""The demo as a command: what it says of a setting, a folder or a port that cannot be used."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.demo import command
from sandbox.demo.keeping import NAME

Start = Callable[..., int]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    def started(*arguments: str, port: str = "0", folder: Path = tmp_path / "var" / "demo") -> int:
        monkeypatch.setattr(command, "FOLDER", folder)
        monkeypatch.setattr(sys, "argv", ["demo", *arguments])
        monkeypatch.setenv("DEMO_PORT", port)
        return command.main()

    return started


@pytest.mark.parametrize("port", ["no", "-1", "65536", "8300.5", "٣", "0x50"])
def test_what_is_no_port(start: Start, capsys: pytest.CaptureFixture[str], port: str) -> None:
    assert start(port=port) == 2
    assert capsys.readouterr().err == f"{command.NO_SUCH_PORT}\n"


def test_a_folder_that_cannot_be_written(
    start: Start, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    assert start(folder=tmp_path / "file" / "var" / "demo") == 1
    assert "Not a directory." in capsys.readouterr().err


def test_what_was_kept_is_of_no_use(
    start: Start, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "var" / "demo"
    folder.mkdir(parents=True)
    (folder / NAME).write_text("{}")
    assert start() == 1
    assert "make demo-reset" in capsys.readouterr().err
