"""Which pasted lines are objectives and which are key results."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.okr.text import one_line

_BULLET = re.compile(
    r"(?P<check>(?:[-*+]\s+)?\[[ xX✓]?\]\s+|[☐☑☒✅✔✓□]\ufe0f?\s*)"
    r"|(?P<dot>[•●○◦▪▫■‣⁃∙·➤►▸]\s*)"
    r"|(?P<dash>[-*+–—]\s+)"
    r"|(?P<nested>\d{1,2}(?:\.\d{1,2})+[.)]?\s+)"
    r"|(?P<number>\d{1,2}[.)]\s+|\(\d{1,2}\)\s+)"
    r"|(?P<letter>[A-Za-z][.)]\s+|\([A-Za-z]\)\s+)"
)
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_OBJECTIVE = re.compile(
    r"(?:objective\s*\d*\s*(?:[:.)–—]|-\s|$)|objective\s+\d+\s|obj\s*\d*\s*:"
    r"|O\s?\d+\s*[:.)–—-]\s|O\d+(?:\s|$)|O:)\s*",
    re.IGNORECASE,
)
_KEY_RESULT = re.compile(
    r"(?:key\s+result|KR)\s*(?:\d+(?:\.\d+)*)?\s*(?:[:.)–—]|-\s|\s|$)\s*", re.IGNORECASE
)
_KEY_RESULTS = re.compile(r"(?:key\s+results?|krs?)\W*\d*\W*", re.IGNORECASE)
_LABEL_ONLY = re.compile(
    r"(?:\W|_|\d|\b(?:okrs?|objectives?|goals?|key\s+results?|krs?|q[1-4]|h[12]|our|team|the|and|for"
    r"|quarter|draft)\b)+",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(
    r"(?<![\w*_~])(\*{1,3}|_{1,3}|~~?)(?=[^\s*_~])(.*?)(?<=[^\s*_~])\1(?![\w*_~])"
)
"""Marks around words; a single one, or one between words, is part of what was written."""
_MARKS = str.maketrans("", "", "\u200e\u200f\u061c\ufeff\u200b\u2066\u2067\u2068\u2069")
_OBJECTIVE_ROLE = "objective"
_KEY_RESULT_ROLE = "key result"
_NESTED = 3
_INDENT = 2
"""Fewer spaces than this come from sloppy copying."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something.

    Args:
        number: as a person counts the lines of the text, from 1.
        marker: the kind of bullet, or empty; `level` is that of a heading, or 0.
        role: what the line itself says it is, or empty.
        content: the line without bullet, prefix and emphasis.
    """

    number: int
    indent: int
    marker: str
    level: int
    role: str
    content: str


def read_outline(text: str) -> list[tuple[Line, bool]]:
    """List the lines that say something, each with whether it is an objective."""
    every = list(_lines(text))
    lines = _without_titles([line for line in every if not _is_label(line)])
    if any(line.role == _OBJECTIVE_ROLE for line in lines):
        outline = _by_prefix(lines)
    else:
        outline = [(line, _is_objective(line, lines)) for line in lines]
    return _label_as_objective(every, outline) + outline


def _label_as_objective(
    every: Sequence[Line], outline: Sequence[tuple[Line, bool]]
) -> list[tuple[Line, bool]]:
    """Where key results come first, the last label above them can only be their objective."""
    if not outline or outline[0][1]:
        return []
    above = [line for line in every if line.number < outline[0][0].number and _is_label(line)]
    return [(line, True) for line in above if not _KEY_RESULTS.fullmatch(line.content)][-1:]


def _by_prefix(lines: Sequence[Line]) -> list[tuple[Line, bool]]:
    """Where objectives say what they are, everything below them is theirs."""
    first = next(i for i, line in enumerate(lines) if line.role == _OBJECTIVE_ROLE)
    above = [(line, _is_plain(line)) for line in lines[:first] if not line.level]
    return above + [(line, line.role == _OBJECTIVE_ROLE) for line in lines[first:]]


def _is_objective(line: Line, lines: Sequence[Line]) -> bool:
    if line.role:
        return False
    if line.level:
        levels = {other.level for other in lines}
        return 0 in levels or line.level == min(levels)
    if _is_outline(lines):
        return line.indent <= lines[0].indent and line.marker in {"", lines[0].marker}
    if line.marker == "number" and any(other.marker == "nested" for other in lines):
        return line.indent < _INDENT
    return _is_plain(line)


def _is_plain(line: Line) -> bool:
    return line.indent < _INDENT and not line.marker and not line.role


def _is_outline(lines: Sequence[Line]) -> bool:
    """Tell whether the first line has a bullet, and others are deeper or have another one."""
    first = lines[0]
    if not first.marker or first.role:
        return False
    return any(
        line.indent > first.indent or line.role or line.marker not in {"", first.marker}
        for line in lines
    )


def _lines(text: str) -> Iterator[Line]:
    raw = [line.translate(_MARKS).expandtabs(4).rstrip() for line in text.splitlines()]
    margin = min((_indent(line) for line in raw if line), default=0)
    for number, line in enumerate(raw, start=1):
        if any(char.isalnum() for char in line):
            yield _line(number, line[margin:])


def _line(number: int, raw: str) -> Line:
    marker, level, content = "", 0, raw.strip()
    if bullet := _BULLET.match(content):
        marker = _marker(bullet)
        content = content[bullet.end() :]
    if heading := _HEADING.match(content):
        level, content = len(heading[1]), heading[2]
    content = _without_emphasis(one_line(content))
    role = _KEY_RESULT_ROLE if marker == "nested" else ""
    for name, pattern in ((_OBJECTIVE_ROLE, _OBJECTIVE), (_KEY_RESULT_ROLE, _KEY_RESULT)):
        if match := pattern.match(content):
            role, content = name, content[match.end() :] or content
            break
    return Line(number, _indent(raw), marker, level, role, content)


def _marker(bullet: re.Match[str]) -> str:
    """Name the kind of a bullet; dots and dashes are told apart by their sign."""
    kind = bullet.lastgroup or ""
    return bullet[0].strip() if kind in {"dot", "dash"} else kind


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_label(line: Line) -> bool:
    """Tell a line such as "Key results:" or "OKRs Q4 2026" from one that says something."""
    patterns = (_LABEL_ONLY, _OBJECTIVE, _KEY_RESULT)
    return not line.content or any(pattern.fullmatch(line.content) for pattern in patterns)


def _without_titles(lines: Sequence[Line]) -> list[Line]:
    """Leave out headings that only stand above deeper ones, if any have lines of their own."""
    if all(line.level for line in lines):
        return list(lines)
    titles = {
        line.number
        for line, below in pairwise(lines)
        if 0 < line.level < below.level and not line.role and not below.role
    }
    return [line for line in lines if line.number not in titles]


def _without_emphasis(text: str) -> str:
    """Take marks off from the outside in, as in `**_Errors_**`."""
    for _ in range(_NESTED):
        text = _EMPHASIS.sub(r"\2", text)
    return text
