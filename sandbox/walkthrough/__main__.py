"""`python -m sandbox.walkthrough`: play the week; exit 0, or 1 and what failed."""

import asyncio
import sys

from sandbox.walkthrough.play import play
from sandbox.walkthrough.teller import Teller

if __name__ == "__main__":
    sys.exit(asyncio.run(play(Teller.on_standard_output())))
