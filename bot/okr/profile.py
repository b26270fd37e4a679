"""What Slack says about a person, a channel and the workspace, in our words."""

from dataclasses import dataclass

from bot.okr.person import Standing


@dataclass(frozen=True, slots=True)
class Profile:
    """A Slack user as Slack describes them now."""

    slack_user_id: str
    name: str
    zone: str
    locale: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Channel:
    """A Slack channel as Slack describes it now."""

    channel_id: str
    name: str
    is_private: bool
    is_externally_shared: bool
    is_archived: bool
    is_bot_member: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is, and in which workspace; `enterprise_id` is empty outside an enterprise."""

    enterprise_id: str
    slack_team_id: str
    workspace_name: str
    url: str
    bot_user_id: str
    bot_id: str
