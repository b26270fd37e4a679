"""Check-ins: one by a command, or everything that is due from the prompt's button."""

import re

from sandbox.blocks.walk import controls
from sandbox.driver.person import Person
from sandbox.quarter.deeds import CheckIn, CheckInDue, Said
from sandbox.quarter.playing.players import Acts, Players, label_beginning

NOTE = "What changed, or what's in the way?"
HEADING = re.compile(r"\*(\d+\.\d+) ")


async def check_in(players: Players, deed: CheckIn) -> None:
    """Check in for one key result."""
    person = await players.command(deed, f"checkin {deed.said.number}")
    _say(person, deed.said)
    await _save(person)


async def check_in_due(players: Players, deed: CheckInDue) -> None:
    """Check in for everything that is due."""
    person = players.who(deed)
    await person.press("Check in", on=players.prompt(deed.team))
    headings = [HEADING.match(one.heading) for one in controls(person.front.blocks)]
    players.asked = tuple(dict.fromkeys(found[1] for found in headings if found))
    for said in deed.said:
        _say(person, said)
    await _save(person)


async def _save(person: Person) -> None:
    await person.press("Save")
    await person.press("Done")


def _say(person: Person, said: Said) -> None:
    """Fill in what is said of one key result."""
    number = said.number
    if isinstance(said.value, bool):
        person.fill("Is it so now?", "Yes" if said.value else "No", within=number)
    elif isinstance(said.value, tuple):
        person.fill("What is done?", list(said.value), within=number)
    else:
        label = label_beginning(person, "Value now", within=f"{number} ")
        person.fill(label, said.value, within=number)
    likely = label_beginning(person, "How likely by", within=f"{number} ")
    person.fill(likely, str(said.confidence), within=number)
    person.fill(NOTE, said.note, within=number)
    person.fill("Stuck?", said.is_stuck, within=number)


ACTS: Acts = {CheckIn: check_in, CheckInDue: check_in_due}
