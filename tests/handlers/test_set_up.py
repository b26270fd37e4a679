"""From the welcome to the first prompt: what each person sees, and who is turned away."""

from sandbox import Channel, render
from sandbox.web_api.conversations import dm_with
from tests.handlers.modals import modal_of, shown
from tests.world import World

NASTY = "<!channel> & *_~ 🚀 مدفوعات"
OKRS = """Buyers finish what they start
- Completion from 61 to 72 %, now 66 (Ben)
- Payment errors at most 0.5 % (Zed)
- People love it
"""


def name_people(world: World) -> None:
    """Slack shows the display name; the stand-in makes it from the handle."""
    for person in (world.ana, world.ben):
        person.state.name = person.state.real_name


async def open_form(world: World, channel: Channel | None = None) -> None:
    where = channel or world.checkout
    if channel is None:
        await world.slack.invite_bot(world.checkout, by=world.ana)
    await world.ana.command("/okr", "setup", channel=where)


async def test_the_whole_way_to_the_first_prompt(world: World) -> None:
    name_people(world)
    ana, checkout = world.ana, world.checkout
    await world.slack.invite_bot(checkout, by=ana)
    await world.tick()
    [welcome] = checkout.bot_messages
    assert render(welcome).startswith("Ana added me. Each week before planning I post your")
    await ana.press("Set up, 5 min", on=welcome)
    assert "Step 1 of 4" in shown(ana)
    await ana.press("Next")
    ana.fill("Paste your OKRs", OKRS)
    await ana.press("Next")
    assert "1.1 Completion: 61 → 72 %, now 66 · Ben" in shown(ana)
    assert "1.3 People love it: no number yet" in shown(ana)
    ana.fill("confidence:0.0", "7 · likely")
    ana.fill("Who owns 1.2?", world.ana)
    await ana.press("Save")
    ana.fill("What are you in the middle of?", "Guest checkout\nLog cleanup")
    await ana.press("Next")
    assert "Only you see it yet" in shown(ana)
    assert "2 things have no place yet" in shown(ana)
    assert len(checkout.bot_messages) == 1
    await ana.press("Post now")
    assert "Posted" in shown(ana)
    await world.tick()
    prompt = render(checkout.last)
    assert "*1.1 Completion*  66 %, aim 72 %\nOn track 🟢 · 7/10 · Ben" in prompt
    assert "Guest checkout · Log cleanup" in prompt
    world.slack.assert_clean()


async def test_the_example_is_private(world: World) -> None:
    await world.slack.invite_bot(world.checkout, by=world.ana)
    await world.tick()
    example = await world.ben.press("See an example", on=world.checkout)
    assert example is not None
    assert example.is_ephemeral
    assert "Talk about first" in render(example)


async def test_guests_and_apps_are_not_ticked(world: World) -> None:
    guest = world.slack.add_person("Gus", is_guest=True)
    app = world.slack.add_person("Robo", is_bot=True)
    world.checkout.members.extend([guest.id, app.id])
    await open_form(world)
    [picker] = [b for b in modal_of(world.ana).blocks if b.get("block_id") == "members"]
    assert picker["element"]["initial_users"] == [world.ana.id, world.ben.id]


async def test_forty_people_are_known_in_time(world: World) -> None:
    people = [world.slack.add_person(f"Person {number}") for number in range(38)]
    world.checkout.members.extend(person.id for person in people)
    await open_form(world)
    [picker] = [b for b in modal_of(world.ana).blocks if b.get("block_id") == "members"]
    assert len(picker["element"]["initial_users"]) == 40
    await world.ana.press("Next")
    assert "Paste your OKRs" in shown(world.ana)
    world.slack.assert_clean()


async def test_in_a_crowd_people_are_chosen(world: World) -> None:
    people = [world.slack.add_person(f"Person {number}") for number in range(70)]
    world.checkout.members.extend(person.id for person in people)
    await open_form(world)
    assert "72 people are in this channel. Choose who is in the team." in shown(world.ana)
    [picker] = [b for b in modal_of(world.ana).blocks if b.get("block_id") == "members"]
    assert picker["element"]["initial_users"] == [world.ana.id]


async def test_more_keeps_what_was_entered(world: World) -> None:
    await open_form(world)
    world.ana.fill("Team name", NASTY)
    await world.ana.press("More")
    world.ana.fill("Short key", "PAY")
    world.ana.fill("How often", "Every 2 weeks")
    await world.ana.press("Next")
    await world.ana.command("/okr", "settings", channel=world.checkout)
    await world.ana.press("More")
    assert "How often [Every 2 weeks ▾]" in shown(world.ana)
    assert "[PAY]" in shown(world.ana)
    assert "<!channel> & *_~" in shown(world.ana)
    world.slack.assert_clean()


async def test_a_wrong_zone_is_said_under_its_field(world: World) -> None:
    await open_form(world)
    world.ana.fill("Time zone", "Europe/Berln")
    await world.ana.press("Next")
    assert world.ana.errors == {
        "Time zone": 'There is no time zone "Europe/Berln". Choose one such as Europe/Berlin.'
    }
    world.ana.fill("Time zone", "europe/nowhere at all")
    world.ana.fill("Team name", "x")
    await world.ana.press("Next")
    assert list(world.ana.errors) == ["Time zone"]


async def test_who_was_faster_is_named(world: World) -> None:
    await open_form(world)
    await world.ben.command("/okr", "setup", channel=world.checkout)
    await world.ben.press("Next")
    await world.ana.press("Next")
    assert "This channel already has a team, Checkout." in shown(world.ana)
    assert "Step 1 of 4" in shown(world.ana)


