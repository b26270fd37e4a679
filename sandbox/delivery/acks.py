"""Judging the bot's answers: what each kind of payload may be answered with."""

import json

from sandbox.delivery.transport import Answer
from sandbox.errors import SlackError
from sandbox.json_types import Json, JsonObject
from sandbox.log import Log
from sandbox.validation import check_message

MESSAGE_KEYS = frozenset(
    {
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "metadata",
        "mrkdwn",
        "parse",
        "link_names",
        "unfurl_links",
        "unfurl_media",
    }
)
RESPONSE_TYPES = frozenset({None, "ephemeral", "in_channel"})


class AckError(Exception):
    """The answer breaks a rule; the person sees `notice`."""

    def __init__(self, notice: str) -> None:
        super().__init__(notice)
        self.notice = notice


def body_json(answer: Answer) -> Json:
    """Return the JSON of an answer, or None when it is not JSON."""
    try:
        return json.loads(answer.body) if answer.body.strip() else None
    except ValueError:
        return None


def check_delivered(log: Log, what: str, answer: Answer) -> None:
    """Record a late, missing or failing answer.

    Raises:
        AckError: with what the person sees.
    """
    if answer.failure == "timeout":
        log.violation("operation_timeout", f"{what}: no answer within the time limit")
        raise AckError("operation_timeout")
    if answer.failure:
        log.violation("dispatch_failed", f"{what}: {answer.failure} {answer.body}".strip())
        raise AckError("dispatch_failed")
    accepted = range(200, 300) if what.startswith("event:") else (200,)
    if answer.status not in accepted:
        log.violation("bad_status", f"{what}: answered with status {answer.status}")
        raise AckError("dispatch_failed")


def message_in(log: Log, what: str, answer: Answer) -> JsonObject | None:
    """Return the message in the answer to a command, if there is one.

    Raises:
        AckError: when the answer is neither text nor a message.
    """
    if not answer.body.strip():
        return None
    if answer.content_type != "application/json":
        return {"text": answer.body}
    body = body_json(answer)
    if not isinstance(body, dict):
        log.violation("malformed_ack", f"{what}: the body is not a JSON object")
        raise AckError("invalid_command_response")
    check_message_keys(log, what, body)
    return body or None


def check_message_keys(log: Log, what: str, body: JsonObject) -> None:
    """Record keys and response types that Slack does not know.

    Raises:
        AckError: when there are any.
    """
    unknown = set(body) - MESSAGE_KEYS
    if unknown:
        log.violation("unknown_ack_key", f"{what}: {sorted(unknown)}")
        raise AckError("invalid_command_response")
    if body.get("response_type") not in RESPONSE_TYPES:
        log.violation("invalid_response_type", f"{what}: {body['response_type']!r}")
        raise AckError("invalid_command_response")


def check_empty(log: Log, what: str, answer: Answer) -> None:
    """Record a body where Slack expects none; it is ignored."""
    if answer.body.strip() and body_json(answer) != {}:
        log.violation("ack_body_ignored", f"{what}: {answer.body[:200]}")


def submission_action(log: Log, answer: Answer, block_ids: dict[str, str]) -> JsonObject | None:
    """Return the response_action of a view_submission answer, None when the view just closes.

    Args:
        block_ids: block id -> block type, of the submitted view.

    Raises:
        AckError: when the answer is not one that Slack understands.
    """
    if not answer.body.strip():
        return None
    body = body_json(answer)
    if not isinstance(body, dict):
        raise _bad(log, "malformed_ack", f"the body is not a JSON object: {answer.body[:200]}")
    if not body:
        return None
    unknown = set(body) - {"response_action", "view", "errors"}
    if unknown:
        raise _bad(log, "unknown_ack_key", str(sorted(unknown)))
    match body.get("response_action"):
        case "errors":
            _check_errors(log, body.get("errors"), block_ids)
        case "update" | "push":
            if not isinstance(body.get("view"), dict):
                raise _bad(log, "malformed_ack", "response_action without a view")
        case "clear":
            pass
        case other:
            raise _bad(log, "invalid_response_action", repr(other))
    return body


def options_in(log: Log, answer: Answer) -> list[JsonObject]:
    """Return the options in the answer to a block_suggestion, those in groups too.

    Raises:
        AckError: when the answer holds no options, or ones that Slack refuses.
    """
    body = body_json(answer)
    if not isinstance(body, dict) or set(body) not in ({"options"}, {"option_groups"}):
        raise _bad(log, "malformed_options", answer.body[:200])
    if not any(body.values()):
        return []
    element = {"type": "static_select", "action_id": "options", **body}
    problems = check_message([{"type": "actions", "elements": [element]}])
    if problems:
        raise _bad(log, "malformed_options", "; ".join(problems))
    groups = body.get("option_groups") or [body]
    return [option for group in groups for option in group["options"]]


def refused_view(log: Log, error: SlackError) -> AckError:
    """Record that a view in an answer is one Slack refuses."""
    return _bad(log, error.error, "; ".join(error.messages) or "view in a response_action")


def _check_errors(log: Log, errors: object, block_ids: dict[str, str]) -> None:
    if not isinstance(errors, dict) or not errors:
        raise _bad(log, "malformed_ack", "errors must map block ids to messages")
    for block_id, message in errors.items():
        if block_ids.get(block_id) != "input":
            raise _bad(log, "errors_unknown_block", f"{block_id!r} is no input block")
        if not isinstance(message, str) or not message:
            raise _bad(log, "malformed_ack", f"the error of {block_id!r} is no text")


def _bad(log: Log, rule: str, detail: str) -> AckError:
    log.violation(rule, f"view_submission: {detail}")
    return AckError("We had some trouble connecting. Try again?")
