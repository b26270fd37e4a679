"""The cases: what crashes and what goes wrong while prompts come due, and how much of it."""

import math
from dataclasses import dataclass, replace

from sandbox.faults import Answer
from soak.processes import Pace

POST_FAULTS = (
    (Answer.RATE_LIMITED, False),
    *(
        (answer, done)
        for answer in (Answer.SERVER_ERROR, Answer.UNAVAILABLE)
        for done in (False, True)
    ),
    *((Answer.INTERNAL_ERROR, done) for done in (False, True)),
    *((answer, done) for answer in (Answer.DROP, Answer.HANG) for done in (False, True)),
    (Answer.DELAY, False),
)
UNCLEAR = tuple((Answer.DROP, done) for done in (False, True))
USUAL = Pace()
LAGGING = Pace(lease=8, wait=3)
"""What the bot waits before it looks is longer than history takes, as the settings are for."""
ASKING = Pace(lease=10, wait=8)
"""All prompts are tried before the first of them is looked for."""
AS_SLACK_WANTS = Pace(lease=10, wait=2, timeout=5, channel_pause=1.2)


@dataclass(frozen=True, slots=True)
class Case:
    """One run.

    Attributes:
        workspaces: to which the rows of the teams belong.
        faults: what befalls posts, as answer and whether Slack has done it; they share SHARE.
        fails_over: whether the database server is restarted, and lost to its standby.
        history_lag: after how many seconds a post is found.
        may_look: whether the bot may read history; if not, a lead answers.
        is_limited: whether Slack's limits hold; each channel is owed two messages then.
    """

    name: str
    is_sqlite: bool
    teams: int = 100
    span: float = 30.0
    workspaces: int = 1
    kills: int = 0
    freezes: int = 0
    fails_over: bool = False
    faults: tuple[tuple[Answer, bool], ...] = ()
    history_lag: float = 0.0
    may_look: bool = True
    is_limited: bool = False
    pace: Pace = USUAL

    @property
    def mostly_waits(self) -> bool:
        """Whether it has one process that Slack keeps waiting, and so can share the machine."""
        return self.is_sqlite and not (self.kills or self.freezes or self.is_limited)


CASES = (
    Case("sqlite-kills", is_sqlite=True, teams=1000, workspaces=400, span=60, kills=15),
    Case("postgresql-kills", is_sqlite=False, teams=3000, workspaces=400, span=150, kills=30),
    Case(
        "postgresql-failover",
        is_sqlite=False,
        teams=3000,
        workspaces=400,
        span=150,
        kills=30,
        # Some come after the last post; ten before it are asked for.
        freezes=14,
        fails_over=True,
    ),
    Case("limits", is_sqlite=True, teams=120, span=20, is_limited=True, pace=AS_SLACK_WANTS),
    *(
        Case(
            f"{answer}-{'after' if done else 'before'}",
            is_sqlite=True,
            span=5,
            faults=((answer, done),),
        )
        for answer, done in POST_FAULTS
    ),
    Case("history-lag", is_sqlite=True, span=5, faults=UNCLEAR, history_lag=2, pace=LAGGING),
    Case("history-refused", is_sqlite=True, span=1, faults=UNCLEAR, may_look=False, pace=ASKING),
    Case("mixed-sqlite", is_sqlite=True, span=10, faults=POST_FAULTS),
    Case("mixed-postgresql", is_sqlite=False, span=10, kills=4, faults=POST_FAULTS),
)


def scaled(case: Case, size: float) -> Case:
    """Return the case with a part of its teams, its time and its crashes."""
    return replace(
        case,
        teams=math.ceil(case.teams * size),
        workspaces=math.ceil(case.workspaces * size),
        span=max(1.0, case.span * size),
        kills=math.ceil(case.kills * size),
        freezes=math.ceil(case.freezes * size),
    )
