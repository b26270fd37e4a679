"""The tables, a module per noun."""

from bot.db.models.check_in import CheckInRow
from bot.db.models.cycle import CycleRow, TeamCycleRow
from bot.db.models.delivery import (
    HomeRow,
    MessageKind,
    OutboxRow,
    OutboxState,
    PaceRow,
    PostedMessageRow,
    ServerLifeRow,
)
from bot.db.models.draft import DraftRow
from bot.db.models.idea import IdeaRow
from bot.db.models.meeting import FollowerRow, MeetingNoteRow, MeetingRow
from bot.db.models.objective import (
    KeyResultRow,
    MilestoneRow,
    ObjectiveRow,
    PhasedTargetRow,
    RevisionAct,
    RevisionRow,
)
from bot.db.models.person import PersonRow
from bot.db.models.recall import RecallAnswerRow, RecallRow
from bot.db.models.round import RoundRow
from bot.db.models.team import (
    ChannelMemberRow,
    MembershipRow,
    PauseRow,
    ScheduleRow,
    TeamRow,
)
from bot.db.models.work_item import (
    PlacementRow,
    PlanRow,
    ShelvingItemRow,
    ShelvingRow,
    WorkItemRow,
)
from bot.db.models.workspace import InboundEventRow, WorkspaceRow, WorkspaceState

__all__ = [
    "ChannelMemberRow",
    "CheckInRow",
    "CycleRow",
    "DraftRow",
    "FollowerRow",
    "HomeRow",
    "IdeaRow",
    "InboundEventRow",
    "KeyResultRow",
    "MeetingNoteRow",
    "MeetingRow",
    "MembershipRow",
    "MessageKind",
    "MilestoneRow",
    "ObjectiveRow",
    "OutboxRow",
    "OutboxState",
    "PaceRow",
    "PauseRow",
    "PersonRow",
    "PhasedTargetRow",
    "PlacementRow",
    "PlanRow",
    "PostedMessageRow",
    "RecallAnswerRow",
    "RecallRow",
    "RevisionAct",
    "RevisionRow",
    "RoundRow",
    "ScheduleRow",
    "ServerLifeRow",
    "ShelvingItemRow",
    "ShelvingRow",
    "TeamCycleRow",
    "TeamRow",
    "WorkItemRow",
    "WorkspaceRow",
    "WorkspaceState",
]
