"""Writes check-ins: only ever added, and only knowing the one before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.models import CheckInRow, RoundRow
from bot.okr.check_in import CheckInSource
from bot.okr.check_in_form import Conflict, Reading, field_of, read_entry
from bot.okr.errors import FormError, NotFoundError, OkrError
from bot.okr.permissions import Actor
from bot.okr.round import RoundState
from bot.services.check_in_drafts import CheckInDraft, DraftItem
from bot.services.check_in_subjects import Subject, name_of
from bot.services.drafts import Draft
from bot.services.posted_messages import touch_prompt
from bot.services.recap_edits import touch_last_recap

NOTHING_YET = "Nothing to save yet. Give a value, how likely it is, or a note."
NOTHING_CHANGED = "Nothing has changed. Change something, or close this if it is right."


async def find_conflicts(
    session: AsyncSession,
    *,
    actor: Actor,
    subjects: Mapping[int, Subject],
    changed: Iterable[DraftItem],
    again: Collection[int],
    locale: str,
) -> tuple[Conflict, ...]:
    """Return the last check-in of each key result where the person has not seen it.

    What that check-in makes their own entry lack is named with it, so that they are asked once.

    Args:
        again: ids of key results about which to ask again.
    """
    unseen = [
        (item, subjects[item.key_result_id])
        for item in changed
        if subjects[item.key_result_id].seen_id != item.seen_id or item.key_result_id in again
    ]
    rows = await session.execute(
        select(CheckInRow.id, CheckInRow.author_id).where(
            CheckInRow.id.in_([subject.seen_id for _, subject in unseen])
        )
    )
    authors = dict(rows.all())
    return tuple(
        Conflict(
            key_result=subject.found.key_result,
            label=item.label,
            check_in=subject.history[-1],
            is_own=authors[subject.history[-1].id] == actor.person_id,
            fields=_lacks(subject, item, locale),
        )
        for item, subject in unseen
    )


def read_items(
    subjects: Mapping[int, Subject],
    items: Iterable[DraftItem],
    *,
    shown: Sequence[DraftItem],
    locale: str,
) -> dict[int, Reading]:
    """Read what was typed, by key result id; all that is wrong on the page is named at once.

    Args:
        shown: the page that the person looks at.

    Raises:
        FormError: with the fields `value:17`, `ticks:17`, `confidence:17`, `note:17`.
        OkrError: something on another page is wrong.
        NotFoundError: a key result was closed meanwhile.
    """
    readings: dict[int, Reading] = {}
    fields: dict[str, str] = {}
    for item in items:
        subject = subjects[item.key_result_id]
        _require_still_open(subject, is_only=len(subjects) == 1)
        try:
            readings[item.key_result_id] = _read(subject, item, locale)
        except FormError as refusal:
            if item not in shown:
                raise OkrError(f"Go back to {name_of(subject)}: {refusal.sentence}") from refusal
            fields |= refusal.fields
    if fields:
        raise FormError(fields)
    return readings


def require_something(form: CheckInDraft, changed: Sequence[DraftItem]) -> None:
    """Refuse a form in which nothing was typed.

    Raises:
        FormError: with the field `confidence:17`, where the form has one key result.
        OkrError: it has several, or it is a correction.
    """
    if changed:
        return
    if form.is_correction:
        raise OkrError(NOTHING_CHANGED)
    items = list(form.items)
    if len(items) == 1:
        raise FormError({field_of("confidence", items[0].key_result_id): NOTHING_YET})
    raise OkrError(NOTHING_YET)


async def add_check_ins(
    session: AsyncSession,
    *,
    actor: Actor,
    draft: Draft,
    subjects: Mapping[int, Subject],
    items: Sequence[DraftItem],
    readings: Mapping[int, Reading],
    now: datetime,
) -> None:
    """Add a record for each key result, and ask for the teams' prompts to be edited.

    So is the last recap, where a record corrects another one.
    """
    team_ids = {subjects[item.key_result_id].found.team.id for item in items}
    rounds = {team_id: await _find_round_id(session, team_id, now) for team_id in team_ids}
    for item in items:
        subject, reading = subjects[item.key_result_id], readings[item.key_result_id]
        session.add(
            CheckInRow(
                workspace_id=actor.workspace_id,
                key_result_id=item.key_result_id,
                round_id=rounds[subject.found.team.id],
                value=reading.value,
                ticks=sorted(reading.ticks),
                confidence=item.entry.confidence,
                note=item.entry.note,
                is_stuck=item.entry.is_stuck,
                author_id=actor.person_id,
                source=CheckInSource.PERSON,
                at=now,
                draft_id=draft.token,
                previous_id=subject.seen_id,
                corrects_id=item.corrects_id,
            )
        )
    await session.flush()
    corrected = {subjects[one.key_result_id].found.team.id for one in items if one.corrects_id}
    for team_id in sorted(team_ids):
        await touch_prompt(session, team_id=team_id)
        if team_id in corrected:
            await touch_last_recap(session, team_id=team_id)


async def _find_round_id(session: AsyncSession, team_id: int, now: datetime) -> int | None:
    """Return the round whose meeting is next or going on."""
    round_id: int | None = await session.scalar(
        select(RoundRow.id)
        .where(
            RoundRow.team_id == team_id,
            RoundRow.meeting_ends_at > now,
            RoundRow.state != RoundState.SKIPPED,
        )
        .order_by(RoundRow.meeting_at)
        .limit(1)
    )
    return round_id


def _read(subject: Subject, item: DraftItem, locale: str) -> Reading:
    return read_entry(
        subject.found.key_result, subject.history, item.entry, before=item.before, locale=locale
    )


def _lacks(subject: Subject, item: DraftItem, locale: str) -> Mapping[str, str]:
    try:
        _read(subject, item, locale)
    except FormError as refusal:
        return refusal.fields
    return {}


def _require_still_open(subject: Subject, *, is_only: bool) -> None:
    if not subject.closed:
        return
    what = f"{name_of(subject)} was {subject.closed} meanwhile, so nothing was saved."
    rest = "Clear what you typed for it to save the rest."
    raise NotFoundError(f"{what} {'It takes no check-ins any more.' if is_only else rest}")
