"""The log: one line an event, as text or as JSON, for our lines and for other libraries'."""

import json
import logging

import pytest
import structlog
from aiohttp.http_exceptions import BadStatusLine

from bot.config import LogFormat, LogLevel
from bot.log import configure_logging


def test_json_holds_the_values(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(LogLevel.INFO, LogFormat.JSON)
    structlog.get_logger("bot.x").info("prompt_posted", round=3)
    logging.getLogger("aiohttp.server").warning("odd %s", "request")
    ours, theirs = map(json.loads, capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["round"], ours["level"]) == ("prompt_posted", 3, "info")
    assert (theirs["event"], theirs["logger"]) == ("odd request", "aiohttp.server")


def test_text_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(LogLevel.WARNING, LogFormat.TEXT)
    log = structlog.get_logger("bot.x")
    log.info("not_shown")
    log.warning("shown", why="late")
    (line,) = capsys.readouterr().err.splitlines()
    assert "shown" in line
    assert "why=late" in line


def test_libraries_never_write_out_what_people_typed(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(LogLevel.DEBUG, LogFormat.TEXT)
    for name in ("slack_sdk.web", "slack_bolt.AsyncApp", "sqlalchemy.engine.Engine"):
        logging.getLogger(name).debug("text of a person")
    assert capsys.readouterr().err == ""


def test_looking_at_the_tables_is_no_news(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(LogLevel.INFO, LogFormat.TEXT)
    logging.getLogger("alembic.runtime.migration").info("Context impl SQLiteImpl.")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("form", list(LogFormat))
def test_a_fault_is_named_without_its_message_or_values(
    form: LogFormat, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(LogLevel.INFO, form)

    def fail(token: str) -> None:
        raise ValueError(f"cannot read {token}")

    for log in (structlog.get_logger("bot.x"), logging.getLogger("aiohttp.server")):
        try:
            fail("xoxb-secret")
        except ValueError:
            log.exception("listener_failed")
    written = capsys.readouterr().err
    assert "secret" not in written
    assert written.count("ValueError") == 2
    assert written.count("test_log.py") >= 2


def test_what_is_no_http_is_nobodys_error(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(LogLevel.INFO, LogFormat.TEXT)
    log = logging.getLogger("aiohttp.server")
    log.error("Error handling request", exc_info=BadStatusLine("GET \x16\x03\x01"))
    assert capsys.readouterr().err == ""
