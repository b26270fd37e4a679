"""Plays what people do through Slack's client, as they would: commands, buttons and forms."""

from sandbox.quarter.deeds import Deed
from sandbox.quarter.playing import check_ins, cycle, okrs, set_up, week, work
from sandbox.quarter.playing.players import Acts, Players

ACTS: Acts = {
    **set_up.ACTS,
    **check_ins.ACTS,
    **work.ACTS,
    **okrs.ACTS,
    **week.ACTS,
    **cycle.ACTS,
}


async def play(players: Players, deed: Deed) -> None:
    """Let somebody do something."""
    await ACTS[type(deed)](players, deed)
