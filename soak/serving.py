"""The bot as processes that are only started and ended, at a port that is known."""

import asyncio
import sys
from asyncio.subprocess import STDOUT, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from sandbox.walkthrough.process import free_port

READY_SECONDS = 30.0
LOOK_SECONDS = 0.1


@asynccontextmanager
async def serving(
    commands: Sequence[str], *, env: Mapping[str, str], folder: Path
) -> AsyncIterator[str]:
    """Run the commands until the block ends; give the address at which the first one serves.

    What each says is kept in a file in the folder.
    """
    started: list[Process] = []
    port = free_port()
    try:
        for number, command in enumerate(commands):
            own_port = port if number == 0 else free_port()
            started.append(await _start(number, command, {**env, "PORT": str(own_port)}, folder))
        await _until_ready(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}/slack/events"
    finally:
        for process in started:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _start(number: int, command: str, env: Mapping[str, str], folder: Path) -> Process:
    with (folder / f"{number}-{command}.log").open("wb") as said:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", command),
            env=dict(env),
            cwd=folder,
            stdout=said,
            stderr=STDOUT,
        )


async def _until_ready(url: str) -> None:
    async with asyncio.timeout(READY_SECONDS), aiohttp.ClientSession() as session:
        while not await _is_ready(session, url):  # noqa: ASYNC110 - it cannot tell us
            await asyncio.sleep(LOOK_SECONDS)


async def _is_ready(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False
