"""Looks at what Slack says of the tokens: good, of one app, with the scopes that are needed."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from bot.doctor.finding import Finding, cleaned, fine, warning, wrong
from bot.doctor.web_api import NOT_SLACK, RATE_LIMITED, TROUBLE, Answer, WebApi
from bot.manifest import OPTIONAL_SCOPES, REQUIRED_SCOPES

CLOCK_WARNING_SECONDS = 60
CLOCK_WRONG_SECONDS = 300
"""Slack's signatures are good for five minutes; a minute off is the time to act."""

COPY_AGAIN = "Slack does not know it. Copy the Bot User OAuth Token from OAuth & Permissions again."
REMOVED = "The app was removed from the workspace. Install it again, and copy the new token."
TOKEN_SENTENCES = {
    "invalid_auth": COPY_AGAIN,
    "not_authed": COPY_AGAIN,
    "account_inactive": REMOVED,
    "token_revoked": REMOVED,
    "token_expired": "It has expired. Switch token rotation off, and install the app again.",
    "team_access_not_granted": "The app may not be used in this workspace. Ask its admins.",
}
HOW_TO_CONNECT = (
    "In the app's settings open Basic Information, App-Level Tokens, and generate one with the "
    "scope connections:write."
)
SWITCH_ON = "Switch Socket Mode on in the app's settings, or paste manifest-socket-mode.json."
APP_TOKEN_SENTENCES = {
    "invalid_auth": f"Slack does not know it. {HOW_TO_CONNECT}",
    "not_authed": f"Slack does not know it. {HOW_TO_CONNECT}",
    "token_revoked": f"It was revoked. {HOW_TO_CONNECT}",
    "account_inactive": f"It was revoked. {HOW_TO_CONNECT}",
    "missing_scope": f"It has no right to connect. {HOW_TO_CONNECT}",
    "no_permission": f"It has no right to connect. {HOW_TO_CONNECT}",
    "not_allowed_token_type": f"It is no app-level token. {HOW_TO_CONNECT}",
    "forbidden_team": SWITCH_ON,
    "socket_mode_not_enabled": SWITCH_ON,
}


def trouble(subject: str, answer: Answer) -> Finding | None:
    """Say what is wrong when it was not about the token; None when Slack judged it."""
    if answer.error == NOT_SLACK:
        return wrong(subject, "What answers there is not Slack. Check SLACK_API_URL and the proxy.")
    if answer.error == RATE_LIMITED:
        return warning(subject, "Slack was asked too often just now. Try again in a minute.")
    if answer.error == TROUBLE:
        return warning(subject, "Slack has trouble of its own. Try again in a few minutes.")
    return None


def examine_token(answer: Answer) -> Finding:
    """Say whether the bot token is good."""
    if (found := trouble("bot token", answer)) is not None:
        return found
    if answer.error:
        fallback = f"Slack refuses it: {answer.error}. Install the app again."
        return wrong("bot token", TOKEN_SENTENCES.get(answer.error, fallback))
    workspace = cleaned(answer.body.get("team") or answer.body.get("team_id"))
    return fine("bot token", f"It works in the workspace {workspace}.")


def examine_scopes(headers: Mapping[str, str]) -> Finding:
    """Say which scopes are missing, and what does not work without them."""
    if "X-OAuth-Scopes" not in headers:
        return warning("scopes", "Slack did not tell them, so they could not be checked.")
    granted = {scope.strip() for scope in headers["X-OAuth-Scopes"].split(",")}
    if missing := [scope for scope in REQUIRED_SCOPES if scope not in granted]:
        losses = "; ".join(f"without {one} it cannot {REQUIRED_SCOPES[one]}" for one in missing)
        mend = "Update the app from its manifest (`okrbot manifest`) and install it again."
        return wrong("scopes", f"{', '.join(missing)} missing: {losses}. {mend}")
    if declined := [scope for scope in OPTIONAL_SCOPES if scope not in granted]:
        places = ", ".join(OPTIONAL_SCOPES[scope] for scope in declined)
        sentence = (
            f"All that are needed. Without {', '.join(declined)} a post whose outcome is unknown "
            f"is not looked for in {places}, and not sent again."
        )
        return warning("scopes", sentence)
    return fine("scopes", "All are granted.")


def examine_clock(headers: Mapping[str, str], *, now: datetime, is_signed: bool) -> list[Finding]:
    """Compare this machine's clock with Slack's.

    Args:
        is_signed: whether Slack's requests come signed, over HTTP, with the time in the signature.
    """
    try:
        seconds = (now - parsedate_to_datetime(headers["Date"])).total_seconds()
    except (KeyError, TypeError, ValueError):
        return []
    if abs(seconds) <= CLOCK_WARNING_SECONDS:
        return [fine("clock", "It agrees with Slack's.")]
    apart = f"{abs(seconds):.0f} seconds {'ahead of' if seconds > 0 else 'behind'} Slack's"
    mend = "Set it, and switch on time synchronisation (NTP)."
    if abs(seconds) > CLOCK_WRONG_SECONDS and is_signed:
        return [wrong("clock", f"{apart}, so every request from Slack is refused. {mend}")]
    limit = "; beyond 300 every request is refused" if is_signed else ""
    return [warning("clock", f"{apart}{limit}. {mend}")]


async def examine_app_token(api: WebApi, token: str, *, bot_token: str, who: Answer) -> Finding:
    """Say whether Socket Mode can connect, with the token of the same app.

    Args:
        token: the app-level token.
        who: what Slack answered about the bot token.
    """
    answer = await api.call("apps.connections.open", token=token)
    if (found := trouble("app token", answer)) is not None:
        return found
    if answer.error:
        fallback = f"Slack refuses it: {answer.error}. {HOW_TO_CONNECT}"
        return wrong("app token", APP_TOKEN_SENTENCES.get(answer.error, fallback))
    if await _is_of_another_app(api, token, bot_token, who):
        sentence = "It is of another app than the bot token. Copy both from the same app."
        return wrong("app token", sentence)
    return fine("app token", "Socket Mode can connect.")


async def _is_of_another_app(api: WebApi, token: str, bot_token: str, who: Answer) -> bool:
    """Compare the app's id, which an app-level token names, with that of the bot's app."""
    parts = token.split("-")
    if who.error or len(parts) < 4 or not parts[2].startswith("A"):
        return False
    answer = await api.call("bots.info", token=bot_token, bot=str(who.body.get("bot_id", "")))
    bot = answer.body.get("bot")
    app_id = bot.get("app_id") if isinstance(bot, dict) else None
    return app_id is not None and app_id != parts[2]
