"""Every listener, asked by everybody, about everything: who may, gets it; nobody else does."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from bot.handlers.registry import Kind
from bot.okr.permissions import Act, Actor, TeamAccess, may
from bot.okr.person import Role, Standing
from sandbox import Person
from tests.handlers.examples import EXAMPLES, About, Example
from tests.handlers.play import Play, Story
from tests.handlers.replay import (
    Outcome,
    Recording,
    aimed_at,
    as_person,
    changed,
    exchanged,
    recorded,
    send,
    spoilt,
)
from tests.handlers.saved_database import difference, dump, lend_drafts, path_of, restore_database
from tests.handlers.stage import set_stage
from tests.handlers.targets import FOREIGN, NOWHERE, PRIVATE, PUBLIC, TEAM, TWIN, UNPLACED, Target
from tests.world import World

GARBAGE = ("", "abc", "-1", "9" * 20, "1; drop table team", '["1", {}]', "9" * 2900)
WARNING = ":warning:"
UNPLACED_TITLE = f"{PUBLIC.word} work {UNPLACED}"
ERRORS = '"errors"'


@pytest.fixture
async def play(world: World) -> Play:
    return Play(world, await set_stage(world))


async def test_every_listener_has_an_example(world: World) -> None:
    registered = {(row.kind, row.name) for row in world.bot.listeners.rows}
    assert registered == set(EXAMPLES)


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody asks about a team."""

    person: Person
    target: Target
    garbage: str | None = None

    def __str__(self) -> str:
        about = self.target.word if self.garbage is None else repr(self.garbage[:20])
        return f"{self.person.name} about {about}"


def cases(play: Play, example: Example, recording: Recording, number: int) -> Iterator[Case]:
    cast = play.cast
    for person in (cast.ben, cast.cem, cast.gil, cast.gus, cast.sam, cast.dee, cast.fay, cast.ana):
        yield Case(person, PUBLIC)
    if example.about is About.TEAM:
        yield Case(cast.pia, PRIVATE)
        if changed(recording.delivery, aimed_at(PRIVATE)) != changed(recording.delivery, str):
            yield Case(cast.ana, PRIVATE)
        yield from (Case(cast.ana, target) for target in (FOREIGN, NOWHERE))
    garbage = GARBAGE[number % len(GARBAGE)]
    if spoilt(recording.delivery, garbage) != changed(recording.delivery, str):
        yield Case(cast.ana, PUBLIC, garbage)


READS = Example(EXAMPLES[Kind.VERB, "work"].story)


def stories() -> dict[str, list[tuple[Kind, str]]]:
    """Return which listeners each story has an example of, by the name of the first one."""
    found: dict[Story, list[tuple[Kind, str]]] = {}
    for (kind, name), example in EXAMPLES.items():
        if kind is not Kind.EVENT:
            found.setdefault(example.story, []).append((kind, name))
    return {f"{keys[0][0]} {keys[0][1]}": keys for keys in found.values()}


@pytest.mark.parametrize("keys", stories().values(), ids=list(stories()))
async def test_only_who_may_gets_it(play: Play, keys: list[tuple[Kind, str]]) -> None:
    recordings = await recorded(play, EXAMPLES[keys[0]].story)
    wrong = []
    for number, key in enumerate(keys, start=sum(map(ord, keys[0][1]))):
        trial = Trial(play, EXAMPLES[key], act_of(play, *key), recordings[key])
        wrong += [f"{key[1]}: {problem}" async for problem in trial.held(number)]
    assert wrong == [], "\n".join(wrong)


def act_of(play: Play, kind: Kind, name: str) -> Act:
    (row,) = (one for one in play.world.bot.listeners.rows if (one.kind, one.name) == (kind, name))
    return EXAMPLES[kind, name].needs or row.act or Act.READ


