"""`okrbot outbox`, as an operator uses it beside a running bot."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.cli import main
from bot.database_url import parse_database_url
from bot.db.engine import create_engine_for, session_factory, writing
from bot.db.models import MessageKind, OutboxRow, OutboxState
from bot.db.sqlite_lock import served_by_this_process
from tests.services.rounds_world import a_team, everything

LATER = datetime.now(UTC) + timedelta(days=1)  # noqa: TID251 - the command reads the real clock


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, database_url: str) -> str:
    """The address of a database with one team, as the environment names it."""
    monkeypatch.setenv("DATABASE_URL", database_url)

    async def prepare() -> None:
        engine = create_engine_for(database_url)
        await a_team(session_factory(engine))
        await engine.dispose()

    asyncio.run(prepare())
    return database_url


def owe(url: str, state: OutboxState, **values: Any) -> None:
    """Store a message."""

    async def store() -> None:
        engine = create_engine_for(url)
        async with writing(session_factory(engine)) as session:
            given = {"kind": MessageKind.PROMPT, "team_id": 1, "channel_id": "C0001", **values}
            session.add(
                OutboxRow(
                    workspace_id=1,
                    key=given.pop("key", f"prompt:{state}"),
                    state=state,
                    next_try_at=LATER,
                    created_at=datetime(2026, 11, 9, 9, tzinfo=UTC),
                    details={"secret": "typed by somebody"},
                    **given,
                )
            )
        await engine.dispose()

    asyncio.run(store())


def stored(url: str) -> OutboxRow:
    """Return the first message."""

    async def read() -> OutboxRow:
        engine = create_engine_for(url)
        [row, *_] = await everything(session_factory(engine), OutboxRow)
        await engine.dispose()
        return row

    return asyncio.run(read())


def test_an_empty_list_says_so(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outbox", "list"]) == 0
    assert capsys.readouterr().out == "Nothing waits, and nothing went wrong.\n"


def test_the_list_shows_what_is_not_finished(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    owe(url, OutboxState.SENT)
    owe(url, OutboxState.FAILED, error="is_archived", attempts=1)
    owe(url, OutboxState.PENDING, channel_id=None)
    assert main(["outbox", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "id  state    kind    team  channel  tries  written                  error",
        "2   failed   prompt  T1    C0001    1      2026-11-09 09:00:00 UTC  is_archived",
        "3   pending  prompt  T1    -        0      2026-11-09 09:00:00 UTC",
    ]
    assert main(["outbox", "list", "--state", "sent"]) == 0
    assert "1   sent" in capsys.readouterr().out


def test_the_list_says_when_there_is_more(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(3):
        owe(url, OutboxState.PENDING, key=str(number))
    assert main(["outbox", "list", "--limit", "2"]) == 0
    assert capsys.readouterr().out.endswith("There are more than 2; --limit shows more.\n")


def test_show_says_everything_but_the_text(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    owe(url, OutboxState.SENT, ts="1.2", sent_at=datetime(2026, 11, 9, 9, 1, tzinfo=UTC))
    assert main(["outbox", "show", "1"]) == 0
    shown = capsys.readouterr().out
    assert "state        sent\n" in shown
    assert "workspace    T0001\n" in shown
    assert "sent at      2026-11-09 09:01:00 UTC\n" in shown
    assert "error        -\n" in shown
    assert "typed by somebody" not in shown


@pytest.mark.parametrize("act", ["show", "retry", "drop"])
def test_what_is_not_there_is_refused(
    url: str, act: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["outbox", act, "7"]) == 1
    assert capsys.readouterr().err.startswith("There is no message 7.")


@pytest.mark.parametrize("state", [OutboxState.PENDING, OutboxState.FAILED, OutboxState.DROPPED])
def test_retry(url: str, state: OutboxState) -> None:
    owe(url, state, error="is_archived", not_after=LATER)
    assert main(["outbox", "retry", "1"]) == 0
    row = stored(url)
    assert (row.state, row.error) == (OutboxState.PENDING, "")
    assert row.next_try_at < LATER


@pytest.mark.parametrize(
    ("state", "values", "reason"),
    [
        (OutboxState.SENT, {}, "a retry would post it twice"),
        (OutboxState.SENDING, {}, "is being sent or looked for"),
        (OutboxState.UNKNOWN, {}, "may have been posted"),
        (OutboxState.DROPPED, {"attempts": 1}, "may have been posted"),
        (OutboxState.FAILED, {"not_after": datetime(2026, 1, 1, tzinfo=UTC)}, "no longer worth"),
    ],
)
def test_a_retry_that_could_do_harm_is_refused(
    url: str,
    state: OutboxState,
    values: dict[str, Any],
    reason: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    owe(url, state, **values)
    assert main(["outbox", "retry", "1"]) == 1
    assert reason in capsys.readouterr().err
    assert stored(url).state is state


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (OutboxState.UNKNOWN, 0),
        (OutboxState.DROPPED, 0),
        (OutboxState.SENT, 1),
        (OutboxState.SENDING, 1),
    ],
)
def test_anyway_is_for_what_nobody_knows(url: str, state: OutboxState, status: int) -> None:
    owe(url, state, attempts=1)
    assert main(["outbox", "retry", "1", "--anyway"]) == status
    assert stored(url).state is (state if status else OutboxState.PENDING)


@pytest.mark.parametrize("state", list(OutboxState))
def test_drop(url: str, state: OutboxState, capsys: pytest.CaptureFixture[str]) -> None:
    owe(url, state)
    may_be_dropped = state in {OutboxState.PENDING, OutboxState.UNKNOWN, OutboxState.FAILED}
    assert main(["outbox", "drop", "1"]) == (0 if may_be_dropped else 1)
    assert stored(url).state is (OutboxState.DROPPED if may_be_dropped else state)
    assert bool(capsys.readouterr().err) is not may_be_dropped


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "9" * 20])
def test_a_number_that_is_none_is_refused(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["outbox", "show", wrong])
    assert caught.value.code == 2


def test_a_database_without_tables_is_refused(
    monkeypatch: pytest.MonkeyPatch, empty_sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_sqlite_url)
    assert main(["outbox", "list"]) == 1
    assert "okrbot db upgrade" in capsys.readouterr().err


def test_a_locked_database_is_said(
    monkeypatch: pytest.MonkeyPatch, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    owe(url, OutboxState.PENDING)
    monkeypatch.setattr("bot.db.engine.STATEMENT_SECONDS", 0.1)

    async def while_locked() -> int:
        engine = create_engine_for(url)
        async with writing(session_factory(engine)) as session:
            await session.get(OutboxRow, 1, with_for_update=True)
            status = await asyncio.to_thread(main, ["outbox", "drop", "1"])
        await engine.dispose()
        return status

    assert asyncio.run(while_locked()) == 1
    assert "Try again in a moment." in capsys.readouterr().err


@pytest.mark.sqlite_only
def test_it_works_beside_the_process_that_serves(url: str) -> None:
    owe(url, OutboxState.FAILED)
    with served_by_this_process(parse_database_url(url).sqlite_path):
        assert main(["outbox", "list"]) == 0
        assert main(["outbox", "drop", "1"]) == 0
    assert stored(url).state is OutboxState.DROPPED
