"""`python -m sandbox.demo`: run the demo until Ctrl+C; the first time, play its story before."""

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
from sandbox.demo.keeping import Kept, load
from sandbox.demo.lock import AlreadyRunningError, only_one
from sandbox.house import ROOT, quieten_log

FOLDER = ROOT / "var" / "demo"
PORT = 8300
ANY = 0


def main() -> int:
    """Run the demo and return the exit status."""
    quieten_log()
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--reset", action="store_true", help="begin anew")
    is_reset = parser.parse_args().reset
    try:
        port = int(os.environ.get("DEMO_PORT", PORT))  # noqa: TID251 - the demo has this one setting
    except ValueError:
        print("DEMO_PORT is not a number. Leave it out, or choose one such as 8300.")
        return 2
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    try:
        with only_one(FOLDER.parent / "demo.lock") as tell_address:
            if is_reset:
                shutil.rmtree(FOLDER, ignore_errors=True)
            asyncio.run(_run(FOLDER, port, tell_address))
    except AlreadyRunningError as error:
        print(error)
        return 1
    except KeyboardInterrupt:
        # Ctrl+C while the story is played: nothing is kept of a half one.
        return 130
    return 0


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


if __name__ == "__main__":
    sys.exit(main())
