"""What was closed, cancelled, dropped or deleted between the showing and the press."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.handlers.registry import Kind
from bot.views import check_in, place_work, plan_work, suggest_number, work, work_form
from tests.handlers.examples import EXAMPLES
from tests.handlers.play import Play, Story
from tests.handlers.replay import as_person, recorded, send
from tests.handlers.saved_database import difference, dump, path_of, restore_database
from tests.handlers.stage import set_stage
from tests.world import World

CLOSED = (
    "UPDATE key_result SET state = 'closed'",
    "UPDATE objective SET state = 'cancelled'",
    "UPDATE work_item SET state = 'dropped', place = NULL, key_result_id = NULL",
)
OVER = (
    (
        "INSERT INTO cycle (id, workspace_id, name, starts_on, ends_on)"
        " SELECT id + 5, workspace_id, name || ' next', starts_on, ends_on FROM cycle"
    ),
    "UPDATE team_cycle SET state = 'closed', closed_at = activated_at",
    (
        "INSERT INTO team_cycle"
        " (id, workspace_id, team_id, cycle_id, state, activated_at, notes, learned, version)"
        " SELECT id + 5, workspace_id, team_id, cycle_id + 5, 'active', activated_at, '', '', 1"
        " FROM team_cycle WHERE id % 100 = 21"
    ),
)
"""A lead has started the next cycle."""

OF_A_CYCLE = {
    check_in.SUBMIT,
    plan_work.SUBMIT,
    place_work.SUBMIT,
    work_form.SUBMIT,
    suggest_number.SUBMIT,
}
"""What must not be possible any more with closed key results, nor after their cycle."""

OF_WORK = {work.FINISH, work.DROP, work.MORE}
"""What must not be possible any more with dropped work; work outlives cycles."""


@pytest.fixture
async def play(world: World) -> Play:
    return Play(world, await set_stage(world))


def stories() -> Iterator[tuple[str, Story]]:
    for example in dict.fromkeys(example.story for example in EXAMPLES.values()):
        keys = [key for key, one in EXAMPLES.items() if one.story is example]
        if any(kind in (Kind.ACTION, Kind.SUBMISSION) for kind, _ in keys):
            yield keys[0][1], example


def make(world: World, statements: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(path_of(world.sessions))) as here, here:
        for statement in statements:
            here.execute(statement)


@pytest.mark.parametrize("story", dict(stories()).values(), ids=dict(stories()))
async def test_what_is_gone_is_said(play: Play, story: Story) -> None:
    wrong = []
    for (kind, name), recording in (await recorded(play, story)).items():
        for change in (CLOSED, OVER) if name in OF_A_CYCLE else (CLOSED,):
            restore_database(play.world, recording.database)
            make(play.world, change)
            before = dump(play.world)
            delivery = as_person(play.world, recording.delivery, play.ana, play.cast.checkout.id)
            outcome = await send(play.world, delivery)
            touched = difference(before, dump(play.world))
            may_be_silent = EXAMPLES[kind, name].says_nothing or kind is Kind.EVENT
            is_late = touched and name in OF_A_CYCLE | OF_WORK
            is_silent = not outcome.told and not may_be_silent
            if outcome.answer.status != 200 or outcome.faults or is_silent or is_late:
                wrong.append(f"{name}: {touched} {outcome.faults}\n  {outcome.shown[:800]}")
    assert wrong == [], "\n".join(wrong)
