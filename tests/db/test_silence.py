"""The network swallows everything without hanging up: it is said in time, and okrbot goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

import bot.db.engine
from bot.db.availability import DatabaseBusyOrGone
from bot.db.engine import Sessions, create_engine_for, session_factory, writing

PING, BEGIN = 0.5, 0.6


@dataclass(slots=True)
class Network:
    """What is between okrbot and a server; it can stop passing anything on."""

    socket: Path
    flowing: asyncio.Event = field(default_factory=asyncio.Event)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(str(self.socket))
        self.writers += [writer, far_writer]
        await asyncio.gather(self._pass_on(reader, far_writer), self._pass_on(far_reader, writer))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                await self.flowing.wait()
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def networked(url: str) -> AsyncIterator[tuple[Network, str]]:
    """Put a network before a server, and give the address on this side of it."""
    address = make_url(url)
    network = Network(Path(str(address.query["host"])) / ".s.PGSQL.5432")
    network.flowing.set()
    server = await asyncio.start_server(network.join, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield network, f"postgresql://postgres@127.0.0.1:{port}/{address.database}"
    network.flowing.set()
    for writer in network.writers:
        writer.close()
    server.close()
    await server.wait_closed()


async def ask(sessions: Sessions) -> None:
    async with writing(sessions) as session:
        await session.execute(text("SELECT 1"))


async def test_a_silent_network_is_said_in_time_and_left_behind(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("CONNECT", PING), ("POOL", PING), ("BEGIN", BEGIN)):
        monkeypatch.setattr(bot.db.engine, f"{name}_SECONDS", seconds)
    loop = asyncio.get_running_loop()
    async with networked(postgresql_url) as (network, url):
        engine = create_engine_for(url, statement_seconds=PING)
        sessions = session_factory(engine)
        await asyncio.gather(*(ask(sessions) for _ in range(3)))
        network.flowing.clear()
        started = loop.time()
        for _ in range(2):
            with pytest.raises(DatabaseBusyOrGone):
                await ask(sessions)
        # Finding the old connection dead and failing to open another is no longer than BEGIN.
        assert loop.time() - started < 2 * BEGIN + 0.4
        network.flowing.set()
        await asyncio.gather(*(ask(sessions) for _ in range(3)))
        await engine.dispose()
