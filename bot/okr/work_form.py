"""The form that adds work: what it shows, and what a person filled in."""

from dataclasses import dataclass

from bot.okr.key_result import KeyResult
from bot.okr.placing import PlaceQuestion
from bot.okr.team import Team
from bot.okr.work_item import Place


@dataclass(frozen=True, slots=True)
class WorkForm:
    """What the form that adds work shows.

    Args:
        token: of the draft that lets it be saved once.
        team: None until one of `teams` is chosen.
        teams: what can be chosen from; empty where the channel says which team it is.
        question: where it belongs; None while the team is not known.
    """

    token: str
    team: Team | None
    teams: tuple[Team, ...]
    title: str
    link: str | None
    question: PlaceQuestion | None


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """What a person filled in; `is_started` is None while they have not said."""

    title: str
    link: str | None
    owner_id: int | None
    is_started: bool | None


@dataclass(frozen=True, slots=True)
class AddedWork:
    """What was added, and where; `key_result` is the one it is aimed at."""

    team: Team
    work_item_id: int
    title: str
    place: Place | None
    key_result: KeyResult | None
