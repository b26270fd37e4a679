"""The ways people write numbers and owners in their OKRs, as patterns."""

import re

from bot.okr.key_result import KeyResultKind

_UP = r"increase|raise|grow|improve|lift|boost|expand"
_DOWN = r"reduce|decrease|cut|lower|shorten|shrink|drop|bring down"
_KEEP = r"keep|hold|stay|remain|maintain"
_MOVE = r"move|bring|take|change"
_STOP = (
    r"by|before|until|till|in|for|at|on|this|within|over|and|or|now|from|to|with|each|every|of|as"
    r"|through|during|after|across|the|than|via|while|without|currently|today|is|are|a|an|we|per"
)
_WORD = rf"(?!(?:{_STOP})\b)[^\W\d_]{{1,20}}"
_SPACE = "[ \u00a0\u202f]"
_BEHIND_UNIT = rf"(?=\s*(?:$|[,;.:()\[\]<>→⇒≤≥|=@–—-]|(?:{_STOP})\b))"
_UNIT = (
    rf"{_SPACE}?[%％٪$€£¥]"
    rf"|{_SPACE}?{_WORD}(?: {_WORD})?(?:(?: per | a | ?/ ?){_WORD})?{_BEHIND_UNIT}"
    rf"|{_SPACE}?(?:ms|s|secs?|seconds?|mins?|minutes?|h|hours?|days?|weeks?|months?|percent)\b"
)
_DIGITS = r"(?:\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"


def _number(name: str) -> str:
    """Match a number with its sign, currency, scale and unit, but no time, date or version."""
    return (
        rf"(?P<{name}>(?<![\w.,+−-])[+−-]?(?P<{name}_currency>[$€£¥]{_SPACE}?)?[+−-]?{_DIGITS}"
        rf"(?P<{name}_scale>(?-i:[kKM])(?!\w))?)(?![\w:/]*\d)"
        rf"(?({name}_currency)|(?P<{name}_unit>{_UNIT})?)"
    )


_ARROW = r"\s*(?:-+>|=+>|[→➔➜⇒⟶])\s*"
_PREFIX = rf"(?:\b(?:(?:must|should|to) )?(?:(?:{_KEEP})(?:s|ed)?|is|are|be|of)\s+)?"


def _bound(words: str) -> re.Pattern[str]:
    return re.compile(rf"{_PREFIX}(?:(?<=\W)|^)(?:{words})\s*{_number('target')}", re.IGNORECASE)


RANGES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bfrom\s+{_number('start')}(?:\s+to\s+|{_ARROW}){_number('target')}",
        rf"{_number('start')}{_ARROW}{_number('target')}",
        rf"(?<=[:(])\s*{_number('start')}\s+to\s+{_number('target')}",
        rf"\bto\s+{_number('target')},?\s*\(?(?:(?:up|down)\s+)?from\s+{_number('start')}\)?",
    )
)
"""Start and aim together, in either order."""

NOW = re.compile(
    r"[,;–-]?\s*\b(?:now(?: at)?|currently(?: at)?|current|today)\s*:?\s*"
    + _number("now")
    + r"(?=\s*(?:$|[,;.()\[<@]))",
    re.IGNORECASE,
)

GOAL = re.compile(
    r"\b(?:to|below|under|above|over)\s+(?:(?:at least|at most|below|under|above|over)\s+)?"
    + _number("target"),
    re.IGNORECASE,
)
"""An aim without a start; only behind a verb that says the direction."""

BOUNDS = (
    (KeyResultKind.KEEP_AT_LEAST, False, _bound(r"at least|(?:no|not) (?:less|fewer) than|>=|≥|>")),
    (KeyResultKind.KEEP_AT_MOST, False, _bound(r"at most|(?:no|not) more than|<=|≤|<")),
    (KeyResultKind.KEEP_AT_LEAST, True, _bound(r"above|over")),
    (KeyResultKind.KEEP_AT_MOST, True, _bound(r"below|under")),
)
"""Kind, whether a verb such as "keep" must be there, pattern."""

DIRECTION = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b", re.IGNORECASE)
IS_KEEP = re.compile(rf"\b(?:{_KEEP})s?\b", re.IGNORECASE)
LEADING_VERB = re.compile(rf"^(?:{_UP}|{_DOWN}|{_KEEP}|{_MOVE})(?:\s+|$)", re.IGNORECASE)
DANGLING = re.compile(
    r"(?:^|\s)(?:to|of|in|by|for|and|or|with|from|the|a|an|than|is|are|be|within|get|go|have)$",
    re.IGNORECASE,
)
"""Words that a title cannot end with."""

MONTH = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)",
    re.IGNORECASE,
)

MENTION = re.compile(r"\(?<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>\)?")
_NAME = r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?"
AT_NAME = re.compile(
    r"\(?(?<![\w<])@(?!(?:here|channel|everyone)\b)([^\W\d_][\w.'’-]{0,60}?)\)?\s*\.?$"
)
OWNERS = (
    re.compile(rf"\((?:owner:?\s*)?@?({_NAME}(?:\s+{_NAME}){{0,3}})\s*\)\s*\.?$", re.IGNORECASE),
    re.compile(rf"[,;–-]?\s*\bowner:\s*({_NAME}(?:\s+{_NAME}){{0,3}})\s*$", re.IGNORECASE),
)
NAME_WORD = re.compile(r"\S+")
PARTICLES = frozenset(
    {"al", "bin", "da", "de", "del", "della", "der", "di", "du", "la", "van", "von"}
)
NOT_NAMES = frozenset(
    {
        "aspirational", "average", "beta", "committed", "daily", "desktop", "draft", "median",
        "mobile", "monthly", "optional", "promise", "quarterly", "stretch", "tbd", "web", "weekly",
        "yearly",
    }
)  # fmt: skip
"""What else stands alone in last parentheses."""
