"""What is said in a meeting that is kept: decisions, what is stuck, and what was parked."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.okr.errors import FormError
from bot.okr.standing import ObjectiveStanding
from bot.okr.text import one_line
from bot.okr.week import Week

MAX_NOTE = 300
SAY_SOMETHING = "Write one sentence, or close this."
TOO_LONG = f"That is too long. Use at most {MAX_NOTE} characters."


class NoteKind(StrEnum):
    """What a note of a meeting is."""

    DECISION = "decision"
    STUCK = "stuck"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class MeetingNote:
    """One sentence that was kept.

    Args:
        objective: number and title of what was on the card; None where it was about none.
        by: the name of who wrote it; None when nobody knows any more.
    """

    id: int
    kind: NoteKind
    text: str
    objective: str | None
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """A team's meeting as the card shows it: one objective after the other, then what was kept.

    Args:
        id: of the meeting. round_id: what a correction is asked for with.
        step: how many objectives were gone through, at most all of them.
        notes: what was kept so far, the oldest first.
    """

    id: int
    round_id: int
    week: Week
    step: int
    notes: tuple[MeetingNote, ...]

    @property
    def objective(self) -> ObjectiveStanding | None:
        """The objective that is talked about; None at the end."""
        objectives = self.week.objectives
        return objectives[self.step] if self.step < len(objectives) else None

    def of_kind(self, kind: NoteKind) -> tuple[MeetingNote, ...]:
        """List the notes of one kind, the oldest first."""
        return tuple(one for one in self.notes if one.kind is kind)


def check_note(text: str) -> str:
    """Return a note on one line.

    Raises:
        FormError: with the field `note`.
    """
    clean = one_line(text)
    if not clean:
        raise FormError({"note": SAY_SOMETHING})
    if len(clean) > MAX_NOTE:
        raise FormError({"note": TOO_LONG})
    return clean
