"""One small exception per family of Slack's errors, so that nobody compares strings.

The families follow what callers do next, after the error lists of the method pages on
docs.slack.dev.
"""

RECIPIENT_GONE = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "user_not_found",
        "user_disabled",
        "cannot_dm_bot",
        "messages_tab_disabled",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "ekm_access_denied",
    }
)
INSTALLATION_DEAD = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "token_expired",
        "token_revoked",
        "team_access_not_granted",
    }
)
TRANSIENT = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "service_unavailable",
        "team_added_to_org",
        "org_login_required",
    }
)
AMBIGUOUS = frozenset({"internal_error", "fatal_error", "request_timeout"})
"""Slack: "some aspect of the operation may have succeeded"."""
TRIGGER_EXPIRED = frozenset(
    {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"}
)
MESSAGE_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


class SlackError(Exception):
    """Slack refused a call or did not answer it."""

    def __init__(self, method: str, code: str, *, retry_after: float | None = None) -> None:
        super().__init__(f"{method}: {code}")
        self.method = method
        self.code = code
        self.retry_after = retry_after


class RecipientGoneError(SlackError):
    """The channel or person cannot be reached; trying again does not help."""


class InstallationDeadError(SlackError):
    """The token is no longer good."""


class TransientError(SlackError):
    """Slack did not take the call, and will later. `retry_after` is in seconds, if Slack said."""


class AmbiguousError(SlackError):
    """The call may have succeeded."""


class TriggerExpiredError(SlackError):
    """Slack allows three seconds, once, to open a modal."""


class ViewConflictError(SlackError):
    """The view was changed since it was read."""


class ViewGoneError(SlackError):
    """The view that was to be updated is closed."""


class MessageGoneError(SlackError):
    """The message that was to be edited is gone."""


class OurFaultError(SlackError):
    """Slack refused what we sent: blocks, arguments or scopes."""


def error_for(method: str, code: str, *, retry_after: float | None = None) -> SlackError:
    """Return the exception of the family that an error code belongs to."""
    for codes, family in (
        (RECIPIENT_GONE, RecipientGoneError),
        (INSTALLATION_DEAD, InstallationDeadError),
        (TRANSIENT, TransientError),
        (AMBIGUOUS, AmbiguousError),
        (TRIGGER_EXPIRED, TriggerExpiredError),
        (MESSAGE_GONE, MessageGoneError),
        (frozenset({"hash_conflict"}), ViewConflictError),
        (frozenset({"not_found"}), ViewGoneError),
    ):
        if code in codes:
            return family(method, code, retry_after=retry_after)
    return OurFaultError(method, code, retry_after=retry_after)
