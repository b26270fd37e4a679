"""Writes teams into the database, every row with the id that its team gives it."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.base import Base
from bot.db.models import (
    ChannelMemberRow,
    CheckInRow,
    CycleRow,
    IdeaRow,
    KeyResultRow,
    MeetingNoteRow,
    MeetingRow,
    MembershipRow,
    MessageKind,
    ObjectiveRow,
    OutboxRow,
    OutboxState,
    PersonRow,
    PlacementRow,
    RevisionAct,
    RevisionRow,
    RoundRow,
    ScheduleRow,
    ShelvingItemRow,
    ShelvingRow,
    TeamCycleRow,
    TeamRow,
    WorkItemRow,
)
from bot.okr.check_in import CheckInSource
from bot.okr.cycle import CycleState
from bot.okr.key_result import KeyResultKind
from bot.okr.meeting import NoteKind
from bot.okr.objective import Commitment
from bot.okr.person import Role, Standing
from bot.okr.round import RoundState
from bot.okr.work_item import Place, PlacedHow, WorkSource, WorkState
from sandbox import Person
from tests.handlers.targets import (
    BARE_OBJECTIVE,
    CHECK_IN,
    CYCLE,
    DRAFT,
    DRAFT_KEY_RESULT,
    FOREIGN_WORKSPACE,
    IDEA,
    KEY_RESULT,
    MEETING,
    NOTE,
    OBJECTIVE,
    PAST,
    PAST_CYCLE,
    PLACED,
    PLACEMENT,
    PLANNED,
    PLANNED_CYCLE,
    PRIVATE,
    PROMPT,
    ROUND,
    SHELVED,
    SHELVING,
    TEAM,
    TEAM_CYCLE,
    UNPLACED,
    WAY,
    WORK_PAGE,
    Target,
)


class Seeding:
    """Writes rows with given ids; a flush for each table keeps references in order."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._now = now
        self._then = now - timedelta(weeks=5)

    async def person(self, workspace_id: int, person: Person) -> int:
        row = PersonRow(
            workspace_id=workspace_id,
            slack_user_id=person.id,
            name=person.name,
            zone="Europe/Berlin",
            locale="en-GB",
            standing=_standing_of(person),
            refreshed_at=self._now,
        )
        await self._add(row)
        return row.id

    async def team(
        self,
        target: Target,
        *,
        workspace_id: int,
        channel_id: str,
        lead_id: int,
        member_ids: tuple[int, ...] = (),
        present_ids: tuple[int, ...],
    ) -> None:
        team_id = target.id(TEAM)
        await self._add(
            TeamRow(
                workspace_id=workspace_id,
                id=team_id,
                key=target.word[:3].upper(),
                name=f"{target.word} team",
                channel_id=channel_id,
                is_private=target is PRIVATE,
                created_at=self._then,
            )
        )
        await self._add(
            *(
                MembershipRow(
                    workspace_id=workspace_id,
                    team_id=team_id,
                    person_id=person_id,
                    role=Role.LEAD if person_id == lead_id else Role.MEMBER,
                    joined_at=self._then,
                )
                for person_id in (lead_id, *member_ids)
            ),
            *(
                ChannelMemberRow(workspace_id=workspace_id, team_id=team_id, person_id=person_id)
                for person_id in present_ids
            ),
        )
        await self._okrs(target, workspace_id, lead_id)
        await self._work(target, workspace_id, lead_id)
        await self._other_cycles(target, workspace_id)
        await self._idea(target, workspace_id, lead_id)
        await self._meeting(target, workspace_id, lead_id)

    async def _okrs(self, target: Target, workspace_id: int, lead_id: int) -> None:
        first_day = self._then.date()
        await self._add(
            CycleRow(
                workspace_id=workspace_id,
                id=target.id(CYCLE),
                name=f"Cycle {target.word}",
                starts_on=first_day,
                ends_on=first_day + timedelta(weeks=13, days=-1),
            ),
            ScheduleRow(
                workspace_id=workspace_id,
                team_id=target.id(TEAM),
                weekday=1,
                local_time=time(10, 0),
                zone="Europe/Berlin",
                anchor_on=first_day,
                is_recall_on=True,
            ),
        )
        await self._add(
            TeamCycleRow(
                workspace_id=workspace_id,
                id=target.id(TEAM_CYCLE),
                team_id=target.id(TEAM),
                cycle_id=target.id(CYCLE),
                state=CycleState.ACTIVE,
                activated_at=self._then,
            )
        )
        await self._add(
            *(
                ObjectiveRow(
                    workspace_id=workspace_id,
                    id=target.id(number),
                    team_cycle_id=target.id(TEAM_CYCLE),
                    number=position,
                    position=position,
                    title=f"{target.word} objective {position}",
                    why=f"{target.word} reason",
                    owner_id=lead_id,
                    commitment=Commitment.COMMITTED,
                    activated_at=self._then,
                    created_at=self._then,
                )
                for position, number in enumerate((OBJECTIVE, BARE_OBJECTIVE), start=1)
            )
        )
        await self._add(
            *(
                KeyResultRow(
                    workspace_id=workspace_id,
                    id=target.id(KEY_RESULT + position - 1),
                    objective_id=target.id(OBJECTIVE),
                    number=position,
                    position=position,
                    title=f"{target.word} result {position}",
                    kind=KeyResultKind.INCREASE,
                    start_value=Decimal(61),
                    target_value=Decimal(72),
                    unit="%",
                    owner_id=lead_id,
                    weight=Decimal(1),
                    activated_at=self._then,
                    created_at=self._then,
                )
                # More than one page of the check-in form.
                for position in range(1, 9)
            )
        )
        await self._add(
            *(
                CheckInRow(
                    workspace_id=workspace_id,
                    id=target.id(CHECK_IN + number),
                    key_result_id=target.id(KEY_RESULT),
                    value=Decimal(61 + number),
                    confidence=7,
                    note=f"{target.word} note",
                    author_id=lead_id,
                    source=CheckInSource.PERSON,
                    at=self._then + timedelta(days=number),
                )
                for number in range(25)
            ),
            *(
                RevisionRow(
                    workspace_id=workspace_id,
                    objective_id=target.id(OBJECTIVE),
                    act=RevisionAct.CHANGED,
                    field="why",
                    old=f"{target.word} reason {number}",
                    new=f"{target.word} reason {number + 1}",
                    person_id=lead_id,
                    at=self._then + timedelta(days=number),
                )
                # More than one page of the objective's history.
                for number in range(12)
            ),
        )

    async def _idea(self, target: Target, workspace_id: int, lead_id: int) -> None:
        await self._add(
            IdeaRow(
                workspace_id=workspace_id,
                id=target.id(WAY),
                key_result_id=target.id(DRAFT_KEY_RESULT),
                text=f"{target.word} way",
                person_id=lead_id,
                at=self._then,
            )
        )

    async def _other_cycles(self, target: Target, workspace_id: int) -> None:
        """A plan with one draft, and a cycle that was closed yesterday."""
        names = {
            PLANNED_CYCLE: ("Plan", self._then + timedelta(weeks=13)),
            PAST_CYCLE: ("Past", self._then - timedelta(weeks=13)),
        }
        await self._add(
            *(
                CycleRow(
                    workspace_id=workspace_id,
                    id=target.id(number),
                    name=f"{name} {target.word}",
                    starts_on=first.date(),
                    ends_on=first.date() + timedelta(weeks=13, days=-1),
                )
                for number, (name, first) in names.items()
            )
        )
        await self._add(
            TeamCycleRow(
                workspace_id=workspace_id,
                id=target.id(PLANNED),
                team_id=target.id(TEAM),
                cycle_id=target.id(PLANNED_CYCLE),
                state=CycleState.PLANNING,
                # There are no ideas, so a lead has opened the shelf.
                shelf_opened_at=self._then,
            ),
            TeamCycleRow(
                workspace_id=workspace_id,
                id=target.id(PAST),
                team_id=target.id(TEAM),
                cycle_id=target.id(PAST_CYCLE),
                state=CycleState.CLOSED,
                activated_at=self._then - timedelta(weeks=13),
                closed_at=self._now - timedelta(days=1),
                learned=f"{target.word} lesson",
            ),
        )
        await self._add(
            ObjectiveRow(
                workspace_id=workspace_id,
                id=target.id(DRAFT),
                team_cycle_id=target.id(PLANNED),
                number=1,
                position=1,
                title=f"{target.word} draft",
                commitment=Commitment.COMMITTED,
                created_at=self._then,
            )
        )
        await self._add(
            KeyResultRow(
                workspace_id=workspace_id,
                id=target.id(DRAFT_KEY_RESULT),
                objective_id=target.id(DRAFT),
                number=1,
                position=1,
                title=f"{target.word} draft result",
                kind=KeyResultKind.INCREASE,
                weight=Decimal(1),
                created_at=self._then,
            )
        )

    async def _work(self, target: Target, workspace_id: int, lead_id: int) -> None:
        def item(number: int, place: Place | None, *, is_started: bool = True) -> WorkItemRow:
            return WorkItemRow(
                workspace_id=workspace_id,
                id=target.id(number),
                team_id=target.id(TEAM),
                title=f"{target.word} work {number}",
                owner_id=lead_id if is_started else None,
                source=WorkSource.TYPED,
                source_created_at=self._now - timedelta(days=400),
                started_at=self._now if is_started else None,
                place=place,
                key_result_id=target.id(KEY_RESULT) if place is Place.KEY_RESULT else None,
                hypothesis=f"{target.word} hypothesis" if place is Place.KEY_RESULT else "",
                created_at=self._then,
            )

        await self._add(
            item(UNPLACED, None),
            item(PLACED, Place.KEY_RESULT),
            item(IDEA, None, is_started=False),
            # More than one page of the list.
            *(item(number, Place.UPKEEP) for number in range(WORK_PAGE, WORK_PAGE + 20)),
        )
        await self._add(
            PlacementRow(
                workspace_id=workspace_id,
                id=target.id(PLACEMENT),
                work_item_id=target.id(PLACED),
                from_state=WorkState.OPEN,
                to_state=WorkState.OPEN,
                to_place=Place.KEY_RESULT,
                key_result_id=target.id(KEY_RESULT),
                hypothesis=f"{target.word} hypothesis",
                how=PlacedHow.PLACED,
                person_id=lead_id,
                at=self._now,
            )
        )

        await self._shelf(target, workspace_id, lead_id, item(SHELVED, None, is_started=False))

    async def _shelf(
        self, target: Target, workspace_id: int, lead_id: int, item: WorkItemRow
    ) -> None:
        item.state, item.ended_at = WorkState.SHELVED, self._then
        await self._add(
            item,
            ShelvingRow(
                workspace_id=workspace_id,
                id=target.id(SHELVING),
                team_id=target.id(TEAM),
                person_id=lead_id,
                at=self._then,
                undo_until=self._then + timedelta(days=7),
            ),
        )
        await self._add(
            ShelvingItemRow(
                workspace_id=workspace_id,
                shelving_id=target.id(SHELVING),
                work_item_id=item.id,
                state_before=WorkState.OPEN,
                version_after=item.version,
            )
        )

    async def _meeting(self, target: Target, workspace_id: int, lead_id: int) -> None:
        """Last week's meeting, with its prompt, its card and a note."""
        ended_at = self._now - timedelta(days=5)
        await self._add(
            RoundRow(
                workspace_id=workspace_id,
                id=target.id(ROUND),
                team_id=target.id(TEAM),
                number=1,
                meeting_on=ended_at.date(),
                meeting_at=ended_at - timedelta(hours=1),
                meeting_ends_at=ended_at,
                prompt_due_at=ended_at - timedelta(hours=3),
                prompted_at=ended_at - timedelta(hours=3),
                state=RoundState.HELD,
            )
        )
        await self._add(
            OutboxRow(
                workspace_id=workspace_id,
                id=target.id(PROMPT),
                key=f"prompt:{target.id(TEAM)}:1",
                kind=MessageKind.PROMPT,
                team_id=target.id(TEAM),
                round_id=target.id(ROUND),
                state=OutboxState.SENT,
                channel_id="C1",
                ts="1.1",
                next_try_at=ended_at,
                created_at=ended_at,
            ),
            MeetingRow(
                workspace_id=workspace_id,
                id=target.id(MEETING),
                round_id=target.id(ROUND),
                started_by_id=lead_id,
                started_at=ended_at,
            ),
            MeetingNoteRow(
                workspace_id=workspace_id,
                id=target.id(NOTE),
                round_id=target.id(ROUND),
                kind=NoteKind.DECISION,
                text=f"{target.word} decision",
                person_id=lead_id,
                at=ended_at,
            ),
        )

    async def _add(self, *rows: Base) -> None:
        self._session.add_all(rows)
        await self._session.flush()


def _standing_of(person: Person) -> Standing:
    if person.state.deleted:
        return Standing.GONE
    if person.state.is_stranger and person.state.team_id != FOREIGN_WORKSPACE:
        return Standing.STRANGER
    return Standing.GUEST if person.state.is_restricted else Standing.MEMBER
