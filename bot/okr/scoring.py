"""Grades at the close of a cycle: suggested from where the numbers stand, decided by people."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import takewhile

from bot.okr.check_in import CheckIn, has_value, last_value
from bot.okr.cycle import Cycle, elapsed_fraction, today_in
from bot.okr.errors import OkrError
from bot.okr.key_result import KeyResult
from bot.okr.numbers import parse_value
from bot.okr.objective import Commitment
from bot.okr.progress import KeepStanding, is_reached, keep_standing, progress

_EARLY = Fraction(2, 3)
_HUNDREDTH = Decimal("0.01")
NOT_A_SCORE = "Enter a score from 0 to 1, such as 0.7."


def expected_score(commitment: Commitment) -> Decimal:
    """Say which score is expected at close: a promise in full, a stretch around 0.7."""
    return Decimal("1.0") if commitment is Commitment.COMMITTED else Decimal("0.7")


def suggested_score(
    progress: Fraction | None, standing: KeepStanding | None = None
) -> Decimal | None:
    """Suggest a score for the close, 0 to 1 in hundredths.

    A keep has no progress: holding is 1, past its floor 0, and what lies between is for people.
    """
    if standing is not None:
        kept = {KeepStanding.HOLDING: Decimal(1), KeepStanding.PAST_FLOOR: Decimal(0)}
        return kept.get(standing)
    if progress is None:
        return None
    return _in_hundredths(progress)


def suggest_score(key_result: KeyResult, history: Sequence[CheckIn]) -> Decimal | None:
    """Suggest a key result's score from its check-ins, oldest first.

    Returns:
        None where the numbers say nothing: no aim, no value, or a keep between bound and floor.
    """
    last = last_value(history)
    if is_reached(key_result, last):
        return Decimal(1)
    return suggested_score(progress(key_result, last), keep_standing(key_result, last))


def objective_score(scored: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """Compute an objective's score: the weighted mean of its key results' scores.

    Args:
        scored: weight and score of each key result; one without a score does not count.
    """
    parts = [(Fraction(weight), Fraction(score)) for weight, score in scored if score is not None]
    total = sum(weight for weight, _ in parts)
    if not total:
        return None
    return _in_hundredths(sum((weight * score for weight, score in parts), Fraction(0)) / total)


def reached_on(key_result: KeyResult, history: Sequence[CheckIn], *, zone: str) -> date | None:
    """Return the day from which the aim stayed reached; None while it is not.

    Args:
        history: its check-ins, oldest first.
        zone: IANA name of the team's zone.
    """
    known = [one for one in reversed(history) if has_value(one)]
    reached = list(takewhile(lambda one: is_reached(key_result, one), known))
    return today_in(zone, reached[-1].at) if reached else None


def is_early(commitment: Commitment, reached_on: date, cycle: Cycle) -> bool:
    """Tell whether a stretch was reached before two thirds of the cycle: aim higher next time."""
    is_stretch = commitment is Commitment.ASPIRATIONAL
    return is_stretch and elapsed_fraction(cycle, reached_on) < _EARLY


def read_score(text: str, *, locale: str) -> Decimal | None:
    """Read a score as it was typed; None where nothing was.

    Raises:
        OkrError: it is no number from 0 to 1, or has more than two decimals.
    """
    if not text.strip():
        return None
    score = parse_value(text, locale=locale)
    if not 0 <= score <= 1 or score != score.quantize(_HUNDREDTH):
        raise OkrError(NOT_A_SCORE)
    return score


def _in_hundredths(part: Fraction) -> Decimal:
    exact = Decimal(part.numerator) / Decimal(part.denominator)
    return exact.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)
