"""Ideas from the objectives: what could move a key result, before anybody looks at old lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.okr.errors import FormError
from bot.okr.key_result import KeyResult
from bot.okr.objective import Objective
from bot.okr.team import Team
from bot.okr.text import one_line
from bot.okr.work_list import key_results_of

WANTED = 2
"""With only one way to move it, a key result may be a task (product.md 3); two open the shelf."""

MAX_IDEA = 200
MOST_AT_ONCE = 10
SAY_SOMETHING = "Write an idea, one on each line."
TOO_LONG = f"One idea is too long. Use at most {MAX_IDEA} characters on a line."
TOO_MANY = f"That is more than {MOST_AT_ONCE} lines. Add the rest afterwards."


@dataclass(frozen=True, slots=True)
class Idea:
    """Something that could move a key result.

    Args:
        by: the name of who had it; None when nobody knows any more.
        is_own: the reader had it.
        work_item_id: what it became; None while it is an idea.
    """

    id: int
    key_result_id: int
    text: str
    by: str | None
    at: datetime
    is_own: bool
    work_item_id: int | None


@dataclass(frozen=True, slots=True)
class IdeasPage:
    """The ideas of a team in one cycle, as one person sees them.

    Args:
        objectives: the live ones of that cycle.
        ideas: by key result, the oldest first.
        may_remove_all: the reader is a lead.
    """

    team: Team
    cycle_name: str
    is_planned: bool
    objectives: tuple[Objective, ...]
    ideas: Mapping[int, tuple[Idea, ...]]
    may_remove_all: bool

    @property
    def key_results(self) -> tuple[KeyResult, ...]:
        """The key results that ideas are asked for, in their fixed order."""
        return key_results_of(self.objectives)


def read_ideas(text: str) -> tuple[str, ...]:
    """Read one idea from each line; the same one twice counts once.

    Raises:
        FormError: with the field `ideas`.
    """
    lines = [clean for line in text.splitlines() if (clean := one_line(line).lstrip("-•* "))]
    found = {line.casefold(): line for line in reversed(lines)}
    ideas = [line for line in lines if found.pop(line.casefold(), None) is not None]
    if not ideas:
        raise FormError({"ideas": SAY_SOMETHING})
    if len(ideas) > MOST_AT_ONCE:
        raise FormError({"ideas": TOO_MANY})
    if any(len(idea) > MAX_IDEA for idea in ideas):
        raise FormError({"ideas": TOO_LONG})
    return tuple(ideas)


def still_wanted(key_result_ids: Iterable[int], counts: Mapping[int, int]) -> tuple[int, ...]:
    """List the key results that have fewer than two ideas.

    Args:
        counts: key result id to how many ideas it has; missing counts as none.
    """
    return tuple(one for one in key_result_ids if counts.get(one, 0) < WANTED)
