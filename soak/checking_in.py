"""One person's check-in through the prompt's button, by somebody in a hurry."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from sandbox import Person, ShownMessage, Slack
from sandbox.delivery.payloads import view_submission
from sandbox.delivery.transport import Request
from sandbox.errors import DriverError

CHOOSE, OPEN, SAVE, SAVED = "check_in.choose", "Check in", "Save", "Checked in"
VALUE, LIKELY, NOTE = "Value now (%)", "How likely", "What changed, or what's in the way?"
PATIENCE = 4.0
TRIES = 40
READING_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Intent:
    """What somebody wants to say, and how they press.

    Attributes:
        choice: of the menu for those who owe nothing; None for an owner, who is asked at once.
        double_clicks: presses every button twice.
        repeats: their client sends what was submitted once more, after the answer.
    """

    person: Person
    key_result_id: int
    choice: str | None
    value: str
    confidence: int
    double_clicks: bool
    repeats: bool


async def open_form(slack: Slack, prompt: ShownMessage, intent: Intent) -> None:
    """Press the prompt's button until the form is there, as people do whom nobody answers in time.

    Raises:
        DriverError: it did not come after many tries.
    """
    person = intent.person
    # Whoever owes something and presses twice gets two forms, and sees the second.
    forms = 2 if intent.double_clicks and intent.choice is None else 1
    for _ in range(TRIES):
        await _pressed(intent, OPEN, on=prompt)
        if intent.choice is not None and not await _chosen(slack, intent, intent.choice):
            continue
        await _comes(slack, lambda: _forms(slack, person) >= forms)
        if person.modal is not None:
            return
    raise DriverError(f"{person.name} could not open the form; {person.notices[-1:]}")


async def save_form(slack: Slack, intent: Intent, chance: Random) -> None:
    """Fill in and save, again after each sentence about somebody else's check-in.

    Raises:
        DriverError: it was not saved after many tries.
    """
    person = intent.person
    for tries in range(1, TRIES + 1):
        _fill(intent)
        sent = view_submission(slack.world, person.client, person.front.state)
        await _pressed(intent, SAVE)
        if person.front.title == SAVED:
            break
        # They read what it says, and are slower each time: hammering would keep everybody out.
        await asyncio.sleep(chance.uniform(READING_SECONDS, READING_SECONDS * (1 + tries)))
    else:
        raise DriverError(f"{person.name} could not save: {person.front.shown}")
    if intent.repeats:
        await slack.outbound.send(Request("interaction", "view_submission", sent))


async def _chosen(slack: Slack, intent: Intent, choice: str) -> bool:
    person = intent.person
    if not await _comes(slack, lambda: person.last is not None):
        return False
    try:
        await person.choose(CHOOSE, choice, on=person.last)
    except DriverError:
        # What came says that it did not work, and to try again.
        return False
    return True


def _fill(intent: Intent) -> None:
    person = intent.person
    labels = [block["label"]["text"] for block in person.front.blocks if "label" in block]
    person.fill(VALUE, intent.value)
    person.fill(next(one for one in labels if one.startswith(LIKELY)), intent.confidence)
    person.fill(NOTE, f"Seen by {person.name}.")


async def _pressed(intent: Intent, name: str, on: ShownMessage | None = None) -> None:
    presses = 2 if intent.double_clicks else 1
    await asyncio.gather(*(intent.person.press(name, on=on) for _ in range(presses)))


async def _comes(slack: Slack, condition: Callable[[], bool]) -> bool:
    try:
        await slack.until(condition, seconds=PATIENCE)
    except DriverError:
        return False
    return True


def _forms(slack: Slack, person: Person) -> int:
    return sum(view.user == person.id for view in slack.world.state.views.values())
