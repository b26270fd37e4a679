"""Forms about a team's OKRs that somebody has open, so that a cycle is not closed under them."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import DraftRow, MembershipRow, PersonRow
from bot.okr.errors import ConflictError
from bot.okr.permissions import Actor
from bot.okr.team import Team
from bot.okr.text import list_and
from bot.services.check_in_drafts import FORM as CHECK_IN_FORM
from bot.services.okr_drafts import KEY_RESULT_FORM, OBJECTIVE_FORM
from bot.services.suggestions import FORM as SUGGESTION_FORM

OPEN_FOR = timedelta(minutes=15)
"""Slack does not say when a form is closed, so an older one is taken to be."""

FORM_WORDS = {
    OBJECTIVE_FORM: "an objective",
    KEY_RESULT_FORM: "a key result",
    SUGGESTION_FORM: "a suggested number",
    CHECK_IN_FORM: "a check-in",
}


async def require_no_open_forms(
    session: AsyncSession, *, actor: Actor, team: Team, now: datetime
) -> None:
    """Refuse to close a cycle while others are filling in forms about its OKRs.

    Raises:
        ConflictError: naming who has which form open, and until when that counts.
    """
    of_members = select(MembershipRow.person_id).where(MembershipRow.team_id == team.id)
    rows = await session.execute(
        select(PersonRow.name, DraftRow.form, DraftRow.created_at)
        .join(PersonRow, PersonRow.id == DraftRow.person_id)
        .where(
            DraftRow.workspace_id == team.workspace_id,
            or_(
                DraftRow.team_id == team.id,
                # One check-in may be about several teams, so its form names none.
                DraftRow.team_id.is_(None) & DraftRow.person_id.in_(of_members),
            ),
            DraftRow.person_id != actor.person_id,
            DraftRow.form.in_(FORM_WORDS),
            DraftRow.submitted_at.is_(None),
            DraftRow.created_at > now - OPEN_FOR,
        )
        .order_by(DraftRow.created_at)
    )
    found = rows.all()
    if not found:
        return
    names = dict.fromkeys(f"{name} has the form of {FORM_WORDS[form]}" for name, form, _ in found)
    minutes = max(-(-(found[-1].created_at + OPEN_FOR - now) // timedelta(minutes=1)), 1)
    wait = "a minute" if minutes == 1 else f"{minutes} minutes"
    raise ConflictError(
        f"{list_and(list(names))} open. Ask them to save it, or try again in {wait}."
        " Nothing was closed; what you typed is still here."
    )
