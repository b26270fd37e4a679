"""Who may do what: one question, asked again for every id that comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.okr.errors import NotAllowedError, NotFoundError
from bot.okr.person import Role, Standing

NOT_FOUND = "I cannot find that any more. Open your team's channel and start again there."
"""Said alike about what does not exist and about what the person may not see."""

FOR_MEMBERS = (
    "OKRs here are for full members of this workspace. Ask a lead: they can add you to a team."
)
"""Said to guests and to people of other organisations who are in no team."""


class Act(StrEnum):
    """What a person may want to do with a team."""

    READ = "read"
    READ_SHARES = "read_shares"
    CHECK_IN = "check_in"
    PLAN = "plan"
    PLACE = "place"
    ADD_WORK = "add_work"
    EDIT_WORK = "edit_work"
    POST_PROMPT = "post_prompt"
    MEET = "meet"
    RECALL = "recall"
    EDIT_OKRS = "edit_okrs"
    EDIT_SETTINGS = "edit_settings"
    START_FRESH = "start_fresh"
    OPEN_SHELF = "open_shelf"
    SET_UP = "set_up"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts; a standing belongs to one workspace."""

    person_id: int
    workspace_id: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class TeamAccess:
    """What of a team decides who may do something with it, seen from one actor.

    Args:
        team_id: None for a channel that has no team yet.
        is_private: the home channel is private.
        is_in_channel: the actor is in the home channel.
        role: the actor's role in the team; None for those who are no members of it.
    """

    workspace_id: int
    team_id: int | None
    is_private: bool
    is_in_channel: bool
    role: Role | None


_MEMBER_ACTS = {
    Act.READ_SHARES: "see this",
    Act.CHECK_IN: "check in",
    Act.PLAN: "plan work",
    Act.PLACE: "place work",
    Act.ADD_WORK: "add work",
    Act.EDIT_WORK: "change work",
    Act.POST_PROMPT: "post the prompt",
    Act.MEET: "run the meeting",
    Act.RECALL: "answer this",
}
_LEAD_ACTS = {
    Act.EDIT_OKRS: "change OKRs",
    Act.EDIT_SETTINGS: "change settings",
    Act.START_FRESH: "start fresh",
    Act.OPEN_SHELF: "open the shelf",
}


def may(actor: Actor, act: Act, subject: TeamAccess) -> bool:
    """Tell whether a person may do something with a team.

    Full members of the workspace read every team with a public channel. A private channel's team
    exists only for those in the channel, whatever their role. Guests and people of other
    organisations need a lead who made them a member, and then have that team only.
    """
    if act is Act.SET_UP:
        is_full_member = actor.standing is Standing.MEMBER
        return _is_same_workspace(actor, subject) and is_full_member and subject.is_in_channel
    if not _may_read(actor, subject):
        return False
    if act in _LEAD_ACTS:
        return subject.role is Role.LEAD
    return act is Act.READ or subject.role is not None


def require(actor: Actor, act: Act, subject: TeamAccess, *, leads: Sequence[str] = ()) -> None:
    """Refuse what a person may not do.

    Args:
        leads: names of the team's leads, so that the person knows whom to ask.

    Raises:
        NotFoundError: the person may not even read the team.
        NotAllowedError: the person may read it, and somebody else may do this.
    """
    if may(actor, act, subject):
        return
    if act is Act.SET_UP and _is_same_workspace(actor, subject):
        raise NotAllowedError(
            "Only full members of this workspace who are in the channel can set up a team."
            " Ask one of them."
        )
    if not _may_read(actor, subject):
        raise NotFoundError(NOT_FOUND)
    whom = " or ".join(leads) or "a lead"
    if act in _LEAD_ACTS:
        raise NotAllowedError(f"Only leads can {_LEAD_ACTS[act]}. Ask {whom}.")
    raise NotAllowedError(
        f"Only members of this team can {_MEMBER_ACTS[act]}. Ask {whom} to add you."
    )


def _is_same_workspace(actor: Actor, subject: TeamAccess) -> bool:
    return actor.workspace_id == subject.workspace_id


def _may_read(actor: Actor, subject: TeamAccess) -> bool:
    if not _is_same_workspace(actor, subject) or actor.standing in {Standing.GONE, Standing.BOT}:
        return False
    if subject.is_private and not subject.is_in_channel:
        return False
    return actor.standing is Standing.MEMBER or subject.role is not None
