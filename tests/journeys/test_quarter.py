"""`make walkthrough-quarter`: two teams' quarter is, each week, as the specification says."""

from io import StringIO

import pytest

from bot.config import Settings
from sandbox.house import quieten_log
from sandbox.quarter import deeds
from sandbox.quarter.model.key_result import KeyResult
from sandbox.quarter.play import play
from sandbox.quarter.story import WEEKS
from sandbox.walkthrough.teller import Teller


@pytest.mark.both_databases
@pytest.mark.timeout(400)
async def test_a_quarter_from_its_first_set_up_to_the_next_one(
    settings: Settings, database: str
) -> None:
    quieten_log()
    out = StringIO()
    over_socket = database == "postgresql"
    status = await play(Teller(out), over_socket=over_socket, database_url=settings.database_url)
    told = out.getvalue()
    assert status == 0, told
    assert told.count("━━ ") == len(WEEKS) + 2
    assert "checks hold" in told


async def test_one_number_that_is_another_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    hear = KeyResult.hear

    def mishear(self: KeyResult, said: deeds.Said, **terms: object) -> None:
        heard = deeds.Said("1.2", "3.2", 5) if said.value == "3.3" else said
        hear(self, heard, **terms)  # type: ignore[arg-type]

    monkeypatch.setattr(KeyResult, "hear", mishear)
    out = StringIO()
    assert await play(Teller(out), WEEKS[:1]) == 1
    told = out.getvalue().rpartition("FAILED at ")[2]
    assert "week 1, CHK, the prompt is not as product.md says" in told
    assert "rows 1.2 value: expected 16/5, seen 33/10" in told
