"""The error codes by which Slack documents that a method may refuse a call.

docs.slack.dev/reference/methods, the list of errors on each method's page. What only experience
tells stands apart, and the README names it.
"""

EVERYWHERE = frozenset(
    {
        "access_denied",
        "accesslimited",
        "account_inactive",
        "deprecated_endpoint",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "fatal_error",
        "internal_error",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_array_arg",
        "invalid_auth",
        "invalid_charset",
        "invalid_form_data",
        "invalid_post_type",
        "method_deprecated",
        "missing_post_type",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_access_not_granted",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
"""On the page of every method."""

MAY_HAVE_SUCCEEDED = frozenset({"internal_error", "fatal_error"})
"""Slack: "some aspect of the operation may have succeeded"."""

CONTENT = frozenset(
    {
        "attachment_payload_limit_exceeded",
        "channel_not_found",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_must_be_sent_from_app",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "rate_limited",
        "too_many_attachments",
    }
)
RESTRICTED = frozenset(
    {
        "is_archived",
        "messages_tab_disabled",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
    }
)
CHANGING = frozenset({"edit_window_closed", "is_inactive", "message_not_found"})
READING = frozenset(
    {
        "channel_not_found",
        "invalid_cursor",
        "invalid_limit",
        "invalid_ts_latest",
        "invalid_ts_oldest",
        "not_in_channel",
    }
)
MODAL = frozenset(
    {
        "duplicate_external_id",
        "exchanged_trigger_id",
        "expired_trigger_id",
        "invalid_trigger_id",
        "view_too_large",
    }
)
BY_EXPERIENCE: dict[str, frozenset[str]] = {
    "chat.postMessage": frozenset({"cannot_dm_bot", "user_disabled", "user_not_found"}),
}
"""Seen when a post goes to a person, though not on the method's page."""

BY_METHOD: dict[str, frozenset[str]] = {
    "chat.delete": CHANGING | {"cant_delete_message", "channel_not_found", "rate_limited"},
    "chat.getPermalink": frozenset({"channel_not_found", "message_not_found"}),
    "chat.postEphemeral": CONTENT | RESTRICTED | {"user_not_in_channel"},
    "chat.postMessage": CONTENT
    | RESTRICTED
    | {"cannot_reply_to_message", "message_limit_exceeded", "team_not_found"},
    "chat.update": CONTENT | CHANGING | {"cant_update_message"},
    "conversations.history": READING,
    "conversations.info": frozenset({"channel_not_found"}),
    "conversations.list": frozenset({"invalid_cursor", "invalid_limit", "invalid_types"}),
    "conversations.members": frozenset({"channel_not_found", "invalid_cursor", "invalid_limit"}),
    "conversations.open": frozenset(
        {
            "cannot_dm_bot",
            "channel_not_found",
            "method_not_supported_for_channel_type",
            "user_disabled",
            "user_not_found",
            "users_list_not_supplied",
        }
    ),
    "conversations.replies": READING | {"thread_not_found"},
    "users.info": frozenset({"user_not_found", "user_not_visible"}),
    "views.open": MODAL,
    "views.publish": frozenset(
        {"duplicate_external_id", "hash_conflict", "not_enabled", "view_too_large"}
    ),
    "views.push": MODAL | {"push_limit_reached"},
    "views.update": frozenset(
        {"duplicate_external_id", "hash_conflict", "not_found", "view_too_large"}
    ),
}


def is_documented(method: str, code: str) -> bool:
    """Tell whether Slack may refuse calls of a method with a code."""
    return (
        code in EVERYWHERE
        or code in BY_METHOD.get(method, frozenset())
        or code in BY_EXPERIENCE.get(method, frozenset())
    )
