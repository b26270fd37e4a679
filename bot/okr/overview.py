"""What is shown of teams to one person: never more than they may see."""

from dataclasses import dataclass

from bot.okr.focus import Focus
from bot.okr.objective_links import ObjectiveLinks
from bot.okr.permissions import Act
from bot.okr.recall import Recall
from bot.okr.standing import KeyResultStanding
from bot.okr.team import Team
from bot.okr.week import Week
from bot.okr.work_item import WorkItem


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A team as one person sees it.

    Args:
        week: None while the team has no active cycle.
        acts: what the person may do with the team.
        links: to objectives of other teams that the person may see.
        is_followed: the person follows it.
    """

    team: Team
    week: Week | None
    acts: frozenset[Act]
    links: tuple[ObjectiveLinks, ...] = ()
    is_followed: bool = False


@dataclass(frozen=True, slots=True)
class TeamList:
    """One page of the teams that a person may see; pages count from 0."""

    teams: tuple[TeamPage, ...]
    page: int
    page_count: int


@dataclass(frozen=True, slots=True)
class TeamKeyResult:
    """Where a key result stands, and whose it is."""

    team: Team
    standing: KeyResultStanding


@dataclass(frozen=True, slots=True)
class PersonList:
    """The key results that a person owns or stands in for, as far as one may see them."""

    slack_user_id: str
    name: str
    key_results: tuple[TeamKeyResult, ...]


@dataclass(frozen=True, slots=True)
class TeamFocus:
    """Something to talk about first, and whose it is."""

    team: Team
    focus: Focus


@dataclass(frozen=True, slots=True)
class RiskList:
    """What to talk about first, the worst first.

    Args:
        is_named: not all are of the team at hand, so each line needs its team's key.
    """

    risks: tuple[TeamFocus, ...]
    is_named: bool


@dataclass(frozen=True, slots=True)
class TeamWorkItem:
    """A work item, and whose it is."""

    team: Team
    work_item: WorkItem


@dataclass(frozen=True, slots=True)
class HomePage:
    """A person's Home.

    Args:
        due: the check-ins they owe.
        unplaced: their own work that has no place yet.
        teams: those they are a member of.
        recalls: what they are asked this month, a question for each team that wants it.
    """

    name: str
    due: tuple[TeamKeyResult, ...]
    unplaced: tuple[TeamWorkItem, ...]
    teams: tuple[TeamPage, ...]
    recalls: tuple[Recall, ...] = ()
