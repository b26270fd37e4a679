"""People, and their place in teams."""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """What a person is in the workspace."""

    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"
    """Belongs to another organisation and is seen through a shared channel."""
    GONE = "gone"
    BOT = "bot"


class Role(StrEnum):
    """A person's place in one team."""

    MEMBER = "member"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Person:
    """A Slack user of a workspace.

    Args:
        name: the name that is shown; never a mention, so that nobody is pinged.
        zone: IANA name.
        locale: as Slack gives it, such as `en-GB`.
    """

    id: int
    workspace_id: int
    slack_user_id: str
    name: str
    zone: str
    locale: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a team."""

    person: Person
    role: Role
