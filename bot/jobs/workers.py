"""Works off what is due, so many at once; what becomes due meanwhile is seen meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, TypeVar

LOOK_AGAIN_SECONDS = 1.0

Claimed = TypeVar("Claimed")


async def work_off(
    claim: Callable[[int], Awaitable[Iterable[Claimed]]],
    do: Callable[[Claimed], Coroutine[Any, Any, None]],
    *,
    workers: int,
) -> None:
    """Claim and do until nothing may be done at this instant.

    Args:
        claim: takes up to as many as there are idle workers, always at least one.
        do: sees to one of them; what goes wrong is its own to mend.
        workers: how many are done at once.
    """
    running: set[asyncio.Task[None]] = set()
    try:
        while True:
            idle = workers - len(running)
            claims = [*await claim(idle)] if idle else []
            running |= {asyncio.create_task(do(one)) for one in claims}
            if not running:
                return
            if not claims or len(running) >= workers:
                # What has become due meanwhile does not wait for a slow answer.
                _, running = await asyncio.wait(
                    running, timeout=LOOK_AGAIN_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
    finally:
        if running:
            await asyncio.wait(running)
