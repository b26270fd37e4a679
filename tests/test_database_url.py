"""Database addresses, as people and managed databases write them."""

import ssl
from pathlib import Path

import pytest

from bot.database_url import DatabaseUrlError, parse_database_url, public_address


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sqlite:///okrbot.db", "okrbot.db"),
        ("sqlite:////var/lib/okrbot.db", "/var/lib/okrbot.db"),
        ("sqlite+aiosqlite:///okrbot.db", "okrbot.db"),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
    ],
)
def test_sqlite(text: str, path: str | None) -> None:
    address = parse_database_url(text)
    assert address.is_sqlite
    assert address.sqlite_path == path


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_every_name_of_postgresql(scheme: str) -> None:
    address = parse_database_url(f" {scheme}://ana:p%40ss%2Fw@db.example:6432/okr\n")
    assert not address.is_sqlite
    assert address.sqlite_path is None
    assert address.url.drivername == "postgresql+asyncpg"
    assert (address.url.password, address.url.port) == ("p@ss/w", 6432)
    assert address.connect_args == {}


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
def test_plain_sslmode_goes_to_the_driver(mode: str) -> None:
    address = parse_database_url(f"postgres://u:p@h/d?sslmode={mode}&channel_binding=require")
    assert address.connect_args == {"ssl": mode}
    assert address.url.query == {}


@pytest.mark.parametrize(("mode", "named"), [("verify-ca", False), ("verify-full", True)])
def test_checked_sslmode_checks_the_certificate(mode: str, named: bool) -> None:
    address = parse_database_url(f"postgres://u:p@h/d?sslmode={mode}&sslrootcert=system")
    context = address.connect_args["ssl"]
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname is named


def test_a_socket_folder() -> None:
    address = parse_database_url("postgresql:///okr?host=/var/run/postgresql&port=5433&user=okr")
    assert address.connect_args == {"host": "/var/run/postgresql", "port": 5433, "user": "okr"}
    assert address.url.host is None


def test_server_settings() -> None:
    address = parse_database_url(
        "postgres://u:p@h/d?application_name=okr&options=-c%20search_path%3Dbot%20-clock_timeout%3D1"
        "%20--work_mem%3D8MB&target_session_attrs=read-write&pgbouncer=true"
    )
    assert address.connect_args == {
        "target_session_attrs": "read-write",
        "server_settings": {
            "application_name": "okr",
            "search_path": "bot",
            "lock_timeout": "1",
            "work_mem": "8MB",
        },
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not an address"),
        ("postgres://u:p@h:port/d", "not an address"),
        ("mysql://u:p@h/d", "neither"),
        ("sqlite://okrbot.db", "fourth slash"),
        ("sqlite:///okrbot.db?mode=ro", "no options"),
        ("postgres:///d", "no host"),
        ("postgres://u:p@h/d?sslmode=maybe", "sslmode"),
        ("postgres://u:p@h/d?sslmode=verify-full&sslrootcert=/none.pem", "cannot be read"),
        ("postgres://u:p@h/d?sslmode=require&sslcert=/none.pem&sslkey=/none.key", "cannot be read"),
        ("postgres://u:p@h/d?colour=red", "colour"),
        ("postgres://u:p@h/d?host=a&host=b", "more than once"),
        ("postgres://u:p@h/d?port=0", "port"),
        ("postgres://u:p@h/d?options=search_path", "-c name=value"),
    ],
)
def test_what_is_not_understood_is_said_without_the_password(text: str, sentence: str) -> None:
    with pytest.raises(DatabaseUrlError, match=sentence) as caught:
        parse_database_url(text)
    assert "u:p@" not in str(caught.value)


def test_a_certificate_that_is_not_one(tmp_path: Path) -> None:
    empty = tmp_path / "root.pem"
    empty.touch()
    with pytest.raises(DatabaseUrlError):
        parse_database_url(f"postgres://u:p@h/d?sslmode=verify-full&sslrootcert={empty}")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("sqlite:///okrbot.db", "sqlite:///okrbot.db"),
        ("postgres://u:secret@h/d", "postgres://u:***@h/d"),
        ("postgres://h/d?user=u&password=secret", "postgres://h/d?user=u"),
    ],
)
def test_an_address_is_shown_as_written_without_its_password(written: str, shown: str) -> None:
    assert public_address(written) == shown
