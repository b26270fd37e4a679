"""Signed nonsense: whatever arrives, the bot answers, and nobody has to look for an incident."""

import asyncio
import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.handlers.registry import Kind
from tests.handlers.examples import EXAMPLES
from tests.handlers.play import Play
from tests.handlers.replay import Recording, as_person, recorded, send
from tests.handlers.saved_database import difference, dump, restore_database, save_database
from tests.handlers.stage import set_stage
from tests.world import World

JUNK: tuple[Any, ...] = (
    None,
    "",
    "abc",
    "-1",
    "x" * 3000,
    "[" * 3000,
    0,
    10**30,
    1.5,
    True,
    [],
    {},
    ["a", None],
    {"a": {"b": ["c"]}},
    [{"value": "1"}],
    {"id": "U1", "value": "7", "text": "x"},
)
Path = tuple[str | int, ...]
OURS = ("trigger_id", "response_url", "token")
"""What replaying sets anew."""


@dataclass(frozen=True, slots=True)
class Nonsense:
    """One thing is missing, or something else stands in its place.

    Args:
        place: which of the many places of a payload, from 0 to below 1.
    """

    place: float
    junk: Any
    is_dropped: bool

    def of(self, payload: dict[str, Any]) -> dict[str, Any]:
        found = [one for one in paths(payload) if one[0] not in OURS and not is_shown(one)]
        return mutated(payload, found[int(self.place * len(found))], self)


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    if here:
        yield here
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in inner:
            yield from paths(one, (*here, key))


def mutated(payload: dict[str, Any], path: Path, nonsense: Nonsense) -> dict[str, Any]:
    """Return the payload with one thing missing or put in another's place."""
    again = copy.deepcopy(payload)
    parent: Any = again
    for key in path[:-1]:
        parent = parent[key]
    if nonsense.is_dropped:
        del parent[path[-1]]
    else:
        parent[path[-1]] = nonsense.junk
    return again


def is_shown(path: Path) -> bool:
    """Return whether this is what we showed, which comes back from Slack as it was."""
    return path[:2] == ("view", "blocks") and len(path) > 3 and path[3] != "block_id"


async def all_recordings(play: Play) -> dict[tuple[Kind, str], Recording]:
    """Play every story from the same beginning."""
    beginning = save_database(play.world)
    found: dict[tuple[Kind, str], Recording] = {}
    for story in dict.fromkeys(example.story for example in EXAMPLES.values()):
        restore_database(play.world, beginning)
        found |= await recorded(play, story)
    return {key: found[key] for key in EXAMPLES}


NONSENSE = st.builds(
    Nonsense,
    place=st.floats(0, 0.999),
    junk=st.sampled_from(JUNK),
    is_dropped=st.booleans(),
)


@pytest.fixture
async def play(world: World) -> Play:
    return Play(world, await set_stage(world))


kept: dict[tuple[Kind, str], Recording] = {}
"""Of all stories, played once: ids are the same in every test."""


@pytest.fixture
async def recordings(play: Play) -> dict[tuple[Kind, str], Recording]:
    kept.update(kept or await all_recordings(play))
    return kept


@given(st.lists(NONSENSE, min_size=len(EXAMPLES), max_size=len(EXAMPLES)))
@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
async def test_nonsense_is_no_incident(
    play: Play, recordings: dict[tuple[Kind, str], Recording], nonsenses: list[Nonsense]
) -> None:
    """Every listener gets its own request, spoilt somewhere: an answer, never a server error."""
    wrong = []
    pairs = zip(recordings.items(), nonsenses, strict=True)
    for ((_, name), recording), nonsense in pairs:
        restore_database(play.world, recording.database)
        delivery = as_person(play.world, recording.delivery, play.ana, play.cast.checkout.id)
        outcome = await send(play.world, replace(delivery, payload=nonsense.of(delivery.payload)))
        if outcome.answer.status is None or outcome.answer.status >= 500 or outcome.faults:
            wrong.append(f"{name}: {nonsense}: {outcome.answer} {outcome.faults}")
    assert wrong == [], "\n".join(wrong)


GARBAGE = ("", "abc", "-1", "9" * 20, "1; drop table team", '["1", {}]', "9" * 2900, "[" * 2900)


async def test_garbage_for_what_travelled_with_a_form(
    play: Play, recordings: dict[tuple[Kind, str], Recording]
) -> None:
    wrong = []
    for number, ((kind, name), recording) in enumerate(recordings.items()):
        if "view" not in recording.delivery.payload or kind is Kind.EVENT:
            continue
        restore_database(play.world, recording.database)
        before = dump(play.world)
        delivery = as_person(play.world, recording.delivery, play.ana, play.cast.checkout.id)
        garbage = GARBAGE[number % len(GARBAGE)]
        delivery.payload["view"]["private_metadata"] = garbage
        outcome = await send(play.world, delivery)
        touched = difference(before, dump(play.world)) if kind is Kind.SUBMISSION else []
        is_silent = not outcome.told and not EXAMPLES[kind, name].says_nothing
        if outcome.answer.status != 200 or outcome.faults or touched or is_silent:
            wrong.append(f"{name} with {garbage[:20]!r}: {outcome} {touched}")
    assert wrong == [], "\n".join(wrong)


async def test_the_same_request_twice_at_once_has_its_effect_once(
    play: Play, recordings: dict[tuple[Kind, str], Recording]
) -> None:
    """Slack sends again what it believes lost, and people press twice."""
    wrong = []
    for (kind, name), recording in recordings.items():
        if kind is Kind.EVENT:
            continue
        restore_database(play.world, recording.database)
        delivery = as_person(play.world, recording.delivery, play.ana, play.cast.checkout.id)
        first = await send(play.world, delivery)
        once = sizes(play.world)
        restore_database(play.world, recording.database)
        again = await asyncio.gather(*(send(play.world, delivery) for _ in range(2)))
        faults = [*first.faults, *again[0].faults, *again[1].faults]
        if sizes(play.world) != once or faults:
            wrong.append(f"{name}: {once} became {sizes(play.world)} {faults}")
    assert wrong == [], "\n".join(wrong)


def sizes(world: World) -> dict[str, int]:
    return {name: len(rows) for name, rows in dump(world).items()}
