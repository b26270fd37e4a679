"""`python -m sandbox.walkthrough`: play the week; exit 0, or 1 and what failed."""

import argparse
import asyncio
import os
import sys

from sandbox.house import quieten_log
from sandbox.walkthrough.play import WRONG, play
from sandbox.walkthrough.teller import Teller


def main() -> int:
    """Play the week on standard output and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.walkthrough")
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
    sys.exit(main())
