"""What people do in the story, as plain data: the bot is played by it, and the model follows it.

Everybody and everything is called by its name: a person, a team by its key, a key result by its
number, work by its title.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from sandbox.quarter.okrs import Objective


class Where(StrEnum):
    """Where a piece of work belongs, as the form says it."""

    SHELF = "Not now: shelf"
    DROP = "Drop it"
    HEALTH = "Engineering health"
    UPKEEP = "Upkeep"
    ANYWAY = "No objective, doing it anyway"
    KEY_RESULT = "Moves a key result"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody does for a team."""

    who: str
    team: str


@dataclass(frozen=True, slots=True)
class SetUp(Deed):
    """A team begins: who is in it, when it meets, its OKRs, and what it is in the middle of.

    Args:
        weekday: from 0 for Monday.
    """

    name: str
    channel: str
    members: tuple[str, ...]
    weekday: int
    at: time
    objectives: tuple[Objective, ...]
    work: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """A week of one team: what is done the day before it meets, and so on.

    Args:
        prompted: half an hour after the prompt.
        meeting: a quarter of an hour into the meeting.
        after: some hours after it.
    """

    before: tuple[Deed, ...] = ()
    prompted: tuple[Deed, ...] = ()
    meeting: tuple[Deed, ...] = ()
    after: tuple[Deed, ...] = ()

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """Everything that is done, in its order."""
        return (*self.before, *self.prompted, *self.meeting, *self.after)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one key result in a check-in.

    Args:
        value: as it is typed; the steps that are done; or yes and no.
    """

    number: str
    value: str | bool | tuple[str, ...]
    confidence: int
    note: str = ""
    is_stuck: bool = False


@dataclass(frozen=True, slots=True)
class CheckIn(Deed):
    """A check-in for one key result, whoever owns it."""

    said: Said


@dataclass(frozen=True, slots=True)
class CheckInDue(Deed):
    """A check-in for everything that the person owes, from the prompt's button."""

    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Plan(Deed):
    """Work that comes from a key result, and that its planner does."""

    number: str
    work: str
    how: str


@dataclass(frozen=True, slots=True)
class AddWork(Deed):
    """Work that somebody has begun, with no place yet."""

    work: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Where one piece of work belongs.

    Args:
        sentence: how the number would move, or why it is done anyway.
        is_thought_of: the answer where the work is older than the objective; after a no it goes to
            the shelf.
    """

    work: str
    where: Where
    number: str = ""
    sentence: str = ""
    is_thought_of: bool | None = None


@dataclass(frozen=True, slots=True)
class PlaceThem(Deed):
    """A sitting in which work finds its place, in the order in which it is asked about."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Finish(Deed):
    """Work is done."""

    work: str


@dataclass(frozen=True, slots=True)
class ChangeTarget(Deed):
    """A key result gets another aim, after the OKRs were set."""

    number: str
    target: str
    why: str


@dataclass(frozen=True, slots=True)
class AddObjective(Deed):
    """An objective with one key result is added after the OKRs were set."""

    objective: Objective
    why: str


class NoteKind(StrEnum):
    """What is kept on the card of a meeting, as its button says."""

    DECISION = "Decision"
    STUCK = "Stuck"
    PARKED = "Park it"


@dataclass(frozen=True, slots=True)
class Note(Deed):
    """Something that is kept on the card of a meeting."""

    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class Pause(Deed):
    """Days on which the team does not meet."""

    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True)
class Follow(Deed):
    """Somebody outside the team wants its recaps."""


@dataclass(frozen=True, slots=True)
class PlanNextCycle(Deed):
    """The next cycle is planned, from the question that a lead is asked."""


@dataclass(frozen=True, slots=True)
class StartFresh(Deed):
    """The old list is set aside."""


@dataclass(frozen=True, slots=True)
class CopyOkrs(Deed):
    """An objective and some of its key results are copied into the plan.

    Args:
        objective: its title.
        numbers: of the key results, as they are and as they are in the plan.
    """

    objective: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddIdeas(Deed):
    """Ideas for a key result of the plan."""

    number: str
    ideas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MakeWork(Deed):
    """An idea becomes work."""

    number: str
    idea: str
    how: str


@dataclass(frozen=True, slots=True)
class BringBack(Deed):
    """Work comes back from the shelf, for a key result."""

    work: str
    number: str
    how: str


@dataclass(frozen=True, slots=True)
class CloseCycle(Deed):
    """The cycle is closed.

    Args:
        scores: where another score than the suggested one is given, with the reason.
    """

    scores: Mapping[str, tuple[str, str]]
    learned: str


@dataclass(frozen=True, slots=True)
class BeginCycle(Deed):
    """The planned cycle begins."""


Week = Mapping[str, Round]
"""A round of each team, by its key."""
