"""A check-in form as it is opened and turned: its draft on one side, what is shown on the other."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bot.okr.check_in import CheckIn, last_confidence, last_value
from bot.okr.check_in_form import (
    PAGE_MILESTONES,
    PAGE_SIZE,
    CheckInForm,
    CheckInItem,
    Entry,
    entry_of,
    live_ticks,
)
from bot.okr.permissions import Actor
from bot.services.check_in_drafts import FORM, CheckInDraft, DraftItem, to_data
from bot.services.check_in_subjects import Subject, load_subjects
from bot.services.drafts import open_draft


async def start_form(
    session: AsyncSession,
    *,
    actor: Actor,
    subjects: Mapping[int, Subject],
    corrected: Mapping[int, CheckIn] | None = None,
    unsaved: Mapping[int, DraftItem] | None = None,
    is_anew: bool = False,
    now: datetime,
) -> CheckInForm:
    """Keep a new form as a draft and return its first page.

    Args:
        corrected: the check-ins that a correction starts from, by key result id.
        unsaved: what was typed into an earlier form, by key result id.
        is_anew: it takes the place of a form that went on with that.
    """
    known = corrected or {}
    several = len({subject.found.team.id for subject in subjects.values()}) > 1
    form = CheckInDraft(
        pages=_paginated(
            (subject, _draft_item(subject, known.get(key_result_id), several=several))
            for key_result_id, subject in subjects.items()
        ),
        is_correction=corrected is not None,
        goes_on=bool(unsaved),
        is_anew=is_anew,
    ).with_unsaved(unsaved or {})
    token = await open_draft(session, actor=actor, form=FORM, data=to_data(form), now=now)
    return _form(token, form, page=0, subjects=subjects, now=now)


async def show_page(
    session: AsyncSession,
    *,
    actor: Actor,
    token: UUID,
    form: CheckInDraft,
    page: int,
    now: datetime,
) -> CheckInForm:
    """Return a page of a form with what was typed so far.

    Raises:
        NotFoundError: one of its key results is gone, or the actor may not see it any more.
        NotAllowedError: the actor may no longer check in.
    """
    page = existing_page(form, page)
    ids = [item.key_result_id for item in form.pages[page]]
    subjects = await load_subjects(session, actor=actor, key_result_ids=ids)
    return _form(token, form, page=page, subjects=subjects, now=now)


def existing_page(form: CheckInDraft, page: int) -> int:
    """Return the page nearest to the one asked for."""
    return min(max(page, 0), len(form.pages) - 1)


def _draft_item(subject: Subject, corrected: CheckIn | None, *, several: bool) -> DraftItem:
    key_result = subject.found.key_result
    label = f"{subject.found.team.key}-{key_result.label}" if several else key_result.label
    untouched = Entry(ticks=live_ticks(key_result, last_value(subject.history)))
    entry = untouched if corrected is None else entry_of(corrected, key_result)
    return DraftItem(
        key_result.id,
        label,
        subject.seen_id,
        before=entry,
        entry=entry,
        corrects_id=corrected.id if corrected else None,
    )


def _paginated(
    items: Iterable[tuple[Subject, DraftItem]],
) -> tuple[tuple[DraftItem, ...], ...]:
    """Put up to six key results on a page, fewer where milestones need the room."""
    pages: list[tuple[DraftItem, ...]] = []
    milestones = 0
    for subject, item in items:
        count = len(subject.found.key_result.milestones)
        is_full = pages and len(pages[-1]) == PAGE_SIZE
        if not pages or is_full or milestones + count > PAGE_MILESTONES:
            pages.append(())
            milestones = 0
        pages[-1] += (item,)
        milestones += count
    return tuple(pages)


def _form(
    token: UUID,
    form: CheckInDraft,
    *,
    page: int,
    subjects: Mapping[int, Subject],
    now: datetime,
) -> CheckInForm:
    return CheckInForm(
        token=str(token),
        page=page,
        page_count=len(form.pages),
        items=tuple(_item(item, subjects[item.key_result_id]) for item in form.pages[page]),
        conflicts=(),
        is_correction=form.is_correction,
        goes_on=form.goes_on,
        is_anew=form.is_anew,
        now=now,
        asked=form.asked,
    )


def _item(item: DraftItem, subject: Subject) -> CheckInItem:
    key_result = subject.found.key_result
    known = {milestone.id for milestone in key_result.milestones}
    return CheckInItem(
        key_result=key_result,
        label=item.label,
        ends_on=subject.found.cycle.ends_on,
        last=last_value(subject.history),
        confidence=last_confidence(subject.history),
        entry=replace(item.entry, ticks=item.entry.ticks & known),
        closed=subject.closed,
    )
