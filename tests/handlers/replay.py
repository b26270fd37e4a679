"""Requests as people once sent them, to be sent again by somebody else, about something else."""

import copy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.handlers.registry import Kind, split_command
from sandbox import Person, messages, modals
from sandbox.delivery.transport import Answer, Transport
from sandbox.delivery.transport import Request as Delivery
from sandbox.json_types import JsonObject
from tests.handlers.play import Play, Story
from tests.handlers.saved_database import Change, save_database
from tests.handlers.targets import PUBLIC, TWIN, Target
from tests.world import World

OWN_ID = re.compile(rf"(?<![0-9a-f-]){PUBLIC.digits}([0-9]{{5}})(?![0-9a-f-])")
TOKEN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Recording:
    """One request, and the database as it was right before."""

    delivery: Delivery
    database: bytes


@dataclass(slots=True)
class Outcome:
    """What came of a request.

    Args:
        told: everything that the bot sent while it answered, as text.
        faults: what was logged as an error.
    """

    answer: Answer
    told: list[str]
    faults: list[str]

    @property
    def shown(self) -> str:
        return "\n".join(self.told)


class Recorder:
    """Passes requests on, and keeps each with the database as it was before."""

    def __init__(self, transport: Transport, world: World) -> None:
        self._transport = transport
        self.name = transport.name
        self._world = world
        self.kept: dict[tuple[Kind, str], Recording] = {}

    async def deliver(self, request: Delivery, seconds: float) -> Answer:
        name = listener_of(request)
        if name is not None:
            again = copy.deepcopy(request)
            self.kept[name] = Recording(again, save_database(self._world))
        return await self._transport.deliver(request, seconds)

    async def close(self) -> None:
        await self._transport.close()


async def recorded(play: Play, story: Story) -> dict[tuple[Kind, str], Recording]:
    """Play a story and return its requests, by listener."""
    outbound = play.world.slack.outbound
    connected = outbound.transport
    assert connected is not None
    recorder = Recorder(connected, play.world)
    outbound.use(recorder)
    await story(play)
    play.world.slack.assert_clean()
    outbound.use(connected)
    return recorder.kept


def listener_of(request: Delivery) -> tuple[Kind, str] | None:
    """Return which listener a request is for."""
    payload = request.payload
    match request.what:
        case "command":
            return Kind.VERB, split_command(payload["text"])[0]
        case "block_actions":
            return Kind.ACTION, payload["actions"][0]["action_id"]
        case "view_submission":
            return Kind.SUBMISSION, payload["view"]["callback_id"]
        case "shortcut" | "message_action":
            return Kind.SHORTCUT, payload["callback_id"]
        case what if what.startswith("event:"):
            return Kind.EVENT, payload["event"]["type"]
        case _:
            return None


def aimed_at(target: Target) -> Change:
    """Exchange the ids and the words of the public team for those of another one."""

    def change(text: str) -> str:
        return OWN_ID.sub(rf"{target.digits}\g<1>", text)

    return change


def exchanged(old: str, new: str) -> Change:
    """Put one id in place of another."""
    return lambda text: text.replace(old, new)


def garbled(garbage: str) -> Change:
    """Put garbage in place of every id and token."""

    def change(text: str) -> str:
        return OWN_ID.sub(lambda _: garbage, TOKEN.sub(lambda _: garbage, text))

    return change


def changed(delivery: Delivery, change: Change) -> Delivery:
    """Return a request in which no text of Ana's teams is left, with ids changed."""

    def scrubbed(text: str) -> str:
        return change(text.replace(PUBLIC.word, "something").replace(TWIN.word, "something"))

    return replace(delivery, payload=mapped(delivery.payload, scrubbed))


def spoilt(delivery: Delivery, garbage: str) -> Delivery:
    """Return a request with garbage for every id that came back; what is shown stays."""
    changed_all = changed(delivery, garbled(garbage)).payload
    payload = changed(delivery, lambda text: text).payload
    for key in ("actions", "text"):
        if key in payload:
            payload[key] = changed_all[key]
    if "view" in payload:
        payload["view"]["private_metadata"] = changed_all["view"]["private_metadata"]
        payload["view"]["state"] = changed_all["view"]["state"]
    return replace(delivery, payload=payload)


