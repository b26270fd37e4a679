"""The team of the screens' sketches, and weeks made of it, for tests of what people read."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.okr.cadence import Meeting
from bot.okr.check_in import CheckIn
from bot.okr.key_result import KeyResultKind
from bot.okr.objective import Objective
from bot.okr.team import Team
from bot.okr.week import Week, review_week
from bot.okr.work_item import Place, WorkItem
from tests.okr.builders import (
    Number,
    a_check_in,
    a_cycle,
    a_key_result,
    a_milestone,
    a_team,
    a_work_item,
    an_objective,
    instant,
)

NOW = instant(11, 10, 8)
"""A Tuesday in week 6, two hours before the meeting of 10:00 in Berlin."""

MEETING = Meeting(
    on=NOW.date(),
    starts_at=instant(11, 10, 9),
    ends_at=instant(11, 10, 10),
    prompt_at=instant(11, 10, 7),
    reminder_at=instant(11, 9, 9),
    paused=None,
)
NASTY = "<!channel> & *_~ `code` @here שלום 👩‍👩‍👧 "


def history(
    key_result_id: int,
    *known: tuple[Number, int | None],
    days: int = 1,
    ticks: Sequence[int] = (),
    is_stuck: bool = False,
    author: str = "Ana",
) -> tuple[CheckIn, ...]:
    """Weekly check-ins of value and confidence, the last one some days ago."""
    last = len(known) - 1
    return tuple(
        a_check_in(
            value,
            id=key_result_id * 10 + position,
            key_result_id=key_result_id,
            at=NOW - timedelta(days=days + 7 * (last - position)),
            confidence=confidence,
            ticks=ticks if position == last else (),
            is_stuck=is_stuck and position == last,
            author=author,
        )
        for position, (value, confidence) in enumerate(known)
    )


def a_week(
    *objectives: Objective,
    check_ins: Mapping[int, Sequence[CheckIn]] | None = None,
    work: Sequence[WorkItem] = (),
    last_worked: Mapping[int, datetime] | None = None,
    meeting: Meeting | None = MEETING,
    team: Team | None = None,
    now: datetime = NOW,
    is_first: bool = False,
) -> Week:
    return review_week(
        team=team or a_team(),
        cycle=a_cycle(),
        objectives=objectives,
        check_ins=check_ins or {},
        work_items=work,
        planned=(),
        anyway_this_cycle=(),
        last_worked=last_worked or {},
        meeting=meeting,
        interval_weeks=1,
        updated_since=None if is_first else NOW - timedelta(days=6, hours=22),
        now=now,
    )


def sketched_objectives() -> tuple[Objective, ...]:
    """The objectives of the sketches, and one for which nobody has found a number yet."""
    decrease = KeyResultKind.DECREASE
    steps = [a_milestone(number) for number in range(1, 6)]
    return (
        an_objective(
            a_key_result(id=11, label="1.1", start=61, target=72),
            a_key_result(
                id=12,
                label="1.2",
                title="Page load",
                kind=decrease,
                start="4.1",
                target="1.5",
                unit="s",
                owner="Chidi",
            ),
            a_key_result(
                id=13,
                label="1.3",
                title="Payment errors",
                kind=KeyResultKind.KEEP_AT_MOST,
                start=None,
                target="0.5",
                owner="Dee",
            ),
        ),
        an_objective(
            a_key_result(
                id=21,
                label="2.1",
                title="Onboarding",
                kind=KeyResultKind.MILESTONES,
                start=None,
                target=None,
                milestones=steps,
            ),
            a_key_result(
                id=22,
                label="2.2",
                title="Days to first order",
                kind=decrease,
                start=14,
                target=5,
                unit="",
                owner="Farid",
            ),
            id=2,
            number=2,
            title="Merchants go live without us",
        ),
        an_objective(id=3, number=3, title="New markets trust us"),
    )


def sketched_week(*, now: datetime = NOW) -> Week:
    """The week of the sketches: 1.2 at risk without work, 2.2 old, 2.1 stuck."""
    return a_week(
        *sketched_objectives(),
        check_ins={
            11: history(11, (64, 6), (66, 7)),
            12: history(12, ("3.1", 6), ("2.9", 4)),
            13: history(13, ("0.3", 8)),
            21: history(21, (3, 8), ticks=[1, 2, 3], is_stuck=True, author="Ben"),
            22: history(22, (9, 7), days=12),
        },
        work=(
            a_work_item(id=1, title="Guest checkout", key_result_id=11),
            a_work_item(id=2, title="Saved cards", key_result_id=11),
            a_work_item(id=3, title="Retry rules", key_result_id=13),
            a_work_item(id=4, title="Sample catalogue", key_result_id=22),
            *(a_work_item(id=10 + one, title=f"Guide {one}", key_result_id=21) for one in range(5)),
            a_work_item(id=20, title="Admin dark mode"),
            a_work_item(id=21, title="Log cleanup"),
            a_work_item(id=22, title="Patch day", place=Place.UPKEEP),
        ),
        last_worked={12: NOW - timedelta(days=22)},
        now=now,
    )


def large_objectives(title: str, owner: str = "Ana") -> tuple[Objective, ...]:
    """Eight objectives with eight key results each."""
    return tuple(
        an_objective(
            *(
                a_key_result(
                    id=number * 10 + own,
                    objective_id=number,
                    label=f"{number}.{own}",
                    title=title,
                    owner=owner,
                )
                for own in range(1, 9)
            ),
            id=number,
            number=number,
            title=title,
        )
        for number in range(1, 9)
    )
