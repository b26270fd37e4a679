"""Work: planned from a key result, added, placed, finished."""

from sandbox.driver.labels import block_of
from sandbox.driver.person import Person
from sandbox.quarter.deeds import AddWork, Answer, Finish, PlaceThem, Plan, Where
from sandbox.quarter.playing.players import Acts, Players
from sandbox.walkthrough.failure import StepFailedError

WHERE, WHICH, HOW = "Where does it belong?", "Which?", "How would the number move?"
NOT_THOUGHT_OF = "Fair. Shelf, or doing it anyway?"


async def plan(players: Players, deed: Plan) -> None:
    """Plan work from a key result."""
    person = players.who(deed)
    await person.press("Plan from a key result", on=players.prompt(deed.team))
    await person.choose("Choose a key result", players.title(deed.team, deed.number))
    person.fill("The work", deed.work)
    person.fill(HOW, deed.how)
    person.fill("Who does it?", person)
    await person.press("Plan it")
    await person.press("Close")


async def add_work(players: Players, deed: AddWork) -> None:
    """Add work that was begun."""
    person = await players.command(deed, "work")
    await person.press("Add work")
    person.fill("What is it?", deed.work)
    person.fill("Is it started?", "Started")
    await person.press("Add")
    await person.close_modal(whole_stack=True)


async def place_them(players: Players, deed: PlaceThem) -> None:
    """Answer for one piece of work after the other.

    Raises:
        StepFailedError: another one is asked about.
    """
    person = players.who(deed)
    await person.press("Place them", on=players.prompt(deed.team))
    for answer in deed.answers:
        if answer.work not in person.front.shown:
            raise StepFailedError(f"“{answer.work}” is not asked about now", person.front.shown)
        await _answer(players, person, deed.team, answer)
        await person.submit()
    await person.press("Close")


async def _answer(players: Players, person: Person, team: str, answer: Answer) -> None:
    await person.choose(WHERE, answer.where.value)
    if answer.where is Where.ANYWAY:
        person.fill("Why?", answer.sentence)
    if answer.where is not Where.KEY_RESULT:
        return
    await person.choose(WHICH, players.title(team, answer.number))
    person.fill(HOW, answer.sentence)
    if answer.is_thought_of is not None:
        await _think(person, is_thought_of=answer.is_thought_of)


async def _think(person: Person, *, is_thought_of: bool) -> None:
    """Say whether one would have thought of old work; after a no it goes to the shelf.

    Raises:
        StepFailedError: a no is not answered as it should be.
    """
    person.fill(block_of(person, "Starting from objective"), "Yes" if is_thought_of else "No")
    if is_thought_of:
        return
    await person.submit()
    if NOT_THOUGHT_OF not in person.front.shown:
        raise StepFailedError(f"nobody reads “{NOT_THOUGHT_OF}”", person.front.shown)
    await person.choose(WHERE, Where.SHELF.value)


async def finish(players: Players, deed: Finish) -> None:
    """Say that work is done."""
    person = await players.command(deed, "work")
    await person.press(f"Done: {deed.work}")
    await person.close_modal(whole_stack=True)


ACTS: Acts = {Plan: plan, AddWork: add_work, PlaceThem: place_them, Finish: finish}
