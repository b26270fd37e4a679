"""`make walkthrough`: what it says when all goes well, and where it says that something failed."""

import re
from io import StringIO
from pathlib import Path

import pytest

from sandbox.walkthrough.acts import welcome
from sandbox.walkthrough.first_week import FirstWeek
from sandbox.walkthrough.play import play
from sandbox.walkthrough.teller import Teller


class Terminal(StringIO):
    """Somewhere that shows colours."""

    def isatty(self) -> bool:
        return True


async def claim_too_much(stage: FirstWeek) -> None:
    await stage.at(9, "09:00", "Ana asks")
    await stage.command(stage.ana, "help")
    stage.show_private(stage.ana, "the answer to everything")


@pytest.mark.parametrize(
    ("over_socket", "met"), [(False, "over signed HTTP only"), (True, "over Socket Mode only")]
)
async def test_all_goes_well(tmp_path: Path, over_socket: bool, met: str) -> None:
    out = StringIO()
    assert await play(Teller(out), [welcome.play], over_socket=over_socket) == 0
    told = out.getvalue()
    assert met in told
    assert "Ana added me." in told
    assert re.search(r"\d+ checks hold\. \d+ requests went to the bot", told)
    assert "\033" not in told, "colours are for terminals"
    assert list(tmp_path.iterdir()) == []


async def test_a_claim_that_does_not_hold() -> None:
    out = Terminal()
    assert await play(Teller(out), [claim_too_much]) == 1
    failed = out.getvalue().rpartition("FAILED at ")[2]
    assert failed.startswith(
        "“Ana types /okr help in #checkout” (Monday 9 November, 09:00): nobody"
    )
    assert "“the answer to everything”" in failed
    assert "/okr checkin" in failed, "the evidence is shown"
    assert "\033[1m" in out.getvalue()
