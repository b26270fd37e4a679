"""Plays the quarter in a house of its own, and says whether all was as product.md says."""

from collections.abc import Sequence

from sandbox.quarter.deeds import Week
from sandbox.quarter.quarter import BEGINS, Quarter
from sandbox.quarter.story import WEEKS
from sandbox.walkthrough.clock import StoryClock
from sandbox.walkthrough.play import opened_house, play_out
from sandbox.walkthrough.teller import Teller


async def play(
    teller: Teller,
    weeks: Sequence[Week] = WEEKS,
    *,
    over_socket: bool = False,
    database_url: str | None = None,
) -> int:
    """Play weeks from the first day of the quarter; return the exit status.

    Args:
        over_socket: whether Slack reaches the bot by Socket Mode, rather than over HTTP.
        database_url: of a database with the tables of this release; None for an empty file.
    """
    clock = StoryClock(BEGINS)
    async with opened_house(clock, over_socket=over_socket, database_url=database_url) as house:
        await house.start(worker=False)
        quarter = Quarter(house, clock, teller)
        return await play_out(quarter, lambda: quarter.play(weeks))
