"""Planning from a key result: where it stands, then the work and how the number would move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.okr.errors import FormError
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective
from bot.okr.places import MAX_SENTENCE
from bot.okr.standing import KeyResultStanding
from bot.okr.team import Team
from bot.okr.text import list_and, shorten

MUST_HAPPEN_LIMIT = 3


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What the form of planning shows.

    Args:
        token: of the draft that lets it be saved once.
        objectives: the live ones, whose key results can be chosen.
        chosen: None until a key result is chosen.
        must_happen: titles that must happen this week already.
    """

    token: str
    team: Team
    objectives: tuple[Objective, ...]
    chosen: KeyResultStanding | None
    must_happen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """What a person has planned; a title that is a link gives both."""

    title: str
    hypothesis: str
    owner_id: int | None
    must_happen: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """What was planned, and the record by which it is undone."""

    team: Team
    key_result: KeyResult
    title: str
    must_happen: bool
    meeting_at: datetime
    placement_id: int


def check_hypothesis(text: str) -> None:
    """Refuse a plan that does not say how the number would move.

    Raises:
        FormError: with the field `hypothesis`.
    """
    if not text.strip():
        raise FormError({"hypothesis": "Say how the number would move."})
    if len(text) > MAX_SENTENCE:
        sentence = f"That is too long. Use at most {MAX_SENTENCE} characters."
        raise FormError({"hypothesis": sentence})


def check_must_happen(titles: Sequence[str]) -> None:
    """Refuse a fourth thing that must happen in one week, and name the three.

    Raises:
        FormError: with the field `must_happen`.
    """
    if len(titles) < MUST_HAPPEN_LIMIT:
        return
    named = list_and([f"“{shorten(title, 60)}”" for title in titles])
    raise FormError(
        {"must_happen": f"Three must happen this week already: {named}. Untick this, or drop one."}
    )
