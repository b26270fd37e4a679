"""`python -m sandbox.quarter`: play the quarter; exit 0, or 1 and what is not as it should be."""

import sys

from sandbox.quarter.play import play
from sandbox.walkthrough.__main__ import tell

if __name__ == "__main__":
    sys.exit(tell("python -m sandbox.quarter", play))
