"""Real processes of the bot that are killed, stopped for a while, and started again."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import STDOUT, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.walkthrough.process import environment, free_port


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the bot waits, in seconds: short enough for many crashes in a minute."""

    lease: float = 3.0
    wait: float = 1.0
    timeout: float = 1.0
    channel_pause: float = 0.0
    """Slack's own is a second; it is left out where the stand-in does not ask for it."""

    @property
    def settling(self) -> float:
        """After how many seconds whoever would post again has done so."""
        return 2 * (self.lease + self.wait)

    @property
    def settings(self) -> dict[str, str]:
        """Return the environment that says so."""
        return {
            "OUTBOX_LEASE_SECONDS": str(self.lease),
            "OUTBOX_WAIT_SECONDS": str(self.wait),
            "SLACK_TIMEOUT_SECONDS": str(self.timeout),
            "SCHEDULE_TICK_SECONDS": "0.5",
            "DELIVERY_TICK_SECONDS": "0.2",
            "CHANNEL_PAUSE_SECONDS": str(self.channel_pause),
            "LOG_LEVEL": "WARNING",
        }


class Replica:
    """One command of the bot that somebody starts again whenever it has ended."""

    def __init__(self, command: str, env: Mapping[str, str], folder: Path) -> None:
        self.command = command
        self._env = env
        self._folder = folder
        self._process: Process | None = None
        self._port = free_port()

    @property
    def delivers(self) -> bool:
        """Whether it posts."""
        return self.command != "web"

    @property
    def url(self) -> str:
        """Where it takes what Slack sends."""
        return f"http://127.0.0.1:{self._port}/slack/events"

    async def start(self) -> None:
        """Start it; what it says is added to a file named after the command."""
        # Neither waits for a disk, and the file is closed before anything else happens.
        with (self._folder / f"{self.command}.log").open("ab") as said:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", self.command),
                env={**self._env, "PORT": str(self._port)},
                cwd=self._folder,
                stdout=said,
                stderr=STDOUT,
            )

    async def kill(self) -> None:
        """End it at once, as a power cut does."""
        process = self._process
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()

    async def freeze(self, seconds: float) -> bool:
        """Stop it for a while without its knowing; tell whether it ran again afterwards."""
        process = self._process
        if process is None or process.returncode is not None:
            return False
        os.kill(process.pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            if is_there := process.returncode is None:
                os.kill(process.pid, signal.SIGCONT)
        return is_there


def replicas(
    commands: Sequence[str], *, api_url: str, database_url: str, folder: Path, pace: Pace
) -> list[Replica]:
    """Return replicas with short leases and waits; none is started."""
    env = {**environment(api_url=api_url, database_url=database_url), **pace.settings}
    return [Replica(command, env, folder) for command in commands]