@dataclass(frozen=True, slots=True)
class Trial:
    """One listener, asked by everybody."""

    play: Play
    example: Example
    act: Act
    recording: Recording

    async def held(self, number: int) -> AsyncIterator[str]:
        """Yield what is wrong, having asked in every case."""
        world, is_clean = self.play.world, False
        for case in cases(self.play, self.example, self.recording, number):
            if not is_clean:
                restore_database(world, self.recording.database)
                before = dump(world)
            is_allowed = is_expected(self.play, self.example, self.act, case)
            outcome = await self.ask(case)
            touched = difference(before, dump(world))
            is_clean = not touched
            problems = [*broken(outcome), *self.leaked(case, outcome, is_allowed=is_allowed)]
            if not outcome.told and not self.example.says_nothing:
                problems.append("nobody was told anything")
            if not is_allowed and touched:
                problems.append(f"changed {touched}")
            if is_allowed and (WARNING in outcome.shown or ERRORS in outcome.shown):
                problems.append("was refused")
            if problems:
                yield f"{case}: {'; '.join(problems)}\n    {outcome.shown[:700]}"

    async def ask(self, case: Case) -> Outcome:
        """Send the request as this person, who had opened the form while they still might."""
        world, cast = self.play.world, self.play.cast
        lend_drafts(world, case.person, self.recording.database, aimed_at(case.target))
        delivery = self.recording.delivery
        if case.garbage is None:
            delivery = changed(delivery, aimed_at(case.target))
        else:
            delivery = spoilt(delivery, case.garbage)
        if "text" in delivery.payload:
            named = {PUBLIC: cast.checkout, PRIVATE: cast.secret}.get(case.target, cast.empty)
            delivery = changed(delivery, exchanged(cast.checkout.id, named.id))
        if case.person is cast.pia:
            delivery = changed(delivery, exchanged(cast.ana.id, cast.pia.id))
            delivery = changed(delivery, exchanged(cast.checkout.id, cast.secret.id))
        channel_id = delivery.payload.get("channel_id", cast.checkout.id)
        if channel_id == cast.checkout.id:
            channel_id = cast.channel_of(case.target, case.person).id
        return await send(world, as_person(world, delivery, case.person, channel_id))

    def leaked(self, case: Case, outcome: Outcome, *, is_allowed: bool) -> Iterator[str]:
        theirs = Case(case.person, PUBLIC)
        if UNPLACED_TITLE in outcome.shown and not is_expected(
            self.play, READS, Act.READ_SHARES, theirs
        ):
            yield "shows work without a place"
        for target in (PUBLIC, TWIN, PRIVATE, FOREIGN):
            is_asked_for = is_allowed and target is case.target
            if target.word not in outcome.shown or is_asked_for:
                continue
            if not is_expected(self.play, READS, Act.READ, Case(case.person, target)):
                yield f"shows {target.word}"


def broken(outcome: Outcome) -> Iterator[str]:
    if outcome.answer.status != 200:
        yield f"status {outcome.answer.status} {outcome.answer.failure}"
    if outcome.faults:
        yield f"faults {outcome.faults}"


def is_expected(play: Play, example: Example, act: Act, case: Case) -> bool:
    is_not_theirs = example.is_personal and case.person is not play.ana
    if case.garbage is not None or is_not_theirs or example.about is About.NOTHING:
        return False
    return may(actor_of(play, case.person), act, access_of(play, example.about, case))


HOME = 1


def actor_of(play: Play, person: Person) -> Actor:
    standing = Standing.MEMBER
    if person.state.is_restricted:
        standing = Standing.GUEST
    if person.state.deleted:
        standing = Standing.GONE
    if person.state.team_id != play.world.slack.workspace_id:
        standing = Standing.STRANGER
    ((person_id,),) = rows(
        play,
        "SELECT coalesce(max(id), 0) FROM person WHERE workspace_id = ? AND slack_user_id = ?",
        HOME,
        person.id,
    )
    return Actor(person_id, HOME, standing)


def access_of(play: Play, about: About, case: Case) -> TeamAccess:
    """Return what the database says about a person and a team."""
    person_id = actor_of(play, case.person).person_id
    if about in (About.CHANNEL, About.NOTHING):
        return TeamAccess(HOME, None, is_private=False, is_in_channel=True, role=None)
    team_id = case.target.id(TEAM)
    if about is About.NEW_TEAM:
        ((team_id,),) = rows(play, "SELECT max(id) FROM team")
    roles = rows(
        play, "SELECT role FROM membership WHERE team_id = ? AND person_id = ?", team_id, person_id
    )
    present = rows(
        play, "SELECT 1 FROM channel_member WHERE team_id = ? AND person_id = ?", team_id, person_id
    )
    teams = rows(play, "SELECT workspace_id, is_private FROM team WHERE id = ?", team_id)
    workspace_id, is_private = teams[0] if teams else (0, True)
    return TeamAccess(
        workspace_id,
        team_id,
        is_private=bool(is_private),
        is_in_channel=bool(present),
        role=Role(roles[0][0]) if roles else None,
    )


def rows(play: Play, query: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path_of(play.world.sessions))) as here:
        return here.execute(query, values).fetchall()