async def test_the_bot_has_to_be_there(world: World) -> None:
    ana, slack = world.ana, world.slack
    public = slack.add_channel("public", members=[ana])
    secret = slack.add_channel("secret", members=[ana], private=True)
    await ana.command("/okr", "setup", channel=public)
    assert "Invite me first: type /invite @okrbot here" in shown(ana)
    await ana.close_modal()
    with slack.expecting("channel_not_found"):
        await ana.command("/okr", "setup", channel=secret)
    assert "Invite me first: type /invite @okrbot here" in shown(ana)


async def test_not_in_a_direct_message(world: World) -> None:
    ana, slack = world.ana, world.slack
    dm = Channel(slack, dm_with(slack.world, ana.id))
    refusal = await ana.command("/okr", "setup", channel=dm)
    assert "A team lives in a channel." in render(refusal)


async def test_what_changed_while_the_form_was_open(world: World) -> None:
    await open_form(world)
    world.checkout.members.remove(world.ana.id)
    await world.ana.press("Next")
    assert "You are not in this channel. Join it first" in shown(world.ana)
    world.checkout.members.append(world.ana.id)
    world.checkout.state.is_archived = True
    await world.ana.press("Next")
    assert "This channel is archived." in shown(world.ana)


async def test_what_travels_with_the_form_is_not_trusted(world: World) -> None:
    await open_form(world)
    for packed in ("", "[1]", "null", "x" * 3000):
        modal_of(world.ana).state.body["private_metadata"] = packed
        await world.ana.press("Next")
        assert "I cannot find that any more." in shown(world.ana)


async def test_slack_does_not_answer(world: World) -> None:
    await world.slack.invite_bot(world.checkout, by=world.ana)
    world.slack.scopes.discard("channels:read")
    with world.slack.expecting("missing_scope"):
        await world.ana.command("/okr", "setup", channel=world.checkout)
    assert "Slack did not answer" in shown(world.ana)


async def test_guests_are_turned_away(world: World) -> None:
    guest = world.slack.add_person("Gus", is_guest=True)
    world.checkout.members.append(guest.id)
    await world.slack.invite_bot(world.checkout, by=world.ana)
    refusal = await guest.command("/okr", "setup", channel=world.checkout)
    assert "for full members" in render(refusal)
    assert guest.modal is None


async def test_a_second_team_is_refused_and_a_lead_can_go_on(world: World) -> None:
    await open_form(world)
    await world.ana.press("Next")
    await world.ana.close_modal()
    ben = await world.ben.command("/okr", "setup", channel=world.checkout)
    assert "This channel already has a team, Checkout." in render(ben)
    assert "Add its OKRs" not in render(ben)
    assert "Settings" not in render(ben)
    await world.ben.press("Open", on=ben)
    assert "Checkout · week" in render(world.ben.last)
    ana = await world.ana.command("/okr", "setup", channel=world.checkout)
    await world.ana.press("Add its OKRs", on=ana)
    assert "Step 2 of 4" in shown(world.ana)
    world.slack.assert_clean()


async def test_an_externally_shared_channel_asks_a_lead(world: World) -> None:
    shared = world.slack.add_channel(
        "partners", members=[world.ana, world.ben], bot=True, shared=True
    )
    await open_form(world, shared)
    assert "People of other organisations can read this channel" in shown(world.ana)
    await world.ana.press("Next")
    world.ana.fill("Paste your OKRs", OKRS)
    await world.ana.press("Next")
    await world.ana.press("Save")
    await world.ana.press("Skip this")
    assert "A lead has to agree in the settings" in shown(world.ana)
    assert "Post now" not in shown(world.ana)
    await world.ana.press("Wait for tomorrow 08:00")
    assert "The first prompt comes tomorrow 08:00." in shown(world.ana)
    world.slack.assert_clean()


async def reach_work(world: World) -> None:
    name_people(world)
    await open_form(world)
    await world.ana.press("Next")
    world.ana.fill("Paste your OKRs", OKRS)
    await world.ana.press("Next")
    await world.ana.press("Save")


async def test_technical_debt_as_a_share_beside_the_first_work(world: World) -> None:
    await reach_work(world)
    ana = world.ana
    ana.fill("What are you in the middle of?", "Guest checkout")
    await ana.press("Plan a share")
    ana.fill("health", "30 %")
    await ana.press("Save")
    assert "Saved for Q4 2026. Engineering health: planned 30 %." in shown(ana)
    await ana.close_modal()
    assert "Guest checkout" in shown(ana)
    await ana.press("Next")
    assert "Only you see it yet" in shown(ana)
    await ana.close_modal()
    await ana.command("/okr", "cycle", channel=world.checkout)
    await ana.press("Technical debt")
    assert "planned 30 %, now 0 of 1" in shown(ana)
    world.slack.assert_clean()


async def test_technical_debt_as_an_objective_is_in_the_first_prompt(world: World) -> None:
    await reach_work(world)
    ana = world.ana
    await ana.press("Add an objective")
    ana.fill("Objective", "Builds are quick")
    await ana.press("Save")
    assert "Builds are quick" in shown(ana)
    await ana.close_modal()
    assert "Step 4 of 4" in shown(ana)
    await ana.press("Skip this")
    assert "Builds are quick" in shown(ana)
    await ana.press("Post now")
    await world.tick()
    # The welcome is due as well here; a prompt goes first.
    assert "Builds are quick" in "".join(map(render, world.checkout.bot_messages))
    world.slack.assert_clean()
