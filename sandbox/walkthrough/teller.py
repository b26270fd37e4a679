"""Prints the story: titles, what people do, what they see, and what holds."""

import html
import re
import sys
from collections.abc import Iterator
from textwrap import wrap
from typing import TextIO

from sandbox.driver.labels import ISOLATES

WIDTH = 88
BOLD, DIM, GREEN, RED, PLAIN = "\033[1m", "\033[2m", "\033[32m", "\033[31m", "\033[0m"

_STRONG = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])")
_LINK = re.compile(r"<(https?://[^|>]+)\|([^>]+)>")


class Teller:
    """Writes for a person; colours only where a terminal shows them."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._acts_before = False
        self._is_spaced = False
        self._is_coloured = out.isatty()

    @classmethod
    def on_standard_output(cls) -> "Teller":
        """Return a teller that also works where a locale lacks some of our characters."""
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="replace", line_buffering=True)
        return cls(sys.stdout)

    def title(self, when: str, what: str) -> None:
        """Begin a new part of the story."""
        words = f"{when} · {what}"
        self._space()
        self._line(self._in(BOLD, f"━━ {words} {'━' * max(WIDTH - len(words) - 4, 2)}"))
        self._space()

    def say(self, sentence: str) -> None:
        """Tell what happens."""
        self._space()
        for line in wrap(sentence, WIDTH):
            self._line(line)

    def act(self, sentence: str) -> None:
        """Tell what somebody does."""
        # What people do in one go stands together; what they see stands apart.
        if not self._acts_before:
            self._space()
        first, *rest = wrap(sentence, WIDTH - 4)
        self._line(f"  {self._in(BOLD, '›')} {first}")
        for line in rest:
            self._line(f"    {line}")
        self._acts_before = True

    def show(self, heading: str, shown: str) -> None:
        """Show what somebody reads."""
        self._line(f"  {heading}")
        for line in _lines(readable(shown)):
            self._line(f"    {self._in(DIM, '│')} {self._strong(line)}".rstrip())

    def hold(self, claim: str) -> None:
        """Say what was found to be so."""
        self._line(f"  {self._in(GREEN, '✓')} {claim}")

    def fail(self, sentence: str, evidence: str) -> None:
        """Say in one sentence what failed, and show what it was seen by."""
        self._space()
        self._line(self._in(RED, sentence))
        for line in _lines(evidence):
            self._line(f"    {line}")

    def _line(self, text: str = "") -> None:
        self._acts_before = False
        self._is_spaced = not text
        self._out.write(f"{text}\n")

    def _space(self) -> None:
        if not self._is_spaced:
            self._line()

    def _in(self, code: str, text: str) -> str:
        return f"{code}{text}{PLAIN}" if self._is_coloured else text

    def _strong(self, line: str) -> str:
        return _STRONG.sub(lambda found: self._in(BOLD, found[1]), line)


def readable(shown: str) -> str:
    """Return mrkdwn as Slack's client shows it, without the marks that nobody sees."""
    linked = _LINK.sub(lambda found: f"{found[2]} ({found[1]})", shown)
    return html.unescape(linked).translate(ISOLATES).replace("`", "").replace(":warning:", "⚠")


def bare(shown: str) -> str:
    """Return only the words that somebody reads, without what makes them bold."""
    return _STRONG.sub(r"\1", readable(shown))


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, the long ones wrapped under their own indent."""
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        yield from wrap(line, WIDTH - 6, subsequent_indent=f"{indent}  ") or [""]
