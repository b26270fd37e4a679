"""OKRs pasted, typed, decided or asked for, and who may."""

from bot.views import set_up_okrs as views
from sandbox import render
from tests.handlers.modals import modal_of, shown
from tests.handlers.test_set_up import OKRS, name_people, open_form
from tests.world import World


async def reach_okrs(world: World) -> None:
    name_people(world)
    await open_form(world)
    await world.ana.press("Next")


async def test_type_one_and_go_back(world: World) -> None:
    await reach_okrs(world)
    ana = world.ana
    ana.fill("Paste your OKRs", "Half a thought")
    await ana.press("Type one")
    ana.fill("Objective: what do you want to be true?", "Builds are quick")
    ana.fill("line:0", "Build from 19 to 10 min, now 17")
    await ana.press("Add a key result")
    ana.fill("line:1", "Queue at most 2 min")
    await ana.press("Next")
    assert "1.1 Build: 19 → 10 min, now 17" in shown(ana)
    ana.fill("confidence:0.1", "5 · coin toss")
    await ana.press("Back")
    assert "[Queue at most 2 min]" in shown(ana)
    await ana.press("Next")
    assert "5 · coin toss" in shown(ana)
    await ana.press("Back")
    await ana.press("Paste them")
    assert "Half a thought" in shown(ana)
    world.slack.assert_clean()


async def test_rows_are_added_until_there_are_enough(world: World) -> None:
    await reach_okrs(world)
    await world.ana.press("Type one")
    for _ in range(views.MAX_LINES - 1):
        await world.ana.press("Add a key result")
    assert "Add a key result" not in shown(world.ana)
    assert f"Key result {views.MAX_LINES}" in shown(world.ana)


async def test_what_cannot_be_understood_is_said_under_its_field(world: World) -> None:
    await reach_okrs(world)
    world.ana.fill("Paste your OKRs", "- a key result\n- another one")
    await world.ana.press("Next")
    [sentence] = world.ana.errors.values()
    assert "is a key result without an objective" in sentence


async def test_decide_as_a_team(world: World) -> None:
    await reach_okrs(world)
    ana = world.ana
    await ana.press("I don't have them")
    await ana.press("Next")
    assert "Write what you want to be true" in next(iter(ana.errors.values()))
    ana.fill("Decide as a team: what do you want to be true?", "Calm on-call\nFast builds")
    await ana.press("Next")
    assert "Step 4 of 4. The OKRs are saved." in shown(ana)
    await ana.press("Skip this")
    assert "what number would tell us this worked?" in shown(ana).lower()
    await ana.press("Post now")
    await world.tick()
    # The welcome is due as well here; a prompt goes first.
    assert "*1 · Calm on-call*" in "".join(map(render, world.checkout.bot_messages))
    world.slack.assert_clean()


async def test_one_person_is_asked_once_and_pastes_them(world: World) -> None:
    await reach_okrs(world)
    ana, ben = world.ana, world.ben
    for told in ("I asked Ben for your OKRs.", "Ben was asked before."):
        await ana.press("I don't have them")
        ana.fill("Or ask somebody who has them", ben)
        await ana.press("Next")
        assert told in shown(ana)
        await ana.press("Skip this")
        assert "There are no OKRs to start from yet" in shown(ana)
        await ana.close_modal()
        again = await ana.command("/okr", "setup", channel=world.checkout)
        await ana.press("Add its OKRs", on=again)
    await world.tick()
    [question] = ben.sees
    assert "Ana thinks you have the OKRs of Checkout." in render(question)
    await ben.press("Paste them", on=question)
    assert "I don't have them" not in shown(ben)
    ben.fill("Paste your OKRs", OKRS)
    await ben.press("Next")
    await ben.press("Save")
    assert "Saved. *Checkout* has them now." in shown(ben)
    await ben.close_modal()
    await ben.press("Paste them", on=question)
    assert ben.modal is None
    assert "You saved OKRs for this team already." in render(ben.last)
    await world.tick()
    [thanks] = [one for one in ben.sees if one.ts == question.ts]
    assert "Paste them" not in render(thanks)
    assert "Thank you. You saved 1 objective and 3 key results for Checkout." in render(thanks)
    world.slack.assert_clean()


