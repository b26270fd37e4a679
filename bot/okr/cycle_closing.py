"""The closing of a cycle: a score for each key result, a note where it differs, what we learned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from bot.okr.check_in import CheckIn
from bot.okr.cycle import Cycle
from bot.okr.errors import FormError, OkrError
from bot.okr.key_result import KeyResult, LifeState
from bot.okr.numbers import format_entry, format_value
from bot.okr.objective import Objective, live_key_results
from bot.okr.scoring import objective_score, read_score
from bot.okr.team import Team

KEY_RESULTS_PER_PAGE = 6
MAX_SCORE_NOTE = 500
MAX_WORDS = 2000
"""Of what was learned, and of the notes."""


@dataclass(frozen=True, slots=True)
class ScoreEntry:
    """What was typed for one key result."""

    score: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClosingEntry:
    """What was typed so far.

    Args:
        scores: by the key result's id.
        has_words: False for what was typed on a page that does not ask for words.
    """

    scores: Mapping[int, ScoreEntry] = field(default_factory=dict)
    learned: str = ""
    notes: str = ""
    has_words: bool = True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A key result to be scored.

    Args:
        score: None where the numbers suggest nothing.
        expected: 1 for a promise, 0.7 for a stretch.
        is_early: a stretch that was reached before two thirds of the cycle.
    """

    objective: Objective
    key_result: KeyResult
    last: CheckIn | None
    score: Decimal | None
    expected: Decimal
    is_early: bool


@dataclass(frozen=True, slots=True)
class ClosingForm:
    """One page of the form that closes a cycle; pages count from 0.

    Args:
        token: of the draft that lets it be saved once.
    """

    token: str
    team: Team
    cycle: Cycle
    suggestions: tuple[Suggestion, ...]
    entry: ClosingEntry
    page: int
    page_count: int

    @property
    def is_last(self) -> bool:
        """Whether this page closes the cycle."""
        return self.page + 1 == self.page_count


@dataclass(frozen=True, slots=True)
class CycleRecord:
    """A cycle that can only be read, and what came of it.

    Args:
        reopen_until: when the closing can no longer be taken back; None when it cannot now.
        may_take_back: it is a discarded plan, and the one who looks is a lead.
    """

    team: Team
    cycle: Cycle
    objectives: tuple[Objective, ...]
    last_values: Mapping[int, CheckIn]
    learned: str
    notes: str
    closed_at: datetime | None
    reopen_until: datetime | None
    may_take_back: bool = False


def first_entry(suggestions: Sequence[Suggestion], *, learned: str, notes: str) -> ClosingEntry:
    """Fill in what is suggested, or what was given before where the closing was taken back."""
    scores = {
        one.key_result.id: ScoreEntry(_entry_of(one), one.key_result.score_note)
        for one in suggestions
    }
    return ClosingEntry(scores, learned, notes)


def read_scores(
    suggestions: Sequence[Suggestion], scores: Mapping[int, ScoreEntry], *, locale: str
) -> dict[int, Decimal | None]:
    """Read the scores of some key results, by their ids.

    Raises:
        FormError: with the fields `score:17` and `note:17`: no score, or no note where one differs.
    """
    fields: dict[str, str] = {}
    read: dict[int, Decimal | None] = {}
    for one in suggestions:
        key_result_id = one.key_result.id
        entry = scores.get(key_result_id, ScoreEntry())
        try:
            score = read_score(entry.score, locale=locale)
        except OkrError as refusal:
            fields[f"score:{key_result_id}"] = refusal.sentence
            continue
        read[key_result_id] = score
        if one.score is not None and score != one.score and not entry.note.strip():
            why = f"Say in a few words why it is not {format_value(one.score)}."
            fields[f"note:{key_result_id}"] = why
    if fields:
        raise FormError(fields)
    return read


def score_of(objective: Objective) -> Decimal | None:
    """Compute the score of an objective from those of its key results."""
    if objective.state is not LifeState.ACTIVE:
        return None
    return objective_score((one.weight, one.score) for one in live_key_results(objective))


def _entry_of(suggestion: Suggestion) -> str:
    given = suggestion.key_result.score
    score = suggestion.score if given is None else given
    return "" if score is None else format_entry(score)
