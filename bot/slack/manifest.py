"""What the app asks of Slack, decided once: each later addition makes every operator reinstall."""

REQUIRED_SCOPES = (
    "channels:read",
    "chat:write",
    "commands",
    "groups:read",
    "im:write",
    "users:read",
)
OPTIONAL_SCOPES = ("channels:history", "groups:history", "im:history")
"""Used only to look for our own post after an answer that never came."""

EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_rename",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_deleted",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "tokens_revoked",
    "user_change",
)