def mapped(value: Any, change: Change) -> Any:
    """Return JSON with every string changed, keys too."""
    match value:
        case str():
            return change(value)
        case dict():
            return {change(key): mapped(inner, change) for key, inner in value.items()}
        case list():
            return [mapped(inner, change) for inner in value]
        case _:
            return value


def as_person(world: World, delivery: Delivery, person: Person, channel_id: str) -> Delivery:
    """Return a request as somebody else would send it, from another channel."""
    payload = copy.deepcopy(delivery.payload)
    slack = world.slack.world
    trigger_view: str | None = None
    if "view" in payload and delivery.what != "event:app_home_opened":
        payload["view"] = _open_again(world, person, payload["view"])
        trigger_view = payload["view"]["id"] if payload["view"]["type"] == "modal" else None
    match delivery.what:
        case "command":
            payload |= {"user_id": person.id, "channel_id": channel_id}
            payload["team_id"] = person.state.team_id
        case what if what.startswith("event:"):
            if isinstance(payload["event"].get("user"), str):
                payload["event"]["user"] = person.id
            payload["event_id"] = slack.state.new_id("Ev")
        case _:
            payload["user"] |= {"id": person.id, "team_id": person.state.team_id}
            payload["team"]["id"] = person.state.team_id
            if "channel" in payload:
                payload["channel"]["id"] = channel_id
            if "container" in payload and "channel_id" in payload["container"]:
                payload["container"]["channel_id"] = channel_id
    if "response_url" in payload:
        payload["response_url"] = _response_url(world, person, channel_id)
    if "trigger_id" in payload:
        payload["trigger_id"] = slack.issue_trigger(person.client, trigger_view, channel_id).id
    return replace(delivery, payload=payload)


def _response_url(world: World, person: Person, channel_id: str) -> str:
    """Return a response URL that can also rewrite a message of this person's own."""
    slack = world.slack.world
    said = messages.draft(slack, {"text": "Before"})
    message = messages.show(slack, slack.state.conversations[channel_id], said, person.id)
    return slack.new_response_url(person.id, channel_id, message_ts=message.ts, is_ephemeral=True)


def _open_again(world: World, person: Person, recorded: JsonObject) -> JsonObject:
    """Show a recorded view to somebody, with what was filled in."""
    slack = world.slack.world
    kept = ("type", "callback_id", "title", "submit", "close", "private_metadata", "blocks")
    body = {key: recorded[key] for key in kept if recorded.get(key) is not None}
    modals.close_all(slack, person.id)
    if body["type"] == "home":
        shown = modals.publish_home(slack, person.id, body)
    else:
        trigger = slack.issue_trigger(person.client, None, None)
        shown = modals.open_view(slack, trigger, body)
    again = modals.view_json(slack, shown)
    return again | {"blocks": recorded["blocks"], "state": recorded["state"]}


async def send(world: World, delivery: Delivery) -> Outcome:
    """Send a request and return all that came of it."""
    slack = world.slack
    first = len(slack.log.entries)
    with faults_logged() as faults:
        answer = await slack.outbound.send(delivery)
        await slack.settle()
    calls = [one.data for one in slack.log.entries[first:] if one.kind == "call"]
    reads = ("users.", "conversations.", "auth.", "chat.getPermalink")
    told = [
        str(one["arguments"])
        for one in calls
        if not one["method"].startswith(reads) and one["response"].get("ok")
    ]
    if answer.body.strip() not in ("", "{}"):
        told.append(answer.body.encode().decode("unicode_escape", "ignore"))
    return Outcome(answer, told, faults)


@contextmanager
def faults_logged() -> Iterator[list[str]]:
    """Collect what is logged as an error while the block runs."""
    faults: list[str] = []

    def keep(_logger: object, method: str, event: structlog.types.EventDict) -> dict[str, Any]:
        if method in ("error", "critical", "exception"):
            faults.append(f"{event['event']}: {event.get('exc_info')!r}")
        raise structlog.DropEvent

    processors = structlog.get_config()["processors"]
    kept = processors[:]
    processors[:] = [keep]
    try:
        yield faults
    finally:
        processors[:] = kept
