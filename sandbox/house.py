"""Where the bot lives: built for real, started, stopped, and given time to work.

This is the one module of the stand-in that knows the bot's code, and only its composition root:
settings and a clock go in; from then on the two meet over HTTP, or over a socket.
"""

from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot.app import Bot, build
from bot.clock import Clock
from bot.config import LogFormat, LogLevel, Settings
from bot.log import configure_logging
from sandbox.driver.slack import Slack

TOKEN = "xoxb-sandbox"
APP_TOKEN = "xapp-sandbox"
SIGNING_SECRET = "sandbox-signing-secret"
ROOT = Path(__file__).parents[1]
MANIFEST = ROOT / "manifest.json"


class House:
    """The bot's settings, its database file, its life.

    Args:
        clock: the business clock, which whoever tells a story moves.
        folder: holds the database, where there is no other one.
        over_socket: whether Slack reaches the bot by Socket Mode, rather than over HTTP.
        database_url: of another database.
    """

    def __init__(
        self,
        slack: Slack,
        clock: Clock,
        folder: Path,
        *,
        over_socket: bool = False,
        database_url: str | None = None,
    ) -> None:
        self.slack = slack
        self.clock = clock
        self.folder = folder
        self.over_socket = over_socket
        self.database_url = database_url or f"sqlite:///{folder / 'okrbot.db'}"
        self._bot: Bot | None = None

    @property
    def settings(self) -> Settings:
        """Return the settings of a bot that speaks to the stand-in."""
        return settings_for(self.slack.api_url, self.database_url, over_socket=self.over_socket)

    async def start(self, *, worker: bool = True) -> None:
        """Build the bot on the database as it is, and let it listen and work.

        Args:
            worker: deliver by itself; without it only `tick` delivers, which is quicker.
        """
        bot = await build(self.settings, clock=self.clock)
        self._bot = bot
        await bot.make_ready()
        if self.over_socket:
            self.slack.connect_sockets(APP_TOKEN)
        await bot.start(web_server=True, worker=worker)
        if not self.over_socket:
            self.slack.connect(f"http://127.0.0.1:{bot.port}/slack/events")
        self.slack.idle = bot.idle

    async def stop(self) -> None:
        """Stop the bot; what it knows from now on is in its database."""
        bot, self._bot = self._bot, None
        if bot is not None:
            self.slack.idle = None
            await bot.stop()

    async def tick(self) -> None:
        """Let the bot do what is due by the business clock, as its scheduler does every while."""
        assert self._bot is not None
        await self._bot.tick()
        await self._bot.idle()

    async def next_due(self) -> datetime | None:
        """Return when the bot has something to do; None when nothing is ahead."""
        assert self._bot is not None
        return await self._bot.next_due()


def quieten_log() -> None:
    """Let the bot log only what went wrong, so that the story can be read."""
    configure_logging(LogLevel.ERROR, LogFormat.TEXT)


def settings_for(api_url: str, database_url: str, *, over_socket: bool = False) -> Settings:
    """Return settings in which nothing comes from the environment."""
    return Settings(
        slack_bot_token=SecretStr(TOKEN),
        slack_signing_secret=SecretStr(SIGNING_SECRET),
        slack_app_token=SecretStr(APP_TOKEN) if over_socket else None,
        slack_api_url=api_url,
        database_url=database_url,
        host="127.0.0.1",
        port=0,
        okr_command="/okr",
        channel_pause_seconds=0,
        edit_pause_seconds=0,
        posts_per_minute=1_000_000,
        edits_per_minute=1_000_000,
    )
