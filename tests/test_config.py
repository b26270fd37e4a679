"""The settings: what is taken, and one message for everything that is not."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.config import (
    LogFormat,
    LogLevel,
    Settings,
    SettingsError,
    load_database_settings,
    load_settings,
)

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_SIGNING_SECRET": "sign-secret"}


def say(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def problems(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> dict[str, str]:
    say(monkeypatch, GOOD | values)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return caught.value.problems


def test_two_settings_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, GOOD)
    settings = load_settings()
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///okrbot.db"
    assert settings.host == "0.0.0.0"  # noqa: S104
    assert (settings.port, settings.okr_command) == (3000, "/okr")
    assert (settings.log_level, settings.log_format) == (LogLevel.INFO, LogFormat.TEXT)
    assert settings.uses_sqlite


def test_the_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(
        "SLACK_BOT_TOKEN=xoxb-file\nSLACK_SIGNING_SECRET=file\nPORT=4000\nUNKNOWN=x\n"
    )
    monkeypatch.setenv("PORT", "5000")
    settings = load_settings()
    assert settings.slack_bot_token.get_secret_value() == "xoxb-file"
    assert settings.port == 5000


def test_settings_cannot_be_changed(settings: Settings) -> None:
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]


def test_no_secret_is_ever_shown() -> None:
    settings = Settings(
        slack_bot_token=SecretStr("xoxb-hidden"),
        slack_app_token=SecretStr("xapp-hidden"),
        slack_signing_secret=SecretStr("hidden"),
        database_url="postgresql://u:hidden@h/d",
    )
    assert "hidden" not in repr(settings)
    assert "hidden" not in str(settings)


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(needs_postgresql=True)
    assert list(caught.value.problems) == [
        "slack_bot_token",
        "slack_signing_secret",
        "database_url",
    ]
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "DATABASE_URL"):
        assert name in str(caught.value)


def test_an_empty_value_is_a_missing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is missing" in problems(monkeypatch, {"SLACK_BOT_TOKEN": ""})["slack_bot_token"]


def test_the_line_of_the_example_is_a_missing_token(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is missing" in problems(monkeypatch, {"SLACK_BOT_TOKEN": "xoxb-"})["slack_bot_token"]


@pytest.mark.parametrize("port", ["many", "70000", "-1"])
def test_a_port_is_asked_for_in_words(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    found = problems(monkeypatch, {"PORT": port})
    assert found == {"port": "is not a port. Use a number up to 65535, such as 3000."}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LOG_LEVEL", "loud", "is not a level. Use DEBUG, INFO, WARNING or ERROR."),
        ("LOG_FORMAT", "xml", "is not a format. Use text or json."),
        ("OUTBOX_WORKERS", "0", "is not a count. Use a whole number from 1 to 100, such as 8."),
        (
            "CHANNEL_PAUSE_SECONDS",
            "-1",
            "is not a number of seconds that fits. Leave it out to use 1.2.",
        ),
        (
            "SLACK_TIMEOUT_SECONDS",
            "long",
            "is not a number of seconds that fits. Leave it out to use 10.",
        ),
    ],
)
def test_a_choice_or_a_number_is_asked_for_in_words(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    assert problems(monkeypatch, {name: value}) == {name.lower(): sentence}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1"),
        ("SLACK_APP_TOKEN", "xoxb-1"),
        ("SLACK_API_URL", "http://slack.example/api/"),
        ("SLACK_API_URL", "http://localhost.example/api/"),
        ("SLACK_API_URL", "http://127.0.0.1.example/api/"),
        ("SLACK_API_URL", "ftp://slack.com/api/"),
        ("SLACK_API_URL", "slack.com/api"),
        ("SLACK_API_URL", "https://slack.com/api/?a=b"),
        ("SLACK_API_URL", "https://[::1/api"),
        ("SLACK_API_URL", "https://slack.com:port/api"),
        ("DATABASE_URL", "mysql://h/d"),
        ("DATABASE_URL", "okrbot.db"),
        ("PORT", "many"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("OKR_COMMAND", "okr"),
        ("OKR_COMMAND", "/"),
        ("OKR_COMMAND", "/Okr"),
        ("OKR_COMMAND", "/our okr"),
        ("OKR_COMMAND", "/" + "o" * 32),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("OUTBOX_LEASE_SECONDS", "0"),
        ("OUTBOX_LEASE_SECONDS", "241"),
        ("EDIT_PAUSE_SECONDS", "600"),
    ],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    found = problems(monkeypatch, {name: value})
    assert list(found) == [name.lower()]
    assert found[name.lower()].endswith(".")


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("http://127.0.0.1:8080/api", "http://127.0.0.1:8080/api/"),
        ("http://localhost:1/api/", "http://localhost:1/api/"),
        ("http://[::1]:1/api/", "http://[::1]:1/api/"),
        ("https://proxy.example/slack/api", "https://proxy.example/slack/api/"),
    ],
)
def test_plain_http_only_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, given: str, used: str
) -> None:
    say(monkeypatch, GOOD | {"SLACK_API_URL": given})
    assert load_settings().slack_api_url == used


def test_socket_mode_needs_no_signing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"})
    assert load_settings().uses_socket_mode


def test_without_an_app_token_it_is_http(monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, GOOD | {"SLACK_APP_TOKEN": ""})
    assert not load_settings().uses_socket_mode


def test_a_wrong_app_token_is_the_only_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(monkeypatch, {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": "xoxb-1"})
    assert list(found) == ["slack_app_token"]
    assert "connections:write" in found["slack_app_token"]


def test_problems_never_repeat_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(
        monkeypatch,
        {"SLACK_BOT_TOKEN": "hidden", "DATABASE_URL": "postgresql://u:hidden@h/d?sslmode=odd"},
    )
    assert set(found) == {"slack_bot_token", "database_url"}
    assert "hidden" not in str(found)


def test_several_processes_need_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, GOOD)
    with pytest.raises(SettingsError, match="only one process"):
        load_settings(needs_postgresql=True)
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@h/d")
    assert not load_settings(needs_postgresql=True).uses_sqlite


def test_a_broken_address_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, GOOD | {"DATABASE_URL": "nonsense"})
    with pytest.raises(SettingsError) as caught:
        load_settings(needs_postgresql=True)
    assert "is not an address" in caught.value.problems["database_url"]


def test_the_database_alone_needs_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "debug")
    assert load_database_settings().log_level is LogLevel.DEBUG
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    with pytest.raises(SettingsError):
        load_database_settings()
