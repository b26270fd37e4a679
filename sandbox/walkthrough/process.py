"""Real processes: the commands an operator types, with an environment of their own."""

import asyncio
import socket
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp

from sandbox.house import ROOT, SIGNING_SECRET, TOKEN
from sandbox.walkthrough.failure import StepFailedError

START_SECONDS = 20.0
STOP_SECONDS = 10.0
STARTED = "started"


class RunningCommand:
    """`okrbot run` as it runs."""

    def __init__(self, process: Process, port: int) -> None:
        self._process = process
        self._said: list[str] = []
        self.base_url = f"http://127.0.0.1:{port}"

    @property
    def said(self) -> str:
        """Return what it logged so far."""
        return "".join(self._said)

    async def wait_started(self) -> None:
        """Wait until it says that it serves.

        Raises:
            StepFailedError: it ended, or said nothing of the kind in time.
        """
        try:
            async with asyncio.timeout(START_SECONDS):
                while STARTED not in await self._line():
                    pass
        except TimeoutError:
            raise StepFailedError("okrbot run did not start in time", self.said) from None

    async def get(self, path: str) -> str:
        """Ask it for one of the operator's pages; return status and body in one line."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.base_url}{path}") as response,
        ):
            return f"{response.status} {(await response.text()).strip()}"

    async def stop(self) -> int:
        """Send SIGTERM and return the exit status.

        Raises:
            StepFailedError: it did not end within ten seconds.
        """
        self._process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                rest, _ = await self._process.communicate()
        except TimeoutError:
            raise StepFailedError("okrbot run did not stop within ten seconds", self.said) from None
        self._said.append(rest.decode(errors="replace"))
        return self._process.returncode or 0

    async def _line(self) -> str:
        assert self._process.stdout is not None
        line = (await self._process.stdout.readline()).decode(errors="replace")
        if not line:
            raise StepFailedError("okrbot run ended before it served", self.said)
        self._said.append(line)
        return line


def environment(*, api_url: str, database_url: str, port: int = 3000) -> dict[str, str]:
    """Return the whole environment of a command; nothing is taken over from ours."""
    return {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": api_url,
        "DATABASE_URL": database_url,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def run_to_end(*arguments: str, env: Mapping[str, str], folder: str) -> str:
    """Run a command and return what it said.

    Raises:
        StepFailedError: its exit status is not 0.
    """
    process = await _start(*arguments, env=env, folder=folder)
    said, _ = await process.communicate()
    if process.returncode != 0:
        command = " ".join(arguments)
        raise StepFailedError(f"okrbot {command} exits {process.returncode}", said.decode())
    return said.decode()


@asynccontextmanager
async def running(
    *arguments: str, env: Mapping[str, str], folder: str
) -> AsyncIterator[RunningCommand]:
    """Run a command beside us; it is gone at the end, whatever happened."""
    process = await _start(*arguments, env=env, folder=folder)
    try:
        yield RunningCommand(process, int(env["PORT"]))
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def _start(*arguments: str, env: Mapping[str, str], folder: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, env=env, cwd=folder, stdout=PIPE, stderr=STDOUT
    )
