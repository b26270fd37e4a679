"""What one pasted line says about a key result: numbers, unit, kind and owner."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.okr.errors import OkrError
from bot.okr.key_result import KeyResultKind
from bot.okr.numbers import CURRENCY_SIGNS, MAX_VALUE, parse_value
from bot.okr.paste_patterns import (
    AT_NAME,
    BOUNDS,
    DANGLING,
    DIRECTION,
    GOAL,
    IS_KEEP,
    LEADING_VERB,
    MENTION,
    MONTH,
    NAME_WORD,
    NOT_NAMES,
    NOW,
    OWNERS,
    PARTICLES,
    RANGES,
)
from bot.okr.text import one_line

_SCALES = {"k": Decimal(1_000), "K": Decimal(1_000), "M": Decimal(1_000_000)}


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a line names: a name as written, a Slack user, or nobody."""

    name: str | None = None
    slack_user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """The numbers a line gives.

    Args:
        title: what is left of the line once they are taken out.
        doubt: why something was not understood, in which case the numbers stay in the title.
    """

    title: str
    kind: KeyResultKind = KeyResultKind.INCREASE
    start: Decimal | None = None
    target: Decimal | None = None
    now: Decimal | None = None
    unit: str = ""
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class _Quantity:
    value: Decimal
    unit: str
    is_scaled: bool


def read_line(line: str) -> tuple[Measure, Owner]:
    """Read what a line says about a key result, and whose it is."""
    bare, owner = split_owner(line)
    match = NOW.search(line)
    if match and owner == Owner():  # `(Ana), now 66` or `(now 66, Ana)`
        rest, owner = split_owner(tidy(_without(line, match)))
        bare = bare if owner == Owner() else f"{rest}, {tidy(match[0])}"
    try:
        return _measure(bare), owner
    except OkrError as refusal:
        return Measure(title=bare, doubt=refusal.sentence), owner


def split_owner(line: str) -> tuple[str, Owner]:
    """Take the owner off a line: a mention, a last `(Ana)` or `@ana`, or `owner: Ana`."""
    if match := MENTION.search(line):
        return tidy(_without(line, match)), Owner(match[2] or None, match[1])
    if match := AT_NAME.search(line):
        return tidy(line[: match.start()]), Owner(match[1])
    for pattern in OWNERS:
        match = pattern.search(line)
        if match and _is_name(match[1]):
            return tidy(line[: match.start()]), Owner(match[1])
    return tidy(line), Owner()


def tidy(text: str) -> str:
    """Leave single spaces, no empty parentheses and no loose punctuation at the ends."""
    bare = re.sub(r"\(\s*[,;]?\s*\)", " ", one_line(text))
    bare = re.sub(r"\s+([,;.:])(?=\s|$)", r"\1", re.sub(r"\(\s*[,;]\s*", "(", bare))
    return one_line(bare).strip(" ,;:–—|=-").removesuffix(".")


def _measure(line: str) -> Measure:
    """Read the numbers of a line without its owner.

    Raises:
        OkrError: the numbers can mean two things or do not go together.
    """
    now_match = NOW.search(line)
    rest = _without(line, now_match)
    kind, match = _find_target(rest)
    found = {**_quantities(match), **_quantities(now_match)}
    if not found or any(MONTH.fullmatch(quantity.unit) for quantity in found.values()):
        return Measure(title=line)
    unit = _common_unit(found)
    _check_scales(found.values())
    start, target = _value_of(found, "start"), _value_of(found, "target")
    return Measure(
        title=_title(rest, match) or line,
        kind=kind or _direction(start, target),
        start=start,
        target=target,
        now=_value_of(found, "now"),
        unit=unit,
    )


def _find_target(text: str) -> tuple[KeyResultKind | None, re.Match[str] | None]:
    """Find where a line says its aim; the kind is None where the numbers themselves tell it."""
    for pattern in RANGES:
        if match := pattern.search(text):
            return None, match
    if (verb := DIRECTION.match(text)) and (match := GOAL.search(text)):
        return (KeyResultKind.INCREASE if verb["up"] else KeyResultKind.DECREASE), match
    is_keep = IS_KEEP.search(text) is not None
    for kind, needs_keep, pattern in BOUNDS:
        if (is_keep or not needs_keep) and (match := pattern.search(text)):
            return kind, match
    return None, None


def _quantities(match: re.Match[str] | None) -> dict[str, _Quantity]:
    if match is None:
        return {}
    names = (name for name in ("start", "target", "now") if name in match.re.groupindex)
    return {name: _quantity(match, name) for name in names}


def _quantity(match: re.Match[str], name: str) -> _Quantity:
    written, scale = match[name].strip(), match[f"{name}_scale"]
    currency = next((char for char in written if char in CURRENCY_SIGNS), "")
    value = parse_value(written.removesuffix(scale or ""), unit=currency)
    value *= _SCALES.get(scale, Decimal(1))
    if abs(value) > MAX_VALUE:
        raise OkrError("That number is too large. Write it in thousands or millions.")
    unit = currency or one_line(match[f"{name}_unit"] or "")
    is_percent = unit.lower() in {"percent", "pct", "％", "٪"}
    return _Quantity(value, "%" if is_percent else unit, bool(scale))


def _value_of(found: Mapping[str, _Quantity], name: str) -> Decimal | None:
    return found[name].value if name in found else None


def _common_unit(found: Mapping[str, _Quantity]) -> str:
    """Name the unit of the aim, or the only one written."""
    units = [found[name].unit for name in ("target", "start", "now") if name in found]
    written = [unit for unit in units if unit]
    if len({unit.lower().removesuffix("s") for unit in written}) > 1:
        raise OkrError("The numbers have different units. Write them all in the same one.")
    return written[0] if written else ""


def _check_scales(found: Iterable[_Quantity]) -> None:
    """`from 1 to 2M` can start at one or at a million."""
    if len({quantity.is_scaled for quantity in found if quantity.value}) > 1:
        raise OkrError("Some numbers end in k or M and others do not. Write them all in full.")


def _direction(start: Decimal | None, target: Decimal | None) -> KeyResultKind:
    if start is None or target is None:
        return KeyResultKind.INCREASE
    if start == target:
        raise OkrError("Start and aim are the same number. Choose another aim.")
    return KeyResultKind.INCREASE if target > start else KeyResultKind.DECREASE


def _title(text: str, match: re.Match[str] | None) -> str:
    """Take the understood words out; empty when what is left would not read well."""
    if match is None:
        return tidy(text)
    if DANGLING.search(text[: match.start()].rstrip()):
        return ""
    left = tidy(_without(text, match))
    title = tidy(LEADING_VERB.sub("", left))
    if DANGLING.search(title):
        return ""
    is_new_start = title != left and title[1:2].islower()  # `iOS crashes` keeps its first letter
    return title[:1].upper() + title[1:] if is_new_start else title


def _without(text: str, match: re.Match[str] | None) -> str:
    return text if match is None else f"{text[: match.start()]} {text[match.end() :]}"


def _is_name(text: str) -> bool:
    """Tell a name from a remark: `(Ana de Souza)` is one, `(weekly)` and `(EU)` are not."""
    words = NAME_WORD.findall(text)
    is_acronym = len(words) == 1 and text.isascii() and text.isupper() and len(text) > 1
    if is_acronym or text.lower() in NOT_NAMES or len(words) > 4:
        return False
    return all(not word[0].islower() or word in PARTICLES for word in words)
