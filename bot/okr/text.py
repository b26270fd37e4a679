"""Small wording: cutting, isolating and counting in sentences that people read."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import get_close_matches
from zoneinfo import ZoneInfo

ELLIPSIS = "…"
FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"

_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_JOINER = "\u200d"
_VIRAMA = 9
"""The combining class of the sign that ties two Indic letters together."""


def shorten(text: str, limit: int) -> str:
    """Cut a text so that it ends with … and never inside what a reader sees as one character.

    Args:
        limit: the most code points of the result, at least 1.
    """
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 0 and not _is_boundary(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def isolate(text: str) -> str:
    """Keep a person's text from turning the direction of ours.

    Control characters are removed. Each line with right-to-left text or with direction controls
    is wrapped in a first-strong isolate, since an isolate ends with its paragraph.
    """
    return "\n".join(_isolate_line(line) for line in _LINE_BREAK.split(text))


def one_line(text: str) -> str:
    """Join a text to one line with single spaces and without control characters."""
    words = ("".join(c for c in word if not _is_control(c)) for word in text.split())
    return " ".join(filter(None, words))


def closest(word: str, words: Iterable[str]) -> str | None:
    """Find the word that was probably meant, or None."""
    by_folded = {known.casefold(): known for known in words}
    found = get_close_matches(word.casefold(), by_folded, n=1)
    return by_folded[found[0]] if found else None


def count_of(count: int, thing: str, plural: str | None = None) -> str:
    """Say how many: `1 key result`, `3 key results`."""
    return f"{count} {thing if count == 1 else plural or thing + 's'}"


def list_and(items: Sequence[str]) -> str:
    """Join words as a sentence does: `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def name_lines(word: str, names: Sequence[str], *, per_line: int) -> list[str]:
    """Name everybody, some to a line: `Members: Ana, Ben`; nothing where there is nobody."""
    rows = [", ".join(names[at : at + per_line]) for at in range(0, len(names), per_line)]
    return [f"{word}: {rows[0]}", *rows[1:]] if rows else []


def ago(then: datetime, now: datetime, zone: str = "UTC") -> str:
    """Say when something happened, in calendar days of a zone: `today`, `1 d ago`."""
    count, unit = _span(then, now, zone)
    if count == 0:
        return "today"
    return f"{count} d ago" if unit == "day" else f"{count_of(count, unit)} ago"


def age(then: datetime, now: datetime, zone: str = "UTC") -> str:
    """Say how old something is, in calendar days of a zone: `12 days old`, `14 months old`."""
    count, unit = _span(then, now, zone)
    return f"{count_of(count, unit)} old" if count else "new today"


def _span(then: datetime, now: datetime, zone: str) -> tuple[int, str]:
    """Measure in the unit a person would choose; what lies ahead counts as today."""
    first, last = (instant.astimezone(ZoneInfo(zone)).date() for instant in (then, now))
    days = max((last - first).days, 0)
    if days < 14:
        return days, "day"
    if days < 63:  # from here on it is always two whole months
        return days // 7, "week"
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return (months, "month") if months < 24 else (months // 12, "year")


def _isolate_line(line: str) -> str:
    clean = "".join(c for c in line if c == "\t" or not _is_control(c))
    needs_isolate = len(clean) < len(line) and any(c in _BIDI_CONTROLS for c in line)
    if needs_isolate or any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in clean):
        return f"{FIRST_STRONG_ISOLATE}{clean}{POP_ISOLATE}"
    return clean


def _is_control(char: str) -> bool:
    """Lone surrogates count too: they cannot be sent as UTF-8."""
    return char in _BIDI_CONTROLS or unicodedata.category(char) in {"Cc", "Cs"}


def _is_boundary(text: str, index: int) -> bool:
    """Tell whether a text may be cut before an index (the usual cases of Unicode's UAX 29)."""
    before, after = text[index - 1], text[index]
    if before == _JOINER or _extends(after) or unicodedata.combining(before) == _VIRAMA:
        return False
    if _is_regional(after):
        start = index
        while start > 0 and _is_regional(text[start - 1]):
            start -= 1
        return (index - start) % 2 == 0
    return True


def _extends(char: str) -> bool:
    """Tell whether a character belongs to the one before it."""
    return (
        char == _JOINER
        or unicodedata.category(char) in {"Mn", "Me", "Mc"}
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= char <= "\U000e007f"  # tags of flags
        or "\u1160" <= char <= "\u11ff"  # Korean vowels and finals
        or "\udc00" <= char <= "\udfff"  # second half of a pair
    )


def _is_regional(char: str) -> bool:
    """Two of these make one flag."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"
