"""Values for tests: each builder fills in what the test does not care about."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.okr.check_in import CheckIn, CheckInSource
from bot.okr.cycle import Cycle, CycleState
from bot.okr.key_result import KeyResult, KeyResultKind, LifeState, Milestone, PhasedTarget
from bot.okr.objective import Commitment, Objective
from bot.okr.team import Team
from bot.okr.work_item import Place, WorkItem, WorkSource, WorkState

ZONE = "Europe/Berlin"
STARTS_ON = date(2026, 10, 1)
ENDS_ON = date(2026, 12, 31)
ACTIVATED_AT = datetime(2026, 10, 1, 8, tzinfo=UTC)

Number = Decimal | int | str | None


def number(value: Number) -> Decimal | None:
    return None if value is None else Decimal(value)


def instant(month: int, day: int, hour: int = 9) -> datetime:
    """An instant of 2026 in UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def a_team(*, is_private: bool = False, zone: str = ZONE) -> Team:
    return Team(
        id=1,
        workspace_id=1,
        key="CHK",
        name="Checkout",
        channel_id="C1",
        zone=zone,
        is_private=is_private,
        is_externally_shared=False,
        is_external_allowed=False,
        version=1,
    )


def a_cycle(
    *,
    starts_on: date = STARTS_ON,
    ends_on: date = ENDS_ON,
    activated_at: datetime | None = ACTIVATED_AT,
) -> Cycle:
    return Cycle(
        id=1,
        team_id=1,
        name="Q4 2026",
        starts_on=starts_on,
        ends_on=ends_on,
        state=CycleState.ACTIVE,
        activated_at=activated_at,
    )


def a_milestone(id: int, weight: int = 1, due_on: date | None = None) -> Milestone:  # noqa: A002
    return Milestone(id=id, title=f"Step {id}", weight=weight, due_on=due_on)


def a_phased_target(on: date, value: Number) -> PhasedTarget:
    return PhasedTarget(on=on, value=number(value) or Decimal(0))


def a_key_result(
    *,
    id: int = 11,  # noqa: A002
    objective_id: int = 1,
    label: str = "1.1",
    position: int | None = None,
    title: str = "Completion",
    kind: KeyResultKind = KeyResultKind.INCREASE,
    start: Number = 0,
    start_due_on: date | None = None,
    target: Number = 100,
    floor: Number = None,
    unit: str = "%",
    owner: str | None = "Ana",
    weight: Number = 1,
    rhythm: int = 1,
    due_on: date | None = None,
    state: LifeState = LifeState.ACTIVE,
    activated_at: datetime | None = ACTIVATED_AT,
    milestones: Sequence[Milestone] = (),
    phased_targets: Sequence[PhasedTarget] = (),
) -> KeyResult:
    own_number = int(label.partition(".")[2])
    return KeyResult(
        id=id,
        objective_id=objective_id,
        label=label,
        number=own_number,
        position=own_number if position is None else position,
        title=title,
        kind=kind,
        start=number(start),
        start_due_on=start_due_on,
        target=number(target),
        floor=number(floor),
        unit=unit,
        owner_id=None if owner is None else 1,
        owner=owner,
        delegate_id=None,
        delegate=None,
        weight=number(weight) or Decimal(0),
        rhythm=rhythm,
        due_on=due_on,
        state=state,
        activated_at=activated_at,
        milestones=tuple(milestones),
        phased_targets=tuple(phased_targets),
        version=1,
    )


def an_objective(
    *key_results: KeyResult,
    id: int = 1,  # noqa: A002
    number: int = 1,
    position: int | None = None,
    title: str = "Buyers finish what they start",
    commitment: Commitment = Commitment.COMMITTED,
    state: LifeState = LifeState.ACTIVE,
    activated_at: datetime | None = ACTIVATED_AT,
) -> Objective:
    return Objective(
        id=id,
        team_id=1,
        number=number,
        position=number if position is None else position,
        title=title,
        why="",
        owner_id=1,
        owner="Ana",
        commitment=commitment,
        parent_id=None,
        state=state,
        activated_at=activated_at,
        key_results=key_results,
        version=1,
    )


def a_check_in(
    value: Number = None,
    *,
    id: int = 1,  # noqa: A002
    key_result_id: int = 11,
    at: datetime = ACTIVATED_AT,
    ticks: Iterable[int] = (),
    confidence: int | None = 7,
    note: str = "",
    is_stuck: bool = False,
    author: str | None = "Ana",
    source: CheckInSource = CheckInSource.PERSON,
    corrects_id: int | None = None,
) -> CheckIn:
    return CheckIn(
        id=id,
        key_result_id=key_result_id,
        at=at,
        value=number(value),
        ticks=frozenset(ticks),
        confidence=confidence,
        note=note,
        is_stuck=is_stuck,
        author=author,
        source=source,
        corrects_id=corrects_id,
    )


def a_work_item(
    *,
    id: int = 100,  # noqa: A002
    title: str = "Guest checkout",
    owner: str | None = None,
    created_at: datetime = ACTIVATED_AT,
    started_at: datetime | None = ACTIVATED_AT,
    state: WorkState = WorkState.OPEN,
    place: Place | None = None,
    key_result_id: int | None = None,
) -> WorkItem:
    """A started work item; naming a key result places it there."""
    return WorkItem(
        id=id,
        team_id=1,
        title=title,
        link=None,
        owner_id=None if owner is None else 1,
        owner=owner,
        source=WorkSource.TYPED,
        external_id=None,
        created_at=created_at,
        started_at=started_at,
        state=state,
        place=place if key_result_id is None else Place.KEY_RESULT,
        key_result_id=key_result_id,
        hypothesis="",
        anyway_reason="",
        version=1,
    )
