"""The demo as a command: one at a time, on a port, until it is asked to stop."""

import argparse
import asyncio
import errno
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from sandbox.demo.beginning import begin
from sandbox.demo.demo import running
from sandbox.demo.keeping import Kept, UnreadableError, load
from sandbox.demo.lock import AlreadyRunningError, only_one
from sandbox.house import ROOT, quieten_log

FOLDER = ROOT / "var" / "demo"
PORT, HIGHEST_PORT = 8300, 65535
ANY = 0
NO_SUCH_PORT = "DEMO_PORT is not a port. Leave it out, or choose a number such as 8300."


def main() -> int:
    """Run the demo and return the exit status."""
    quieten_log()
    parser = argparse.ArgumentParser(prog="make demo", description="Run okrbot's demo.")
    parser.add_argument("--reset", action="store_true", help="begin anew")
    is_reset = parser.parse_args().reset
    port = _wanted_port()
    if port is None:
        return _failed(NO_SUCH_PORT, status=2)
    try:
        _run_alone(port, is_reset=is_reset)
    except (AlreadyRunningError, UnreadableError) as error:
        return _failed(str(error))
    except OSError as error:
        # A full disk, a folder of somebody else's, a port that only the system may open.
        return _failed(f"The demo cannot run with {FOLDER} and port {port}: {error.strerror}.")
    return 0


def _failed(words: str, *, status: int = 1) -> int:
    print(words, file=sys.stderr)
    return status


def _wanted_port() -> int | None:
    """Return the port that was asked for; None when it cannot be one."""
    text = os.environ.get("DEMO_PORT", "") or str(PORT)  # noqa: TID251 - the demo's one setting
    is_number = text.isascii() and text.isdigit()
    return int(text) if is_number and int(text) <= HIGHEST_PORT else None


def _run_alone(port: int, *, is_reset: bool) -> None:
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    with only_one(FOLDER.parent / "demo.lock") as tell_address:
        if is_reset and FOLDER.exists():
            shutil.rmtree(FOLDER)
        asyncio.run(_run(FOLDER, port, tell_address))


async def _run(folder: Path, port: int, tell_address: Callable[[str], None]) -> None:
    kept = load(folder)
    if kept is None:
        print("Setting up a company that has worked with okrbot for six weeks …", flush=True)
        kept = await begin(folder, print)
    try:
        await _serve(folder, kept, port, tell_address)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(f"Port {port} is taken, so another one is used.")
        await _serve(folder, kept, ANY, tell_address)


async def _serve(folder: Path, kept: Kept, port: int, tell_address: Callable[[str], None]) -> None:
    async with running(folder, kept, port=port) as demo:
        address = f"{demo.slack.world.base_url}/"
        tell_address(address)
        print(f"\n  Open {address}\n")
        print("Ctrl+C ends the demo; `make demo` goes on where you left it.", flush=True)
        await _asked_to_stop()


async def _asked_to_stop() -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    await asked.wait()
