"""The forms of objectives and key results as they are shown, and what came of saving them."""

from dataclasses import dataclass

from bot.okr.cycle import Cycle
from bot.okr.key_result import KeyResult
from bot.okr.key_result_entry import KeyResultEntry
from bot.okr.objective import Commitment, Objective
from bot.okr.team import Team


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen, with the words for it."""

    id: int
    words: str


@dataclass(frozen=True, slots=True)
class ObjectiveForm:
    """The form of an objective.

    Args:
        token: of the draft.
        objective: None for a new one.
        owner: a Slack user id, or empty.
        parents: objectives of other teams that it may serve.
        asks_why: the OKRs are locked, so that a change of them needs a reason.
    """

    token: str
    team: Team
    cycle: Cycle
    objective: Objective | None
    title: str
    why: str
    owner: str
    commitment: Commitment
    parent_id: int | None
    parents: tuple[Choice, ...]
    asks_why: bool = False


@dataclass(frozen=True, slots=True)
class KeyResultForm:
    """The form of a key result.

    Args:
        token: of the draft.
        key_result: None for a new one.
        asks_why: the OKRs are locked, so that a change of them needs a reason.
    """

    token: str
    team: Team
    cycle: Cycle
    objective: Objective
    key_result: KeyResult | None
    entry: KeyResultEntry
    asks_why: bool = False


@dataclass(frozen=True, slots=True)
class OkrList:
    """A team's OKRs in its active cycle, in any state and in their order.

    Args:
        member_count: how many people are in the team.
    """

    team: Team
    cycle: Cycle
    objectives: tuple[Objective, ...]
    member_count: int


@dataclass(frozen=True, slots=True)
class SavedOkr:
    """What was saved, and the list it now stands in.

    Args:
        objective: the one that was saved, or that the key result belongs to.
        key_result: None when the objective itself was saved.
        hints: advice that may be left alone.
    """

    objective: Objective
    key_result: KeyResult | None
    hints: tuple[str, ...]
    okrs: OkrList
