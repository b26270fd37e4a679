"""How a refusal or a fault looks to the person: one place decides, listeners only raise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy.orm.exc import StaleDataError

from bot.db.availability import DatabaseBusyOrGone
from bot.handlers.reply import channel_of, reply_to, user_of
from bot.handlers.request import Answer, Show
from bot.okr.errors import FormError, OkrError
from bot.slack.client import SlackClient
from bot.slack.errors import (
    AmbiguousError,
    SlackError,
    TransientError,
    TriggerExpiredError,
    ViewConflictError,
)
from bot.views.blocks import escape, section, with_notice
from bot.views.message import Message

NOT_SAVED = "Not saved: the database did not answer. Nothing was changed. Try again in a minute."
NOT_READ = "The database could not be read. Nothing was changed. Try again in a minute."
CHANGED = "Somebody changed this a moment ago. Nothing was saved. Open it again to see it."
TOO_LATE = "Slack waits three seconds, and this took longer. Press it again."
PRESSED_TWICE = "Two presses came at once, and the first one counted. Look again, then go on."
NO_ANSWER = "Slack did not answer. What you saved is safe. Try again in a minute."
OUR_FAULT = (
    "Something went wrong on our side, and this was not finished. Try again. "
    "If it stays, tell whoever runs this bot: incident {incident}."
)

SENTENCES: Mapping[type[Exception], str] = {
    DatabaseBusyOrGone: NOT_SAVED,
    StaleDataError: CHANGED,
    TriggerExpiredError: TOO_LATE,
    ViewConflictError: PRESSED_TWICE,
    AmbiguousError: NO_ANSWER,
    TransientError: NO_ANSWER,
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a person reads: a sentence, and for a form a sentence for each field."""

    sentence: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldErrors:
    """Answer a submission with a sentence under each field, by block id."""

    errors: Mapping[str, str]


def explain(error: Exception, *, saves: bool) -> Refusal:
    """Turn an exception into what the person reads; an unknown one gets an incident id.

    Args:
        saves: the person meant to save something, wherever on the way the database failed.
    """
    if isinstance(error, FormError):
        return Refusal(error.sentence, error.fields)
    if isinstance(error, OkrError):
        return Refusal(error.sentence)
    if isinstance(error, DatabaseBusyOrGone) and not saves:
        log.warning("listener_refused", family=type(error).__name__)
        return Refusal(NOT_READ)
    for family, sentence in SENTENCES.items():
        if isinstance(error, family):
            log.warning("listener_refused", family=family.__name__)
            return Refusal(sentence)
    incident = token_hex(4)
    log.error("listener_failed", incident=incident, exc_info=error)
    return Refusal(OUR_FAULT.format(incident=incident))


def refusal_message(refusal: Refusal) -> Message:
    """Return a refusal as a private message."""
    text = escape(refusal.sentence, 1000)
    return Message(text, [section(f":warning: {text}")])


def refuse_submission(view: Mapping[str, Any], refusal: Refusal) -> Answer | FieldErrors:
    """Show a refusal in the modal it is about: under its fields, or on top.

    A field that the modal does not show has its sentence on top, so that none is lost.
    """
    inputs = {one.get("block_id") for one in view["blocks"] if one["type"] == "input"}
    if refusal.fields and inputs.issuperset(refusal.fields):
        return FieldErrors(refusal.fields)
    return Show(with_notice(view, refusal.sentence))


async def refuse_action(body: Mapping[str, Any], refusal: Refusal, *, slack: SlackClient) -> None:
    """Tell the person where they are; where that fails, in the channel, and then in person."""
    for tell in (_tell_where_they_are, _tell_in_channel, _tell_in_person):
        try:
            if await tell(body, refusal, slack):
                return
        except SlackError as error:
            log.warning("refusal_not_delivered", method=error.method, code=error.code)
        except Exception:
            # What is raised here makes Bolt lose the ack that was given a moment ago.
            log.exception("refusal_failed")
            return


async def _tell_where_they_are(
    body: Mapping[str, Any], refusal: Refusal, slack: SlackClient
) -> bool:
    view = body.get("view") or {}
    if view.get("type") == "modal":
        await slack.update_view(str(view["id"]), with_notice(view, refusal.sentence))
    else:
        await reply_to(body, refusal_message(refusal), slack=slack)
    return True


async def _tell_in_channel(body: Mapping[str, Any], refusal: Refusal, slack: SlackClient) -> bool:
    """A response URL is good for 30 minutes and five answers, a channel for longer."""
    channel_id, user_id = channel_of(body), user_of(body)
    if not (body.get("response_url") and channel_id and user_id):
        return False
    said = refusal_message(refusal)
    await slack.post_ephemeral(channel_id, user_id, text=said.text, blocks=list(said.blocks))
    return True


async def _tell_in_person(body: Mapping[str, Any], refusal: Refusal, slack: SlackClient) -> bool:
    """The modal is closed, or the person is not in the channel any more."""
    user_id = user_of(body)
    if user_id is None:
        return False
    said, token = refusal_message(refusal), uuid4()
    await slack.post_message(
        await slack.open_direct_message(user_id),
        text=said.text,
        blocks=list(said.blocks),
        key=f"refusal:{token}",
        client_message_id=str(token),
    )
    return True
