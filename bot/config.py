"""The settings: one frozen object, read once from the environment and from `.env`."""

import ipaddress
import re
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.database_url import DatabaseUrlError, parse_database_url

# docs.slack.dev/interactivity/implementing-slash-commands, and the manifest's limit of 32.
COMMAND = re.compile(r"/[a-z0-9_\-]{1,31}")
MISSING = {
    "slack_bot_token": (
        "is missing. In your app's settings on api.slack.com, open OAuth & Permissions "
        "and copy the Bot User OAuth Token; it starts with xoxb-."
    ),
    "slack_signing_secret": (
        "is missing. In your app's settings on api.slack.com, open Basic Information "
        "and copy the Signing Secret. Where Slack cannot reach this machine, set "
        "SLACK_APP_TOKEN instead."
    ),
}
WRONG = {
    "port": "is not a port. Use a number up to 65535, such as 3000.",
    "log_level": "is not a level. Use DEBUG, INFO, WARNING or ERROR.",
    "log_format": "is not a format. Use text or json.",
    "outbox_workers": "is not a count. Use a whole number from 1 to 100, such as 8.",
}
NOT_SECONDS = "is not a number of seconds that fits. Leave it out to use {default}."


class SettingsError(Exception):
    """The settings cannot be used; the text names every problem and its mend."""

    def __init__(self, problems: dict[str, str]) -> None:
        lines = [f"  {name.upper()} {sentence}" for name, sentence in problems.items()]
        super().__init__("\n".join(["The settings need mending:", *lines]))
        self.problems = problems


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogFormat(StrEnum):
    """How a line of the log looks."""

    TEXT = "text"
    JSON = "json"


class DatabaseSettings(BaseSettings):
    """What a command needs that touches only the database."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    # The address may hold a password, so it stays out of every repr.
    database_url: Annotated[str, Field(repr=False)] = "sqlite:///okrbot.db"
    log_level: LogLevel = LogLevel.INFO
    log_format: LogFormat = LogFormat.TEXT

    @field_validator("database_url")
    @classmethod
    def _database_url_is_understood(cls, value: str) -> str:
        try:
            parse_database_url(value)
        except DatabaseUrlError as error:
            raise ValueError(f"cannot be used: {error}.") from None
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _log_level_in_any_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def uses_sqlite(self) -> bool:
        """Whether the database is SQLite, which one process at a time may serve."""
        return parse_database_url(self.database_url).is_sqlite


class Settings(DatabaseSettings):
    """Everything that an operator can set.

    The names of the environment are these names in capital letters. Whole seconds and counts
    at the end have defaults that fit production; tests make them short.
    """

    slack_bot_token: SecretStr
    slack_app_token: SecretStr | None = None
    slack_signing_secret: Annotated[SecretStr, Field(validate_default=True)] = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    # Hosting platforms reach a process from outside its own network namespace.
    host: str = "0.0.0.0"  # noqa: S104
    port: Annotated[int, Field(ge=0, le=65535)] = 3000
    okr_command: str = "/okr"

    schedule_tick_seconds: Annotated[float, Field(gt=0)] = 15
    delivery_tick_seconds: Annotated[float, Field(gt=0)] = 1
    housekeeping_tick_seconds: Annotated[float, Field(gt=0)] = 3600
    # Whatever waits longer than five minutes counts as left from before the clock was set back.
    outbox_lease_seconds: Annotated[float, Field(gt=0, le=240)] = 60
    outbox_wait_seconds: Annotated[float, Field(gt=0, le=240)] = 60
    # Slack allows one post a second in a channel, several hundred a minute in a workspace, and 50
    # edits a minute. A claim and its post are some time apart, so the pause is a little longer.
    channel_pause_seconds: Annotated[float, Field(ge=0, le=240)] = 1.2
    posts_per_minute: Annotated[int, Field(ge=2)] = 200
    edits_per_minute: Annotated[int, Field(ge=2)] = 40
    # Edits come in bursts, and the last one wins.
    edit_pause_seconds: Annotated[float, Field(ge=0, le=240)] = 5
    outbox_workers: Annotated[int, Field(ge=1, le=100)] = 8
    slack_timeout_seconds: Annotated[float, Field(gt=0)] = 10
    socket_pause_seconds: Annotated[float, Field(gt=0)] = 1
    socket_heartbeat_seconds: Annotated[float, Field(gt=0)] = 10
    # Hosts kill a process ten seconds after they asked it to stop; letting go takes a moment too.
    shutdown_seconds: Annotated[float, Field(gt=0)] = 8

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token_is_a_bot_token(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().removeprefix("xoxb-"):
            # The line of .env.example, as it was copied.
            raise ValueError(MISSING["slack_bot_token"])
        if not value.get_secret_value().startswith("xoxb-"):
            raise ValueError(
                "is not a bot token: it has to start with xoxb-. "
                "Copy the Bot User OAuth Token from OAuth & Permissions."
            )
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _app_token_is_an_app_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith("xapp-"):
            raise ValueError(
                "is not an app-level token: it has to start with xapp-. In Basic Information, "
                "App-Level Tokens, generate one with the scope connections:write. Leave it out "
                "to receive over HTTP."
            )
        return value

    @field_validator("slack_signing_secret")
    @classmethod
    def _signing_secret_is_there(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        # A token that was refused is not among the data, and is problem enough.
        uses_http = info.data.get("slack_app_token", "refused") is None
        if uses_http and not value.get_secret_value():
            raise ValueError(MISSING["slack_signing_secret"])
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _api_url_is_safe(cls, value: str) -> str:
        try:
            url = urlsplit(value)
            host, _ = url.hostname, url.port
        except ValueError:
            raise ValueError("is not an address. Leave it out to use Slack's own.") from None
        if not host or url.scheme not in {"http", "https"} or url.query or url.fragment:
            raise ValueError("is not an address. Leave it out to use Slack's own.")
        if url.scheme == "http" and not is_loopback(host):
            raise ValueError(
                "would send tokens unencrypted: plain http is only for this machine itself. "
                "Use https, or leave it out to use Slack's own."
            )
        return value if value.endswith("/") else f"{value}/"

    @field_validator("okr_command")
    @classmethod
    def _command_is_legal(cls, value: str) -> str:
        if not COMMAND.fullmatch(value):
            raise ValueError(
                "is not a command that Slack takes: write a slash, then at most 31 lower-case "
                "letters, digits, hyphens or underscores, such as /okr."
            )
        return value

    @property
    def call_seconds(self) -> float:
        """How long a call to Slack may take: it ends well before another process takes over."""
        return min(self.slack_timeout_seconds, self.outbox_lease_seconds / 2)

    @property
    def uses_socket_mode(self) -> bool:
        """Whether Slack's payloads come over a socket that we open, rather than over HTTP."""
        return self.slack_app_token is not None


