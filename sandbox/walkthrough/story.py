"""The story: its acts in the order of the week."""

from collections.abc import Awaitable, Callable

from sandbox.walkthrough.acts import (
    as_a_process,
    first_check_in,
    first_work,
    looking_around,
    new_objective,
    next_week,
    placing,
    planning,
    restart,
    set_up,
    the_prompt,
    two_people,
    welcome,
)
from sandbox.walkthrough.first_week import FirstWeek

Act = Callable[[FirstWeek], Awaitable[None]]

ACTS: tuple[Act, ...] = (
    welcome.play,
    set_up.play,
    first_work.play,
    new_objective.play,
    first_check_in.play,
    the_prompt.play,
    planning.play,
    placing.play,
    two_people.play,
    looking_around.play,
    restart.play,
    next_week.play,
    as_a_process.play,
)
