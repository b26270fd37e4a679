"""Looks at an installation and says, line by line, what is wrong and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp

from bot.clock import utc_now
from bot.config import Settings
from bot.db.migrate import RevisionState
from bot.db.readiness import NotReadyError, state_of
from bot.manifest import OPTIONAL_SCOPES, REQUIRED_SCOPES

SLACK_SECONDS = 10
CLOCK_SECONDS = 60
"""Slack's signatures are good for five minutes; a minute off is the time to act."""

DATABASE_SENTENCES = {
    RevisionState.CURRENT: "reachable, with the tables of this release",
    RevisionState.EMPTY: "reachable, but empty. Run `okrbot db upgrade`.",
    RevisionState.BEHIND: "reachable, but of an older release. Run `okrbot db upgrade`.",
    RevisionState.UNKNOWN: "of a newer release. Install that release here.",
}
TOKEN_SENTENCES = {
    "invalid_auth": "Slack does not know the token. Copy the Bot User OAuth Token again.",
    "not_authed": "Slack does not know the token. Copy the Bot User OAuth Token again.",
    "account_inactive": "the app was removed from the workspace. Install it again.",
    "token_revoked": "the app was removed from the workspace. Install it again.",
    "token_expired": "the token has expired. Switch token rotation off and install again.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is fine, and what was seen or is to be done."""

    subject: str
    is_fine: bool
    sentence: str

    def __str__(self) -> str:
        mark = "ok   " if self.is_fine else "WRONG"
        return f"{mark} {self.subject}: {self.sentence}"


async def examine(settings: Settings) -> list[Finding]:
    """Look at the settings, the database and Slack."""
    findings = [
        Finding("settings", is_fine=True, sentence="complete"),
        await _examine_database(settings),
    ]
    timeout = aiohttp.ClientTimeout(total=SLACK_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        findings.extend(await _examine_slack(session, settings))
    return findings


async def _examine_database(settings: Settings) -> Finding:
    try:
        state = await state_of(settings.database_url)
    except NotReadyError as error:
        return Finding("database", is_fine=False, sentence=str(error))
    # `okrbot run` brings a SQLite file up by itself.
    mends_itself = settings.uses_sqlite and state is not RevisionState.UNKNOWN
    if mends_itself and state is not RevisionState.CURRENT:
        return Finding("database", is_fine=True, sentence="`okrbot run` will set it up")
    is_fine = state is RevisionState.CURRENT
    return Finding("database", is_fine=is_fine, sentence=DATABASE_SENTENCES[state])


async def _examine_slack(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    token = settings.slack_bot_token.get_secret_value()
    try:
        async with session.post(
            f"{settings.slack_api_url}auth.test", headers={"Authorization": f"Bearer {token}"}
        ) as response:
            answer = await response.json(content_type=None)
            headers = response.headers
    except (aiohttp.ClientError, TimeoutError, ValueError):
        sentence = (
            f"{settings.slack_api_url} does not answer. Check SLACK_API_URL, the network "
            "and the proxy."
        )
        return [Finding("slack", is_fine=False, sentence=sentence)]
    return [_token(answer), *_scopes(answer, headers), *_clock(headers, now=utc_now())]


def _token(answer: object) -> Finding:
    if not isinstance(answer, dict):
        sentence = "the answer is not Slack's. Check SLACK_API_URL."
        return Finding("token", is_fine=False, sentence=sentence)
    if not answer.get("ok"):
        code = str(answer.get("error", ""))
        fallback = f"Slack refuses the token: {code}. Install the app again."
        return Finding("token", is_fine=False, sentence=TOKEN_SENTENCES.get(code, fallback))
    sentence = f"works in the workspace {answer.get('team', answer.get('team_id'))}"
    return Finding("token", is_fine=True, sentence=sentence)


def _scopes(answer: object, headers: Mapping[str, str]) -> list[Finding]:
    if not (isinstance(answer, dict) and answer.get("ok") and "X-OAuth-Scopes" in headers):
        return []
    granted = {scope.strip() for scope in headers["X-OAuth-Scopes"].split(",")}
    if missing := sorted(set(REQUIRED_SCOPES) - granted):
        sentence = f"{', '.join(missing)} missing. Update the app from manifest.json and reinstall."
        return [Finding("scopes", is_fine=False, sentence=sentence)]
    if declined := sorted(set(OPTIONAL_SCOPES) - granted):
        sentence = (
            f"enough. Without {', '.join(declined)} a post whose outcome is unknown there "
            "cannot be looked for."
        )
        return [Finding("scopes", is_fine=True, sentence=sentence)]
    return [Finding("scopes", is_fine=True, sentence="all granted")]


def _clock(headers: Mapping[str, str], *, now: datetime) -> list[Finding]:
    try:
        seconds = abs((now - parsedate_to_datetime(headers["Date"])).total_seconds())
    except (KeyError, TypeError, ValueError):
        return []
    if seconds <= CLOCK_SECONDS:
        return [Finding("clock", is_fine=True, sentence="agrees with Slack's")]
    sentence = (
        f"{seconds:.0f} seconds apart from Slack's; beyond 300 every request is refused. "
        "Switch on time synchronisation (NTP) on this machine."
    )
    return [Finding("clock", is_fine=False, sentence=sentence)]
