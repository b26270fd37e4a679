"""Looks at the teams' home channels: there, not archived, the bot in them, and who reads along."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.doctor.database import Home
from bot.doctor.finding import Finding, cleaned, fine, warning
from bot.doctor.web_api import Answer, SilentError, WebApi
from bot.okr.profile import Channel
from bot.slack.client import channel_of

PAGE = 200
MOST_PAGES = 5
"""Slack answers users.conversations twenty times a minute."""

MOST_LOOKUPS = 20
"""Slack answers conversations.info fifty times a minute, and the running bot asks as well."""

MOST_LINES = 15


@dataclass(frozen=True, slots=True)
class Bot:
    """Who asks."""

    token: str
    slack_team_id: str
    user_id: str
    name: str


async def examine_channels(api: WebApi, bot: Bot, homes: Sequence[Home]) -> list[Finding]:
    """Say for each team what keeps its channel from being posted in."""
    own = [home for home in homes if home.slack_team_id == bot.slack_team_id]
    findings = _strangers(bot, homes, own)
    if not own:
        return findings
    looks = await _Looks.begin(api, bot)
    troubles = [
        f"{cleaned(home.team)}: {sentence}"
        for home in own
        if (sentence := await looks.trouble_of(home)) is not None
    ]
    return [*findings, *_lines(troubles, looks.left_out, total=len(own))]


def _strangers(bot: Bot, homes: Sequence[Home], own: Sequence[Home]) -> list[Finding]:
    """Notice a database that another app, or the app in another workspace, has filled."""
    found = []
    others = sorted({cleaned(home.workspace or home.slack_team_id) for home in homes} - {""})
    if homes and not own:
        found.append(
            warning(
                "workspace",
                f"The database is of {', '.join(others)}; its teams get nothing with this token. "
                "Use that workspace's token, or another DATABASE_URL.",
            )
        )
    if any(home.bot_user_id not in {"", bot.user_id} for home in own):
        found.append(
            warning(
                "workspace",
                "The database was filled by another app. What that app posted stays as it is: "
                "only the app that posted a message can edit it.",
            )
        )
    return found


@dataclass(slots=True)
class _Looks:
    """What is known of the channels; those the list does not hold are asked for one by one."""

    api: WebApi
    bot: Bot
    joined: Mapping[str, Channel]
    asked: int = 0
    is_over: bool = False
    left_out: int = 0

    @classmethod
    async def begin(cls, api: WebApi, bot: Bot) -> "_Looks":
        """List the channels the bot is in, as far as Slack lists them."""
        joined: dict[str, Channel] = {}
        cursor = ""
        for _ in range(MOST_PAGES):
            answer = await _list_page(api, bot, cursor)
            if answer is None:
                break
            for one in answer.body.get("channels") or ():
                joined[one["id"]] = channel_of({**one, "is_member": True})
            cursor = (answer.body.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return cls(api, bot, joined)

    async def trouble_of(self, home: Home) -> str | None:
        """Return what is the matter with a team's channel, and the mend; None if nothing is."""
        channel = self.joined.get(home.channel_id)
        if channel is not None:
            return _trouble(home, channel, self.bot)
        answer = await self._ask(home.channel_id)
        if answer is None:
            self.left_out += 1
            return None
        if answer.error:
            return (
                f"Slack does not show its channel {cleaned(home.channel_id)}. If it is private, "
                f"type /invite @{self.bot.name} in it; if it was deleted, choose another in the "
                "team's settings."
            )
        return _trouble(home, channel_of(answer.body["channel"]), self.bot)

    async def _ask(self, channel_id: str) -> Answer | None:
        if self.is_over or self.asked >= MOST_LOOKUPS:
            return None
        self.asked += 1
        try:
            answer = await self.api.call(
                "conversations.info", token=self.bot.token, channel=channel_id
            )
        except SilentError:
            self.is_over = True
            return None
        if answer.error not in {"", "channel_not_found"}:
            self.is_over = True
            return None
        return answer


async def _list_page(api: WebApi, bot: Bot, cursor: str) -> Answer | None:
    form = {"types": "public_channel,private_channel", "limit": str(PAGE)}
    try:
        answer = await api.call(
            "users.conversations",
            token=bot.token,
            **form,
            **({"cursor": cursor} if cursor else {}),
        )
    except SilentError:
        return None
    return None if answer.error else answer


def _trouble(home: Home, channel: Channel, bot: Bot) -> str | None:
    name = f"#{cleaned(channel.name)}"
    if channel.is_archived:
        return f"{name} is archived. Unarchive it, or choose another in the team's settings."
    if not channel.is_bot_member:
        return f"I am not in {name}. Type /invite @{bot.name} there."
    if channel.is_externally_shared and not home.is_external_allowed:
        return (
            f"{name} is shared with another organisation, so nothing is posted. A lead can "
            "allow it in the team's settings."
        )
    return None


def _lines(troubles: Sequence[str], left_out: int, *, total: int) -> Iterable[Finding]:
    yield from (warning("channel", sentence) for sentence in troubles[:MOST_LINES])
    if (more := len(troubles) - MOST_LINES) > 0:
        yield warning("channels", f"{more} more like these; mend some and look again.")
    if left_out:
        yield warning(
            "channels",
            f"{left_out} of {total} could not be looked at. Mend the scopes, or try again soon.",
        )
    elif not troubles:
        yield fine("channels", f"I am in the channel of every team ({total}).")
