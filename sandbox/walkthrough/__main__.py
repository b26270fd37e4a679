"""`python -m sandbox.walkthrough`: play the week; exit 0, or 1 and what failed."""

import asyncio
import os
import sys

from sandbox.house import quieten_log
from sandbox.walkthrough.play import WRONG, play
from sandbox.walkthrough.teller import Teller


def main() -> int:
    """Play the week on standard output and return the exit status."""
    quieten_log()
    try:
        return asyncio.run(play(Teller.on_standard_output()))
    except BrokenPipeError:
        # Nobody reads on (`make walkthrough | head`). Python's own last flush must not fail too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WRONG
    except KeyboardInterrupt:
        return WRONG


if __name__ == "__main__":
    sys.exit(main())
