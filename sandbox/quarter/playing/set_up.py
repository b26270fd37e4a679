"""A team is set up: the form, the OKRs pasted as they are, and what cannot be pasted, typed."""

from collections.abc import Iterable

from sandbox.driver.labels import block_of
from sandbox.driver.person import Person
from sandbox.quarter.deeds import SetUp
from sandbox.quarter.okrs import NUMBERS, Aim, Kind, Objective
from sandbox.quarter.playing.players import Acts, Players, has_field, label_beginning

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
MEASURED = {Kind.AT_LEAST: "at least", Kind.AT_MOST: "at most"}


async def set_up(players: Players, deed: SetUp) -> None:
    """Add the bot to a new channel, and set its team up."""
    slack, lead = players.house.slack, players.who(deed)
    members = [players.people[name] for name in deed.members]
    players.channels[deed.team] = slack.add_channel(deed.channel, members=members)
    await slack.invite_bot(players.where(deed), by=lead)
    await players.command(deed, "setup")
    lead.fill("You plan on", WEEKDAYS[deed.weekday])
    lead.fill("At", f"{deed.at:%H:%M}")
    await lead.press("Next")
    await players.pass_time(minutes=5)
    lead.fill("Paste your OKRs", pasted(deed.objectives))
    await lead.press("Next")
    for aim in (
        aim for objective in deed.objectives for aim in objective.aims if aim.kind in NUMBERS
    ):
        lead.fill(block_of(lead, aim.number), str(aim.confidence))
    await lead.press("Save")
    lead.fill("What are you in the middle of?", "\n".join(deed.work))
    await lead.press("Next")
    await lead.press(label_beginning(lead, "Wait for"))
    await lead.press("Close")
    for objective in deed.objectives:
        await _finish_objective(players, deed, objective)


async def _finish_objective(players: Players, deed: SetUp, objective: Objective) -> None:
    lead = players.who(deed)
    for aim in objective.aims:
        players.titles[deed.team, aim.number] = f"{aim.number} {aim.title}"
        if aim.kind not in NUMBERS:
            await players.command(deed, "new")
            await lead.choose("Choose an objective", f"{objective.number} {objective.title}")
            await type_in(players, lead, aim)
    if objective.is_stretch:
        await players.command(deed, "edit")
        await lead.choose("Edit", within=objective.title)
        lead.fill("How firm is it?", "Stretch")
        await lead.press("Save")
        await lead.press("Done")


async def type_in(players: Players, lead: Person, aim: Aim) -> None:
    """Fill in and save the form of a key result."""
    await lead.choose("Kind", aim.kind.value)
    lead.fill("Key result", aim.title)
    for label, typed in (("Starts at", aim.start), ("Aim", aim.target), ("Now at", aim.now)):
        if typed:
            lead.fill(label, typed)
    if aim.unit:
        lead.fill("Unit", aim.unit)
    for place, step in enumerate(aim.steps, start=1):
        if not has_field(lead, f"Step {place}"):
            await lead.press("Add a step")
        lead.fill(f"Step {place}", step)
    lead.fill("Owner", players.people[aim.owner])
    lead.fill(label_beginning(lead, "How likely by"), str(aim.confidence))
    await lead.press("Save")
    await lead.press("Done")


def pasted(objectives: Iterable[Objective]) -> str:
    """Return OKRs as people have them in their notes."""
    lines = []
    for objective in objectives:
        lines.append(objective.title)
        lines += [f"- {_line(aim)}" for aim in objective.aims if aim.kind in NUMBERS]
    return "\n".join(lines)


def _line(aim: Aim) -> str:
    words = MEASURED.get(aim.kind, f"from {aim.start} to")
    return f"{aim.title} {words} {aim.target} {aim.unit}, now {aim.now} ({aim.owner})"


ACTS: Acts = {SetUp: set_up}
