"""The one way to register a listener: it acknowledges, finds who acts, and answers refusals.

Each listener names its permission, so that tests can hold every one against the rules.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from html import unescape
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse

from bot.handlers.errors import FieldErrors, Refusal, explain, refuse_action, refuse_submission
from bot.handlers.request import Answer, CloseAll, Push, Request, Show
from bot.handlers.surroundings import Event, Surroundings
from bot.okr.permissions import Act
from bot.slack.errors import ViewConflictError, ViewGoneError
from bot.views.help import unknown_verb

OLD_BUTTON = Refusal("This button belongs to an older message. Run the command again.")
OLD_MODAL = Refusal("This form belongs to an older release. Close it and open it again.")
EVENT_SECONDS = 2.5
"""Slack waits three seconds for an answer; what takes longer goes on, and is asked for again."""

PERSON_VERB, CHANNEL_VERB = "@", "#"
"""`/okr @ana` and `/okr #checkout`; with should_escape Slack sends `<@U1|ana>` and `<#C1|x>`."""

Respond = Callable[[Request], Awaitable[None]]
Submit = Callable[[Request], Awaitable[Answer]]
Notice = Callable[[Event], Awaitable[None]]

log = structlog.get_logger(__name__)


class Kind(StrEnum):
    """How a request reaches a listener."""

    VERB = "verb"
    ACTION = "action"
    SUBMISSION = "submission"
    SHORTCUT = "shortcut"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Listener:
    """A registered listener: what it listens to, and what one must be allowed to do."""

    kind: Kind
    name: str
    act: Act | None
    function: Callable[..., Awaitable[Any]]


class Listeners:
    """Registers listeners with Bolt; `rows` lists them all."""

    def __init__(self, bolt: AsyncApp, surroundings: Surroundings) -> None:
        self._bolt = bolt
        self._given = surroundings
        self.rows: list[Listener] = []
        self._noticing: set[asyncio.Task[bool]] = set()

    def verb(self, verb: str, respond: Respond, *, act: Act) -> None:
        """Answer `/okr verb`; the empty verb is the bare command."""
        self.rows.append(Listener(Kind.VERB, verb, act, respond))

    def action(self, action_id: str, respond: Respond, *, act: Act, saves: bool = False) -> None:
        """Answer a button or a menu, wherever it stands; one that `saves` opens no form for it."""
        self.rows.append(Listener(Kind.ACTION, action_id, act, respond))
        self._bolt.action(action_id)(self._acting(respond, saves=saves))

    def submission(self, callback_id: str, submit: Submit, *, act: Act) -> None:
        """Answer a modal's submission: it is saved before it is acknowledged."""
        self.rows.append(Listener(Kind.SUBMISSION, callback_id, act, submit))
        self._bolt.view_submission(callback_id)(self._submitting(submit))

    def shortcut(self, callback_id: str, respond: Respond, *, act: Act) -> None:
        """Answer a global or a message shortcut."""
        self.rows.append(Listener(Kind.SHORTCUT, callback_id, act, respond))
        self._bolt.shortcut(callback_id)(self._acting(respond))

    def event(self, name: str, notice: Notice) -> None:
        """Take in an event; it is acknowledged only then, so that Slack repeats what fails."""
        self.rows.append(Listener(Kind.EVENT, name, None, notice))

    def finish(self) -> None:
        """Register the command itself, and answers for ids that are no longer known."""
        self._bolt.use(self._take_in)
        self._bolt.command(self._given.command)(self._acting(self._run_verb))
        self._bolt.action(re.compile(".*"))(self._refusing(OLD_BUTTON))
        self._bolt.shortcut(re.compile(".*"))(self._refusing(OLD_BUTTON))
        self._bolt.view_submission(re.compile(".*"))(self._refusing_modal())
        self._bolt.view_closed(re.compile(".*"))(_acknowledge_quietly)
        self._bolt.event(re.compile(".*"))(_acknowledge_quietly)

    async def _run_verb(self, request: Request) -> None:
        verb, arguments = split_command(str(request.body.get("text") or ""))
        verbs = {row.name: row.function for row in self.rows if row.kind is Kind.VERB}
        if verb in verbs:
            await verbs[verb](replace(request, arguments=arguments))
        else:
            await request.reply(unknown_verb(request.command, unescape(verb), sorted(verbs)))

    def _acting(self, respond: Respond, *, saves: bool = False) -> Callable[..., Awaitable[None]]:
        async def act(ack: AsyncAck, body: dict[str, Any]) -> None:
            async with self._given.in_flight.working():
                await ack()
                try:
                    await respond(await self._given.request(body))
                except (ViewConflictError, ViewGoneError) as error:
                    # The person pressed something else, or closed the modal: nothing to say.
                    log.info("view_overtaken", method=error.method, code=error.code)
                except Exception as error:  # noqa: BLE001 - every fault gets an answer
                    await refuse_action(body, explain(error, saves=saves), slack=self._given.slack)

        return act

    def _submitting(self, submit: Submit) -> Callable[..., Awaitable[None]]:
        async def save(ack: AsyncAck, body: dict[str, Any]) -> None:
            async with self._given.in_flight.working():
                try:
                    answer: Answer | FieldErrors = await submit(await self._given.request(body))
                except Exception as error:  # noqa: BLE001 - every fault gets an answer
                    answer = refuse_submission(body["view"], explain(error, saves=True))
                await _acknowledge(ack, answer)

        return save

    async def _take_in(
        self, body: dict[str, Any], next_: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        """Take in an event before it is acknowledged; Bolt's listeners come after their ack.

        What fails or takes too long is not acknowledged, so that Slack sends it again: at once,
        after a minute and after five (docs: Events API). It is taken in once all the same.
        """
        notice = self._notice_of(body)
        if notice is None:
            await next_()
            return None
        task = asyncio.create_task(self._notice(notice, body))
        self._noticing.add(task)
        task.add_done_callback(self._noticing.discard)
        done, _ = await asyncio.wait({task}, timeout=EVENT_SECONDS)
        is_taken_in = bool(done) and task.result()
        return BoltResponse(status=200 if is_taken_in else 503, body="")

    def _notice_of(self, body: dict[str, Any]) -> Notice | None:
        if body.get("type") != "event_callback":
            return None
        name = body["event"]["type"]
        rows = (row for row in self.rows if row.kind is Kind.EVENT)
        return next((row.function for row in rows if row.name == name), None)

    async def _notice(self, notice: Notice, body: dict[str, Any]) -> bool:
        async with self._given.in_flight.working():
            try:
                await notice(await self._given.event(body))
            except Exception as error:  # noqa: BLE001 - an event has nobody to tell
                explain(error, saves=True)
                return False
        return True

    def _refusing(self, refusal: Refusal) -> Callable[..., Awaitable[None]]:
        async def refuse(ack: AsyncAck, body: dict[str, Any]) -> None:
            async with self._given.in_flight.working():
                await ack()
                await refuse_action(body, refusal, slack=self._given.slack)

        return refuse

    def _refusing_modal(self) -> Callable[..., Awaitable[None]]:
        async def refuse(ack: AsyncAck, body: dict[str, Any]) -> None:
            await _acknowledge(ack, refuse_submission(body["view"], OLD_MODAL))

        return refuse


def split_command(text: str) -> tuple[str, str]:
    """Split what follows the command into the verb and the rest; a mention is its own verb."""
    first, _, rest = text.strip().partition(" ")
    if first.startswith(("<@", "@")):
        return PERSON_VERB, text.strip()
    if first.startswith(("<#", "#")):
        return CHANNEL_VERB, text.strip()
    return first.casefold(), rest.strip()


async def _acknowledge(ack: AsyncAck, answer: Answer | FieldErrors) -> None:
    match answer:
        case FieldErrors(errors):
            await ack(response_action="errors", errors=dict(errors))
        case Show(view):
            await ack(response_action="update", view=view)
        case Push(view):
            await ack(response_action="push", view=view)
        case CloseAll():
            await ack(response_action="clear")
        case _:
            await ack()


async def _acknowledge_quietly(ack: AsyncAck) -> None:
    await ack()
