"""Looks at an installation and says, line by line, what is wrong and how to mend it."""

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

import aiohttp

from bot.clock import utc_now
from bot.config import Settings
from bot.doctor.channels import Bot, examine_channels
from bot.doctor.database import Home, examine_database
from bot.doctor.finding import Finding, cleaned, fine, warning, wrong
from bot.doctor.machine import examine_port, examine_zones
from bot.doctor.tokens import examine_app_token, examine_clock, examine_scopes, examine_token
from bot.doctor.web_api import NOT_SLACK, Answer, SilentError, WebApi

SECONDS = 8
"""For everything; with the start of the command an operator waits ten at most."""


async def examine(settings: Settings) -> list[Finding]:
    """Look at the settings, this machine, the database and Slack."""
    deadline = asyncio.get_running_loop().time() + SECONDS
    database, homes = await examine_database(settings)
    findings = [
        _settings(settings),
        *database,
        examine_zones(homes),
        await examine_port(settings),
    ]
    async with aiohttp.ClientSession() as http:
        api = WebApi(http, settings.slack_api_url, deadline=deadline)
        return [*findings, *await _examine_slack(api, settings, homes)]


def _settings(settings: Settings) -> Finding:
    way = "Socket Mode" if settings.uses_socket_mode else "HTTP"
    return fine(
        "settings",
        f"Complete. Requests come over {way}; the command is {settings.okr_command}, which has to "
        "stand in the app's settings too.",
    )


async def _examine_slack(api: WebApi, settings: Settings, homes: Sequence[Home]) -> list[Finding]:
    token = settings.slack_bot_token.get_secret_value()
    try:
        who = await api.call("auth.test", token=token)
    except SilentError:
        return [_silent(settings)]
    findings = [examine_token(who), *_clock(settings, who)]
    if not who.error:
        findings.append(examine_scopes(who.headers))
    if settings.slack_app_token is not None:
        app_token = settings.slack_app_token.get_secret_value()
        findings.append(await _examine_app_token(api, app_token, token, who))
    if not who.error:
        findings.extend(await examine_channels(api, _bot(token, who), homes))
    return findings


def _clock(settings: Settings, who: Answer) -> list[Finding]:
    if who.error == NOT_SLACK:
        return []
    return examine_clock(who.headers, now=utc_now(), is_signed=not settings.uses_socket_mode)


async def _examine_app_token(api: WebApi, token: str, bot_token: str, who: Answer) -> Finding:
    try:
        return await examine_app_token(api, token, bot_token=bot_token, who=who)
    except SilentError:
        return warning("app token", "Slack did not answer about it in time. Try again.")


def _bot(token: str, who: Answer) -> Bot:
    return Bot(
        token=token,
        slack_team_id=str(who.body.get("team_id", "")),
        user_id=str(who.body.get("user_id", "")),
        name=cleaned(who.body.get("user") or "okrbot"),
    )


def _silent(settings: Settings) -> Finding:
    host = urlsplit(settings.slack_api_url).hostname
    return wrong(
        "slack", f"{host} does not answer. Check the network, the proxy and SLACK_API_URL."
    )
