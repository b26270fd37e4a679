"""Around the meeting: its card, days without one, and who follows from outside."""

from sandbox.driver.handles import ShownMessage
from sandbox.driver.person import Person
from sandbox.quarter.deeds import Follow, Note, NoteKind, Pause
from sandbox.quarter.playing.players import CARD, Acts, Players

ASKED = {
    NoteKind.DECISION: "What did you decide?",
    NoteKind.STUCK: "What is stuck, and who could help?",
    NoteKind.PARKED: "What is it about? It is read out at the end.",
}


async def note(players: Players, deed: Note) -> None:
    """Keep something on the card of the meeting."""
    person = players.who(deed)
    card = await _card(players, person, players.prompt(deed.team))
    await person.press(deed.kind.value, on=card)
    person.fill(ASKED[deed.kind], deed.text)
    await person.press("Save")


async def _card(players: Players, person: Person, prompt: ShownMessage) -> ShownMessage:
    """Return the card of the meeting, which the first who wants it puts there."""
    if not _cards(prompt):
        await person.press("Start meeting", on=prompt)
        await players.house.tick()
    [card] = _cards(prompt)
    return card


def _cards(prompt: ShownMessage) -> list[ShownMessage]:
    return [one for one in prompt.thread if CARD in one.shown]


async def pause(players: Players, deed: Pause) -> None:
    """Set a pause in the settings."""
    lead = await players.command(deed, "settings")
    await lead.press("More")
    await lead.press("Add a pause")
    lead.fill("First day without meetings", deed.first)
    lead.fill("Last day", deed.last)
    lead.fill("Reason", deed.reason)
    await lead.press("Save")
    await lead.press("Close")


async def follow(players: Players, deed: Follow) -> None:
    """Follow a team from outside."""
    person, channel = players.who(deed), players.where(deed)
    page = await person.command("/okr", f"#{channel.name}", channel=channel)
    await person.press("Follow", on=page)


ACTS: Acts = {Note: note, Pause: pause, Follow: follow}
