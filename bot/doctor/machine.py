"""Looks at this machine: the port, and the time zones that teams meet in."""

import asyncio
import errno
import socket
from collections.abc import Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import aiohttp

from bot.config import Settings
from bot.doctor.database import Home
from bot.doctor.finding import Finding, cleaned, fine, wrong

PROBE_SECONDS = 1
ANY_ZONE = "Europe/Berlin"


async def examine_port(settings: Settings) -> Finding:
    """Look whether the bot can listen, or listens already."""
    place = f"{settings.host}:{settings.port}"
    try:
        await asyncio.to_thread(_listen, settings.host, settings.port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE and await _is_okrbot(settings):
            return fine("port", f"An okrbot listens on {place} already.")
        return wrong("port", f"Nothing can listen on {place}: {_reason(error)}")
    return fine("port", f"{place} is free.")


def examine_zones(homes: Iterable[Home]) -> Finding:
    """Look whether the zones that teams meet in are known here."""
    wanted = {ANY_ZONE, *(home.zone for home in homes if home.zone)}
    unknown = sorted(cleaned(zone) for zone in wanted if not _is_zone(zone))
    if not unknown:
        return fine("time zones", "They are all known here.")
    return wrong(
        "time zones",
        f"{', '.join(unknown)} unknown here, so meetings there cannot be planned. "
        "Run `pip install --upgrade tzdata`.",
    )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _listen(host: str, port: int) -> None:
    address, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    with socket.socket(address[0]) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address[4])
        listening.listen()


def _reason(error: OSError) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return "HOST is no address of this machine. 0.0.0.0 is all of them."
    if error.errno == errno.EACCES:
        return "low ports are kept for the system. Set PORT to 1024 or more."
    if error.errno == errno.EADDRINUSE:
        return "another program does. Stop it, or set PORT to another."
    return f"{error.strerror}. Check HOST and PORT."


async def _is_okrbot(settings: Settings) -> bool:
    """Ask who listens: okrbot says that it is alive, and whether its database is ready."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", ""} else settings.host  # noqa: S104
    place = f"http://[{host}]" if ":" in host else f"http://{host}"
    timeout = aiohttp.ClientTimeout(total=PROBE_SECONDS)
    try:
        async with aiohttp.ClientSession(f"{place}:{settings.port}", timeout=timeout) as http:
            async with http.get("/healthz") as alive:
                if await alive.text() != "ok":
                    return False
            async with http.get("/readyz") as ready:
                return (await ready.text()).startswith(("ok", "database_"))
    except (aiohttp.ClientError, OSError, UnicodeDecodeError):
        return False
