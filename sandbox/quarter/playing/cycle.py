"""The next cycle: planned from the objectives, begun, and the last one closed."""

import re
from fractions import Fraction

from sandbox.blocks.walk import controls, text_of
from sandbox.driver.person import Person
from sandbox.quarter.deeds import (
    AddIdeas,
    BeginCycle,
    BringBack,
    CloseCycle,
    CopyOkrs,
    Deed,
    MakeWork,
    PlanNextCycle,
    StartFresh,
)
from sandbox.quarter.playing.check_ins import HEADING
from sandbox.quarter.playing.players import Acts, Players, label_beginning
from sandbox.quarter.playing.work import HOW

SCORE = "Score, 0 to 1"
SUGGESTED = re.compile(r"Suggested: ([\d.]+)\. ")


async def plan_next_cycle(players: Players, deed: PlanNextCycle) -> None:
    """Begin to plan from the question that the lead was asked."""
    lead = players.who(deed)
    assert lead.dm is not None
    await lead.press("Plan Q1 2027", on=lead.dm.bot_messages[-1])
    await lead.press("Start planning")
    await lead.close_modal(whole_stack=True)


async def start_fresh(players: Players, deed: StartFresh) -> None:
    """Set the old list aside."""
    lead = await _open_plan(players, deed)
    await lead.press("Start fresh")
    players.set_aside = int(lead.front.submit.split()[1])
    await lead.press(lead.front.submit)
    await lead.close_modal(whole_stack=True)


async def copy_okrs(players: Players, deed: CopyOkrs) -> None:
    """Copy an objective with some of its key results."""
    lead = await _open_plan(players, deed)
    await lead.press("Copy from Q4 2026")
    ticked = ["The objective", *(players.title(deed.team, number) for number in deed.numbers)]
    lead.fill("Copy", ticked, within=deed.objective)
    await lead.press("Copy")
    await lead.close_modal(whole_stack=True)


async def add_ideas(players: Players, deed: AddIdeas) -> None:
    """Add ideas for a key result of the plan."""
    person = await _open_plan(players, deed)
    await person.press("Add ideas")
    await person.press(f"Add ideas for {deed.number}")
    person.fill("What would move this?", "\n".join(deed.ideas))
    await person.press("Save")
    await person.close_modal(whole_stack=True)


async def make_work(players: Players, deed: MakeWork) -> None:
    """Let an idea become work."""
    person = await _open_plan(players, deed)
    await person.press("Add ideas")
    await person.choose("Make it work", within=deed.idea)
    person.fill(HOW, deed.how)
    await person.press("Save")
    await person.close_modal(whole_stack=True)


async def bring_back(players: Players, deed: BringBack) -> None:
    """Bring work back from the shelf for a key result of the plan."""
    person = await players.command(deed, "shelf")
    await person.press(f"Bring back {deed.work}")
    person.fill("Which key result does it move?", players.title(deed.team, deed.number))
    person.fill(HOW, deed.how)
    await person.press("Bring it back")
    await person.close_modal(whole_stack=True)


async def begin_cycle(players: Players, deed: BeginCycle) -> None:
    """Begin the planned cycle."""
    lead = await _open_plan(players, deed)
    await lead.press("Begin Q1 2027")
    await lead.close_modal(whole_stack=True)


async def close_cycle(players: Players, deed: CloseCycle) -> None:
    """Close the cycle that is over, with its scores and what was learned."""
    lead = await players.command(deed, "cycle")
    await lead.press("Close it: Q4 2026")
    players.suggested = {}
    _score(players, lead, deed)
    while lead.front.submit == "Next":
        await lead.press("Next")
        _score(players, lead, deed)
    lead.fill("What did we learn?", deed.learned)
    await lead.press("Close it")


def _score(players: Players, lead: Person, deed: CloseCycle) -> None:
    """Take down what a page of the form suggests, and give another score where one is given."""
    for control in controls(lead.front.blocks):
        heading = HEADING.match(control.heading)
        if control.label != SCORE or heading is None:
            continue
        number, hint = heading[1], text_of(control.block.get("hint"))
        if found := SUGGESTED.match(hint):
            players.suggested[number] = Fraction(found[1])
        if number in deed.scores:
            score, why = deed.scores[number]
            lead.fill(SCORE, score, within=number)
            lead.fill("Why this score", why, within=number)


async def _open_plan(players: Players, deed: Deed) -> Person:
    person = await players.command(deed, "cycle")
    await person.press(label_beginning(person, "Open the plan"))
    return person


ACTS: Acts = {
    PlanNextCycle: plan_next_cycle,
    StartFresh: start_fresh,
    CopyOkrs: copy_okrs,
    AddIdeas: add_ideas,
    MakeWork: make_work,
    BringBack: bring_back,
    BeginCycle: begin_cycle,
    CloseCycle: close_cycle,
}
