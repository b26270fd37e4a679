"""Plan from a key result: nothing is typed before one is chosen."""

from sqlalchemy import select

from bot.db.engine import reading, writing
from bot.db.models import KeyResultRow, PlanRow
from bot.okr.key_result import LifeState
from bot.okr.work_item import Place, WorkState
from bot.views import plan_work as views
from bot.views.placement_fields import KEY_RESULT
from tests.handlers.work_table import NASTY, shown, submit_again, work_rows
from tests.world import World

WHICH = KEY_RESULT
HOW = "How would the number move?"


async def fill(world: World, title: str = "Guest checkout", *, must: bool = False) -> None:
    """Plan something for 1.1 in the form that is open."""
    await world.ana.choose(WHICH, "1.1 Completion")
    world.ana.fill("The work", title)
    world.ana.fill(HOW, "Fewer people leave.")
    if must:
        world.ana.fill("This week", True)
    await world.ana.press("Plan it")


async def test_the_key_result_comes_first(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "plan", channel=world.checkout)
    assert HOW not in shown(world.ana)
    assert "Plan it" not in shown(world.ana)
    await world.ana.choose(WHICH, "1.1 Completion")
    assert "aim 72 %" in shown(world.ana)
    assert "→ no work yet" in shown(world.ana)
    world.ana.fill("Who does it?", world.ben)
    await fill(world, must=True)
    assert "Planned for 1.1. It must happen this week." in shown(world.ana)
    [row] = await work_rows(world)
    assert (row.title, row.place, row.hypothesis) == (
        "Guest checkout",
        Place.KEY_RESULT,
        "Fewer people leave.",
    )
    assert row.owner_id is not None
    await world.ana.press("Plan another")
    assert HOW not in shown(world.ana)
    await world.ana.choose(WHICH, "1.1 Completion")
    assert "→ Guest checkout" in shown(world.ana)
    assert "So far: Guest checkout." in shown(world.ana)
    world.slack.assert_clean()


async def test_a_plan_is_undone(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "plan 1.1", channel=world.checkout)
    assert HOW in shown(world.ana)
    await fill(world)
    await world.ana.press("Undo")
    assert "*Guest checkout* is not planned any more." in shown(world.ana)
    [row] = await work_rows(world)
    assert row.state is WorkState.DROPPED
    async with reading(world.sessions) as session:
        assert (await session.scalars(select(PlanRow))).all() == []
    await world.ana.press("Plan another")
    world.slack.assert_clean()


async def test_the_fourth_that_must_happen_hears_which_three_do(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "plan", channel=world.checkout)
    for title in ("A", "B", "C"):
        await fill(world, title, must=True)
        await world.ana.press("Plan another")
    await fill(world, "D", must=True)
    assert "“A”, “B” and “C”" in world.ana.errors["This week"]
    world.ana.fill("This week", False)
    await world.ana.press("Plan it")
    assert "Planned for 1.1." in shown(world.ana)


async def test_the_same_submission_twice_plans_once(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "plan", channel=world.checkout)
    await fill(world)
    answer = await submit_again(world)
    assert answer.status == 200
    assert len(await work_rows(world)) == 1


async def test_a_key_result_that_was_closed_meanwhile_is_said(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "plan 1.1", channel=world.checkout)
    world.ana.fill("The work", "Guest checkout")
    world.ana.fill(HOW, "Fewer people leave.")
    async with writing(world.sessions) as session:
        (await session.scalars(select(KeyResultRow))).one().state = LifeState.CLOSED
    await world.ana.press("Plan it")
    assert "That key result is closed or gone." in shown(world.ana)
    assert "[Guest checkout]" in shown(world.ana)
    assert await work_rows(world) == []


async def test_what_cannot_be_planned_from_gets_a_sentence(world: World) -> None:
    await world.seed_checkout()
    cem = world.slack.add_person("Cem")
    gus = world.slack.add_person("Gus", is_guest=True)
    await world.slack.join(world.checkout, cem)
    await world.slack.join(world.checkout, gus)
    for person, text, told in (
        (world.ana, "plan 9.9", "There is no key result 9.9"),
        (world.ana, f"plan {NASTY}", "know a key result"),
        (cem, "plan", "Only members of this team can plan work"),
        (gus, "plan", "for full members"),
    ):
        answer = await person.command("/okr", text, channel=world.checkout)
        assert answer is not None
        assert told in answer.text
        assert person.modal is None
    assert world.slack.log.pings == []


async def test_nasty_text_stays_harmless(world: World) -> None:
    await world.seed_checkout()
    await world.ana.command("/okr", "plan", channel=world.checkout)
    await fill(world, NASTY, must=True)
    await world.ana.press("Plan another")
    await fill(world, (NASTY * 9)[:200], must=True)
    await world.ana.press("Plan another")
    await world.ana.choose(WHICH, "1.1 Completion")
    assert world.slack.log.pings == []
    world.slack.assert_clean()


def test_what_a_button_stands_for() -> None:
    assert views.parse_value(views.team_value(7)) == (7, None)
    assert views.parse_value("12") == (None, 12)
    assert views.parse_value("") == (None, None)
    assert views.parse_value("team:x") == (None, None)
