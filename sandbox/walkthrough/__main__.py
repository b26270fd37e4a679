"""`python -m sandbox.walkthrough`: play the week; exit 0, or 1 and what failed."""

import argparse
import asyncio
import os
import sys
from typing import Protocol

from sandbox.house import quieten_log
from sandbox.walkthrough.play import WRONG, play
from sandbox.walkthrough.teller import Teller


class Play(Protocol):
    """Plays a story and returns the exit status."""

    async def __call__(self, teller: Teller, *, over_socket: bool) -> int:
        """Tell it to a teller."""


def tell(command: str, play: Play) -> int:
    """Play a story on standard output and return the exit status.

    Args:
        command: as it is typed.
    """
    parser = argparse.ArgumentParser(prog=command)
    parser.add_argument("--socket-mode", action="store_true", help="meet over Socket Mode")
    over_socket = parser.parse_args().socket_mode
    quieten_log()
    try:
        return asyncio.run(play(Teller.on_standard_output(), over_socket=over_socket))
    except BrokenPipeError:
        # Nobody reads on (`make walkthrough | head`). Python's own last flush must not fail too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WRONG
    except KeyboardInterrupt:
        return WRONG


if __name__ == "__main__":
    sys.exit(tell("python -m sandbox.walkthrough", play))
