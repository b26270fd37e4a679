"""What somebody sees of a prompt before it is posted."""

from dataclasses import dataclass
from datetime import datetime

from bot.okr.week import Week


@dataclass(frozen=True, slots=True)
class UnclearPost:
    """A post of which nobody knows whether Slack took it: somebody has to look for it."""

    outbox_id: int
    channel_id: str


@dataclass(frozen=True, slots=True)
class PromptPreview:
    """This week's prompt, and whether it was posted.

    Args:
        prompted_at: when it was posted, or is about to be; None when it may be posted.
        link: where it stands; empty until Slack has it.
        due_at: when it comes by itself; None when it was posted, or is switched off.
        is_called_off: the channel was told that there is no meeting this week.
        unclear: set where it may be in the channel already, so that posting it asks first.
    """

    week: Week
    prompted_at: datetime | None
    link: str
    due_at: datetime | None
    is_called_off: bool = False
    unclear: UnclearPost | None = None
