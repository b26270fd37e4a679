"""Understands the database addresses that people and managed databases hand out."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SQLITE_SCHEMES = frozenset({"sqlite", "sqlite+aiosqlite"})
POSTGRESQL_SCHEMES = frozenset({"postgres", "postgresql", "postgresql+asyncpg"})
PLAIN_SSL_MODES = frozenset({"disable", "allow", "prefer", "require"})
CHECKED_SSL_MODES = frozenset({"verify-ca", "verify-full"})
IGNORED_OPTIONS = frozenset(
    {
        "channel_binding",  # the driver negotiates without it
        "connect_timeout",  # ours is shorter than Slack's three seconds
        "connection_limit",
        "gssencmode",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "pgbouncer",  # every connection works behind a pooler as it is
        "pool_timeout",
        "prepared_statement_cache_size",
        "sslnegotiation",
        "statement_cache_size",
    }
)


class DatabaseUrlError(ValueError):
    """The database address cannot be used; the message says what to change."""


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where the database is, in the words of SQLAlchemy and of its driver."""

    url: URL
    connect_args: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file, or lives in memory."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def sqlite_path(self) -> str | None:
        """The path of the SQLite file; None in memory and on PostgreSQL."""
        if not self.is_sqlite or self.url.database in (None, "", ":memory:"):
            return None
        return self.url.database


def parse_database_url(text: str) -> DatabaseAddress:
    """Return the address that `text` names.

    Raises:
        DatabaseUrlError: the address is not understood; the address itself is never quoted,
            since it may hold a password.
    """
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        raise DatabaseUrlError(
            "it is not an address; write sqlite:///okrbot.db "
            "or postgresql://user:password@host/database"
        ) from None
    if url.drivername in SQLITE_SCHEMES:
        return _sqlite(url)
    if url.drivername in POSTGRESQL_SCHEMES:
        return _postgresql(url)
    raise DatabaseUrlError("it starts with neither sqlite:// nor postgresql://")


def public_address(text: str) -> str:
    """Return an address as somebody wrote it, without its password.

    Args:
        text: an address that `parse_database_url` understands.
    """
    url = make_url(text.strip())
    return url.difference_update_query(["password"]).render_as_string(hide_password=True)


def _sqlite(url: URL) -> DatabaseAddress:
    if url.host or url.query:
        raise DatabaseUrlError(
            "a SQLite address is sqlite:/// and a path, "
            "with a fourth slash when the path starts at the root, and takes no options"
        )
    return DatabaseAddress(url.set(drivername="sqlite+aiosqlite"))


def _postgresql(url: URL) -> DatabaseAddress:
    options = {key: _single(key, value) for key, value in url.query.items()}
    arguments: dict[str, Any] = {}
    for key in ("host", "port", "user", "password", "target_session_attrs"):
        if key in options:
            arguments[key] = options.pop(key)
    if "port" in arguments:
        arguments["port"] = _port(arguments["port"])
    if settings := _server_settings(options):
        arguments["server_settings"] = settings
    if (encryption := _encryption(options)) is not None:
        arguments["ssl"] = encryption
    if unknown := sorted(set(options) - IGNORED_OPTIONS):
        raise DatabaseUrlError(f"it has options that are not understood: {', '.join(unknown)}")
    if not (url.host or arguments.get("host")):
        raise DatabaseUrlError("it names no host")
    return DatabaseAddress(url.set(drivername="postgresql+asyncpg", query={}), arguments)


def _single(key: str, value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return value
    raise DatabaseUrlError(f"it has {key} more than once")


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise DatabaseUrlError("its port is not a number from 1 to 65535")


def _server_settings(options: dict[str, str]) -> dict[str, str]:
    """Take `application_name` and `options=-c name=value` out of `options`."""
    settings = {}
    if name := options.pop("application_name", ""):
        settings["application_name"] = name
    words = options.pop("options", "").replace("-c ", "-c").split()
    for word in words:
        name, equals, value = word.removeprefix("-c").removeprefix("--").partition("=")
        if not equals:
            raise DatabaseUrlError("its part options= is not of the form -c name=value")
        settings[name] = value
    return settings


def _encryption(options: dict[str, str]) -> str | ssl.SSLContext | None:
    """Take `sslmode` and the certificates out of `options`; None leaves it to the driver."""
    mode = options.pop("sslmode", options.pop("ssl", ""))
    root = options.pop("sslrootcert", "")
    certificate, key = options.pop("sslcert", ""), options.pop("sslkey", "")
    mode = "require" if mode == "true" else mode
    if mode not in PLAIN_SSL_MODES | CHECKED_SSL_MODES | {""}:
        raise DatabaseUrlError(f"its sslmode {mode!r} is not one that PostgreSQL knows")
    if mode not in CHECKED_SSL_MODES and not certificate:
        return mode or None
    try:
        context = ssl.create_default_context(cafile=None if root in ("", "system") else root)
        if certificate:
            context.load_cert_chain(certificate, key or None)
    except OSError:
        raise DatabaseUrlError("its certificate files cannot be read") from None
    context.check_hostname = mode == "verify-full"
    context.verify_mode = ssl.CERT_REQUIRED if mode in CHECKED_SSL_MODES else ssl.CERT_NONE
    return context
