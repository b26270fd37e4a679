"""`python -m sandbox.demo`: run the demo until Ctrl+C; the first time, play its story before."""

import sys

STOPPED = 130

try:
    # Loading takes a moment, in which Ctrl+C is no fault either.
    from sandbox.demo.command import main

    status = main()
except KeyboardInterrupt:
    status = STOPPED

if __name__ == "__main__":
    sys.exit(status)
