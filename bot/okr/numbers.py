"""Exact numbers as people type and read them."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from bot.okr.errors import OkrError
from bot.okr.text import one_line, shorten

MAX_DIGITS = 18
MAX_DECIMALS = 6
QUANTUM = Decimal(1).scaleb(-MAX_DECIMALS)
MAX_VALUE = Decimal(10) ** (MAX_DIGITS - MAX_DECIMALS) - QUANTUM

CURRENCY_SIGNS = frozenset("$€£¥")
_NARROW_SPACE = "\u202f"
_ARABIC_DECIMAL = "٫"
_MARKS = {
    **dict.fromkeys("−‐‑‒–﹣－", "-"),
    **dict.fromkeys("＋﹢", "+"),
    **dict.fromkeys("’‘ʼ´`＇٬", "'"),
    **dict.fromkeys("．", "."),
    **dict.fromkeys("，", ","),
    **dict.fromkeys("％٪﹪", "%"),
    **dict.fromkeys("\u200e\u200f\u061c", ""),
}
_COMMA_LANGUAGES = re.compile(
    r"(af|be|bg|bs|ca|cs|da|de|el|es|et|eu|fi|fr|gl|hr|hu|hy|id|is|it|ka|kk|lt|lv|mk|nb|nl|nn|no"
    r"|pl|pt|ro|ru|sk|sl|sq|sr|sv|tr|uk|uz|vi)\b"
)
_COMMA_EXCEPTIONS = frozenset({"de-ch", "de-li", "es-419", "es-mx", "es-us"})

_AMBIGUOUS = re.compile(r"([1-9]\d{0,2})[.,](\d{3})")
_DECIMAL = re.compile(rf"(\d*)[.,{_ARABIC_DECIMAL}](\d+)")
_GROUPED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"([1-9]\d{{0,2}}(?: \d{{3}})+)(?:[.,{_ARABIC_DECIMAL}](\d+))?",
        rf"([1-9]\d{{0,2}}(?:'\d{{3}})+)(?:[.,{_ARABIC_DECIMAL}](\d+))?",
        r"([1-9]\d{0,2}(?:\.\d{3})+),(\d+)",
        r"([1-9]\d{0,2}(?:,\d{3})+)\.(\d+)",
        r"([1-9]\d{0,2}(?:\.\d{3}){2,})()",
        r"([1-9]\d{0,2}(?:,\d{3}){2,})()",
        r"([1-9]\d?(?:,\d{2})+,\d{3})(?:\.(\d+))?",  # 12,34,567 as written in India
    )
)


def parse_value(text: str, *, unit: str = "", locale: str = "en") -> Decimal:
    """Read a number as a person types it.

    Args:
        unit: may stand before or behind the number and is ignored.
        locale: such as `de-DE`; only the examples in refusals follow it.

    Raises:
        OkrError: it is no number, can mean two numbers, or is too long to be kept.
    """
    sign, body = _sign_and_body(text, unit)
    if ambiguous := _AMBIGUOUS.fullmatch(body):
        raise OkrError(_ask_back(sign, *ambiguous.groups(), locale=locale))
    parts = _split(body)
    if parts is None:
        raise OkrError(_refuse(text, unit, locale))
    return _checked(sign, *parts)


def format_value(value: Decimal, unit: str = "") -> str:
    """Write a number with its unit for reading: `72 %`, `$1.5`, `−12 000 users`."""
    plain = _plain(abs(value))
    whole, point, decimals = plain.partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", _NARROW_SPACE)
    number = whole + point + decimals
    sign = "−" if value < 0 and plain != "0" else ""
    if unit in CURRENCY_SIGNS:
        return f"{sign}{unit}{number}"
    return f"{sign}{number} {unit}".rstrip()


def format_move(*values: Decimal, unit: str = "") -> str:
    """Write how a number moved, with its unit once: `64 → 66 %`, `$5 → 7`.

    Args:
        values: at least one, the oldest first.
    """
    if unit in CURRENCY_SIGNS:
        return " → ".join((format_value(values[0], unit), *map(format_value, values[1:])))
    return " → ".join((*map(format_value, values[:-1]), format_value(values[-1], unit)))


def format_entry(value: Decimal) -> str:
    """Write a number for an input field, so that it reads back as exactly this number."""
    plain = _plain(value)
    return f"{plain}0" if _AMBIGUOUS.fullmatch(plain.removeprefix("-")) else plain


def _plain(value: Decimal) -> str:
    """Write without exponent and trailing zeros, rounded to what can be kept."""
    rounded = value.quantize(QUANTUM, rounding=ROUND_HALF_UP)
    digits = f"{rounded:f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def _sign_and_body(text: str, unit: str) -> tuple[str, str]:
    """Take sign and unit off; a sign may stand before or behind a leading unit."""
    body = _ascii(text)
    outer, body = _take_sign(body)
    body = _without_unit(body, _ascii(unit))
    inner, body = ("", body) if outer else _take_sign(body)
    return outer or inner, body


def _take_sign(body: str) -> tuple[str, str]:
    return (body[0], body[1:].lstrip()) if body[:1] in {"-", "+"} else ("", body)


def _without_unit(body: str, unit: str) -> str:
    """Drop the unit, also in the singular; a percent sign may follow any number without a unit."""
    unit, lower = unit.lower(), body.lower()
    sign = "%" if unit in {"", "percent", "per cent"} else ""
    for word in filter(None, (unit, unit.removesuffix("s"), sign)):
        if lower.endswith(word):
            return body[: -len(word)].rstrip()
        if lower.startswith(word):
            return body[len(word) :].lstrip()
    return body


def _ascii(text: str) -> str:
    """Bring digits, signs and spaces of every script to plain ones."""
    return "".join(_ascii_char(char) for char in one_line(text))


def _ascii_char(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    return _MARKS.get(char, char) if digit is None else str(digit)


def _split(body: str) -> tuple[str, str] | None:
    """Split into whole part and decimals, both bare digits; None when it is no number."""
    if body.isdecimal():
        return body, ""
    for pattern in (_DECIMAL, *_GROUPED):
        if match := pattern.fullmatch(body):
            return re.sub(r"\D", "", match[1]) or "0", match[2] or ""
    return None


def _checked(sign: str, whole: str, decimals: str) -> Decimal:
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    if len(decimals) > MAX_DECIMALS:
        raise OkrError(f"That has too many decimals. Round it to {MAX_DECIMALS} or fewer.")
    if len(whole) > MAX_DIGITS - MAX_DECIMALS:
        raise OkrError(
            f"That number is too large. Write it with at most {MAX_DIGITS - MAX_DECIMALS} digits"
            " before the decimals, perhaps in thousands or millions."
        )
    value = Decimal(f"{whole}.{decimals}" if decimals else whole)
    return -value if sign == "-" and value else value


def _ask_back(sign: str, whole: str, decimals: str, *, locale: str) -> str:
    minus = "-" if sign == "-" else ""
    small = _in_locale(format_entry(Decimal(f"{minus}{whole}.{decimals}")), locale)
    return (
        f"That can mean two numbers. Write {small} for the small one"
        f" or {minus}{whole}{decimals} for the one in the thousands."
    )


def _refuse(text: str, unit: str, locale: str) -> str:
    example = f"Type a number, such as 12 or {_in_locale('1.5', locale)}."
    typed = shorten(one_line(text), 30)
    if not typed:
        return example
    counted = f' It is counted in "{shorten(one_line(unit), 30)}".' if unit else ""
    return f'"{typed}" is not a number I can read. {example}{counted}'


def _in_locale(number: str, locale: str) -> str:
    tag = locale.replace("_", "-").casefold()
    is_comma = tag not in _COMMA_EXCEPTIONS and _COMMA_LANGUAGES.match(tag) is not None
    return number.replace(".", ",") if is_comma else number