def load_settings(*, needs_postgresql: bool = False) -> Settings:
    """Read and check every setting.

    Args:
        needs_postgresql: whether the command shares its database with other processes.

    Raises:
        SettingsError: something is missing or contradictory; it names all of it at once.
    """
    problems: dict[str, str] = {}
    try:
        settings = Settings()
    except ValidationError as error:
        problems = _problems(error)
    if needs_postgresql and "database_url" not in problems and _database_is_sqlite():
        problems["database_url"] = (
            "names a SQLite file, which only one process may serve. Set it to a PostgreSQL "
            "database, or start everything in one process with `okrbot run`."
        )
    if problems:
        raise SettingsError(problems)
    return settings


def load_database_settings() -> DatabaseSettings:
    """Read and check only what a command needs that never speaks to Slack.

    Raises:
        SettingsError: the database address, or how to log, cannot be used.
    """
    try:
        return DatabaseSettings()
    except ValidationError as error:
        raise SettingsError(_problems(error)) from None


def _database_is_sqlite() -> bool:
    try:
        return DatabaseSettings().uses_sqlite
    except ValidationError:
        return False


def _problems(error: ValidationError) -> dict[str, str]:
    """Return what is wrong by setting; values are never repeated, since they may be secret."""
    problems = {}
    for detail in error.errors(include_input=False, include_url=False):
        name = str(detail["loc"][0])
        if detail["type"] == "missing":
            problems[name] = MISSING[name]
        else:
            reason = detail.get("ctx", {}).get("error")
            default = Settings.model_fields[name].default
            said = WRONG.get(name) or NOT_SECONDS.format(default=default)
            problems[name] = str(reason) if isinstance(reason, ValueError) else said
    return problems


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, so that nothing can listen in between."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
