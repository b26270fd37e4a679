"""What a team is in the middle of: fifteen lines at most, taken in once, all in play."""

from uuid import UUID, uuid4

import pytest

from bot.db.engine import Sessions, reading, writing
from bot.okr.errors import FormError, NotAllowedError, NotFoundError
from bot.okr.permissions import Actor
from bot.okr.work_item import WorkItem
from bot.services.first_work import open_first_work, read_lines, save_first_work
from bot.services.work_items import load_work_items
from tests.services.set_up_world import NOW, SetUpWorld, make_world

LINES = """
- Guest checkout
* Retry rules https://github.com/acme/shop/pull/7
https://github.com/acme/shop/issues/212

"""


async def save(world: SetUpWorld, actor: Actor, token: UUID, text: str) -> int:
    async with writing(world.sessions) as session:
        return await save_first_work(session, actor=actor, token=str(token), text=text, now=NOW)


async def begin(world: SetUpWorld, team_id: int, actor: Actor) -> UUID:
    async with writing(world.sessions) as session:
        return await open_first_work(session, actor=actor, team_id=team_id, now=NOW)


async def work_of(world: SetUpWorld, team_id: int) -> tuple[WorkItem, ...]:
    async with reading(world.sessions) as session:
        return await load_work_items(session, team_id=team_id)


async def test_each_line_is_in_play_and_has_no_place(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    token = await begin(world, team.id, world.actor("Ben"))
    for _ in range(2):
        assert await save(world, world.actor("Ben"), token, LINES) == team.id
    work = await work_of(world, team.id)
    assert [(w.title, w.link) for w in work] == [
        ("Guest checkout", None),
        ("Retry rules", "https://github.com/acme/shop/pull/7"),
        ("github.com/acme/shop/issues/212", "https://github.com/acme/shop/issues/212"),
    ]
    assert {(w.place, w.started_at, w.owner_id) for w in work} == {(None, NOW, None)}


async def test_too_much_is_refused_and_nothing_is_kept(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    token = await begin(world, team.id, world.ana)
    link = "https://example.com/" + "x" * 2000
    for text in ("line\n" * 16, "x" * 201, f"Fine\nToo long a link {link}"):
        with pytest.raises(FormError) as caught:
            await save(world, world.ana, token, text)
        assert list(caught.value.fields) == ["work"]
    assert await work_of(world, team.id) == ()
    assert len(read_lines("line\n" * 15)) == 15


async def test_who_may_not(sessions: Sessions) -> None:
    world = await make_world(sessions)
    team = await world.set_up()
    with pytest.raises(NotAllowedError):
        await begin(world, team.id, world.actor("Cem Aydin"))
    with pytest.raises(NotFoundError):
        await begin(world, 10**12, world.ana)
    token = await begin(world, team.id, world.ana)
    with pytest.raises(NotFoundError):
        await save(world, world.actor("Ben"), token, LINES)
    with pytest.raises(NotFoundError):
        await save(world, world.ana, uuid4(), LINES)