async def test_who_was_asked_reads_who_has_answered(world: World) -> None:
    await reach_okrs(world)
    ana = world.ana
    await ana.press("I don't have them")
    ana.fill("Or ask somebody who has them", world.ben)
    await ana.press("Next")
    await ana.close_modal()
    await world.tick()
    [question] = world.ben.sees
    assert "Paste them" in render(question)
    again = await ana.command("/okr", "setup", channel=world.checkout)
    await ana.press("Add its OKRs", on=again)
    ana.fill("Paste your OKRs", OKRS)
    await ana.press("Next")
    await ana.press("Save")
    await world.tick()
    [told] = world.ben.sees
    assert "Paste them" not in render(told)
    words = "Ana saved 1 objective and 3 key results for Checkout, so nothing is left for you"
    assert words in render(told)
    world.slack.assert_clean()


async def test_a_lead_who_was_asked_may_go_on(world: World) -> None:
    await reach_okrs(world)
    ana = world.ana
    await ana.press("I don't have them")
    ana.fill("Or ask somebody who has them", ana)
    await ana.press("Next")
    await ana.close_modal()
    await world.tick()
    [question] = [one for one in ana.sees if "you have the OKRs" in render(one)]
    for _ in range(2):
        await ana.press("Paste them", on=question)
        ana.fill("Paste your OKRs", OKRS)
        await ana.press("Next")
        if not ana.errors:
            await ana.press("Save")
            await ana.close_modal()
    [sentence] = ana.errors.values()
    assert "already, as objective 1" in sentence
    world.slack.assert_clean()


async def test_members_who_were_not_asked_are_refused(world: World) -> None:
    await reach_okrs(world)
    await world.ana.press("I don't have them")
    world.ana.fill("Or ask somebody who has them", world.ben)
    await world.ana.press("Next")
    await world.tick()
    dee = world.slack.add_person("Dee")
    world.checkout.members.append(dee.id)
    [question] = world.ben.sees
    question.state.ephemeral_to = None
    world.slack.world.state.conversations[question.channel].members.append(dee.id)
    await dee.press("Paste them", on=question)
    assert dee.modal is None
    assert "Only leads can change OKRs" in render(dee.last)


async def test_saving_twice_saves_once(world: World) -> None:
    await reach_okrs(world)
    ana = world.ana
    ana.fill("Paste your OKRs", OKRS)
    await ana.press("Next")
    view = modal_of(ana).state
    first = await world.slack.interactions.submit(ana.client, view)
    await world.slack.settle()
    assert first is None
    await ana.press("Skip this")
    assert shown(ana).count("*1.1 Completion*") == 1


async def test_nasty_and_long_texts_stay_legal(world: World) -> None:
    await reach_okrs(world)
    ana = world.ana
    lines = [
        f"- <!channel> & *_~ 🚀 مدفوعات {'x' * 150} from 1 to {n} % (Zed)" for n in range(2, 14)
    ]
    ana.fill("Paste your OKRs", "\n".join(["<!here> *bold* " + "y" * 250, *lines])[:3000])
    await ana.press("Next")
    assert "The title was longer than 200 characters and is cut." in shown(ana)
    await ana.press("Save")
    ana.fill("What are you in the middle of?", "\n".join(["<!channel> & *_~ مدفوعات"] * 15))
    await ana.press("Next")
    await ana.press("Post now")
    await world.tick()
    assert world.slack.log.pings == []
    world.slack.assert_clean()


async def test_sixteen_lines_are_too_many(world: World) -> None:
    await reach_okrs(world)
    world.ana.fill("Paste your OKRs", OKRS)
    await world.ana.press("Next")
    await world.ana.press("Save")
    world.ana.fill("What are you in the middle of?", "line\n" * 16)
    await world.ana.press("Next")
    [sentence] = world.ana.errors.values()
    assert sentence.startswith("These are 16 lines. Keep the 15")
