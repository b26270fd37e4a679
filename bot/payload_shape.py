"""The shapes of what Slack sends, as far as anything behind the guard relies on them.

The payloads are described under docs.slack.dev/reference/interaction-payloads,
docs.slack.dev/apis/events-api and docs.slack.dev/interactivity/implementing-slash-commands.
"""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

Body = dict[str, Any]
Check = Callable[[Any], bool]


def is_known_shape(body: Body) -> bool:
    """Return whether a payload is of a kind we know, with the parts that kind must have."""
    if not _surroundings(body):
        return False
    if "command" in body:
        return "type" not in body and _command(body)
    kind = body.get("type")
    return isinstance(kind, str) and kind in KINDS and KINDS[kind](body)


def name_of(body: Body) -> str:
    """Return the kind of a payload of a known shape, for the log."""
    if "command" in body:
        return "command"
    kind = str(body["type"])
    return str(body["event"]["type"]) if kind == "event_callback" else kind


def _text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _any_text(value: object) -> bool:
    return isinstance(value, str)


def _object(value: object) -> bool:
    return isinstance(value, dict)


def _objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(part, dict) for part in value)


def _yes_or_no(value: object) -> bool:
    return isinstance(value, bool) or value in ("true", "false")


def _optional(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _either(*checks: Check) -> Check:
    return lambda value: any(check(value) for check in checks)


def _iso(read: Callable[[str], object]) -> Check:
    def is_iso(value: object) -> bool:
        try:
            return isinstance(value, str) and read(value) is not None
        except ValueError:
            return False

    return is_iso


def _list_of(check: Check, *, at_least: int = 0) -> Check:
    def is_list_of(value: object) -> bool:
        return isinstance(value, list) and len(value) >= at_least and all(map(check, value))

    return is_list_of


def _map_of(check: Check) -> Check:
    return lambda value: isinstance(value, dict) and all(map(check, value.values()))


def _with(checks: Mapping[str, Check]) -> Check:
    def has(value: object) -> bool:
        return isinstance(value, dict) and all(
            check(value.get(key)) for key, check in checks.items()
        )

    return has


IDENTIFIED = _with({"id": _text})
NAMED_OR_IDENTIFIED = _either(_text, _with({"id": _optional(_text)}))
OPTION = _with({"value": _any_text})
ENTERED: Mapping[str, Check] = {
    # docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    "value": _optional(_any_text),
    "selected_option": _optional(OPTION),
    "selected_options": _optional(_list_of(OPTION)),
    "selected_user": _optional(_text),
    "selected_users": _optional(_list_of(_text)),
    "selected_channel": _optional(_text),
    "selected_conversation": _optional(_text),
    "selected_date": _optional(_iso(date.fromisoformat)),
    "selected_time": _optional(_iso(time.fromisoformat)),
}
STATE = _with({"values": _map_of(_map_of(_with(ENTERED)))})

_surroundings = _with(
    {
        # What Bolt reads from any payload to find out who and where.
        "authorizations": _optional(
            _list_of(
                _with(
                    {
                        "enterprise_id": _optional(_text),
                        "team_id": _optional(_text),
                        "user_id": _optional(_text),
                        "is_enterprise_install": _optional(_yes_or_no),
                    }
                )
            )
        ),
        "enterprise": _optional(NAMED_OR_IDENTIFIED),
        "enterprise_id": _optional(_any_text),
        "team": _optional(NAMED_OR_IDENTIFIED),
        "team_id": _optional(_text),
        "user": _optional(NAMED_OR_IDENTIFIED),
        "user_id": _optional(_text),
        "channel": _optional(NAMED_OR_IDENTIFIED),
        "channel_id": _optional(_text),
        "thread_ts": _optional(_any_text),
        "trigger_id": _optional(_text),
        "response_url": _optional(_any_text),
        "response_urls": _optional(_list_of(_with({"response_url": _text}))),
        "is_enterprise_install": _optional(_yes_or_no),
        "is_ext_shared_channel": _optional(_yes_or_no),
        "function_data": _optional(_object),
        "state": _optional(STATE),
    }
)

_view = _with(
    {
        "id": _text,
        "type": _text,
        "callback_id": _any_text,
        "private_metadata": _any_text,
        "blocks": _list_of(_with({"type": _text})),
        "state": _optional(STATE),
        "hash": _optional(_text),
        "root_view_id": _optional(_text),
        "app_installed_team_id": _optional(_text),
        "team_id": _optional(_text),
    }
)

_person = _with({"id": _text, "team_id": _optional(_text)})

_action = _with({"type": _text, "action_id": _text, "block_id": _text, **ENTERED})

_command = _with(
    {
        "command": lambda value: isinstance(value, str) and value.startswith("/"),
        "text": _optional(_any_text),
        "team_id": _text,
        "user_id": _text,
        "channel_id": _text,
        "trigger_id": _text,
        "response_url": _text,
    }
)

_event = _with(
    {
        "type": _text,
        "user": _optional(NAMED_OR_IDENTIFIED),
        "channel": _optional(NAMED_OR_IDENTIFIED),
        "team": _optional(NAMED_OR_IDENTIFIED),
        "user_id": _optional(_text),
        "channel_id": _optional(_text),
        "team_id": _optional(_text),
        "enterprise": _optional(NAMED_OR_IDENTIFIED),
        "enterprise_id": _optional(_text),
        "user_team": _optional(_text),
        "authorizations": _optional(lambda value: value == []),
        "tab": _optional(_text),
        "view": _optional(_object),
        "tokens": _optional(_map_of(_list_of(_text))),
        "item": _optional(_object),
        "assistant_thread": _optional(_object),
        "message": _optional(_object),
        "previous_message": _optional(_object),
    }
)

_in_channel = _with({"channel": _text})
_member_of_channel = _with({"channel": _text, "user": _text})
_profile = _with({"display_name": _optional(_any_text), "real_name": _optional(_any_text)})
_user = _with(
    {
        "id": _text,
        "name": _optional(_any_text),
        "real_name": _optional(_any_text),
        "tz": _optional(_any_text),
        "locale": _optional(_any_text),
        "profile": _optional(_profile),
    }
)

EVENTS: Mapping[str, Check] = {
    "app_home_opened": _with({"user": _text}),
    "member_joined_channel": _member_of_channel,
    "member_left_channel": _member_of_channel,
    "channel_archive": _in_channel,
    "channel_deleted": _in_channel,
    "channel_left": _in_channel,
    "channel_unarchive": _in_channel,
    "channel_shared": _in_channel,
    "channel_unshared": _in_channel,
    "group_archive": _in_channel,
    "group_deleted": _in_channel,
    "group_left": _in_channel,
    "group_unarchive": _in_channel,
    "channel_id_changed": _with({"old_channel_id": _text, "new_channel_id": _text}),
    "user_change": _with({"user": _user}),
}
"""The parts that each event must have; docs.slack.dev/reference/events."""


def _event_callback(body: Body) -> bool:
    if not _with({"team_id": _text, "event_id": _text, "event": _event})(body):
        return False
    event: Body = body["event"]
    return event["type"] not in EVENTS or EVENTS[event["type"]](event)


_submission = _with({"user": _person, "view": _view})

_block_actions = _with(
    {
        "user": _person,
        "trigger_id": _text,
        "actions": _list_of(_action, at_least=1),
        "channel": _optional(IDENTIFIED),
        "view": _optional(_view),
        "message": _optional(_object),
        "container": _optional(_object),
    }
)

_shortcut = _with({"user": _person, "trigger_id": _text, "callback_id": _text})

_message_shortcut = _with(
    {
        "user": _person,
        "trigger_id": _text,
        "callback_id": _text,
        "channel": IDENTIFIED,
        "message": _with({"ts": _text, "text": _optional(_any_text)}),
        "response_url": _text,
    }
)

_suggestion = _with(
    {
        "user": _person,
        "action_id": _text,
        "block_id": _text,
        "value": _any_text,
        "view": _optional(_view),
    }
)

KINDS: Mapping[str, Check] = {
    "url_verification": _with({"challenge": _text}),
    "app_rate_limited": _with({"team_id": _text}),
    "event_callback": _event_callback,
    "block_actions": _block_actions,
    "block_suggestion": _suggestion,
    "view_submission": _submission,
    "view_closed": _submission,
    "shortcut": _shortcut,
    "message_action": _message_shortcut,
}
