"""The stand-in for Slack and the real bot on a fresh database, meeting in both ways."""

from collections.abc import AsyncIterator

import pytest

from bot.config import Settings
from tests.world import World, opened


@pytest.fixture(params=["http", "socket"])
async def world(request: pytest.FixtureRequest, settings: Settings) -> AsyncIterator[World]:
    """Make every journey over signed HTTP and over Socket Mode."""
    async with opened(settings, over_socket=request.param == "socket") as world:
        yield world
