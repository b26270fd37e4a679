"""Making a workspace, its app, people and channels."""

import re
import unicodedata

from sandbox.clock import Clock
from sandbox.log import Log
from sandbox.state import SLACKBOT, App, Conversation, State, User
from sandbox.world import World

WORKSPACE = "T0SANDBOX"


def new_world(clock: Clock, *, signing_secret: str, bot_token: str) -> World:
    """Return a fresh workspace with the app installed."""
    app = App(
        id="A0SANDBOX",
        bot_id="B0SANDBOX",
        bot_user="U0SANDBOXBOT",
        name="okrbot",
        token=bot_token,
        signing_secret=signing_secret,
        verification_token="verification-token",
    )
    state = State(WORKSPACE, "sandbox", "Sandbox", app)
    bot = User(app.bot_user, app.name, app.name, WORKSPACE, tz="UTC", locale="en-US", is_bot=True)
    state.users[bot.id] = bot
    state.users[SLACKBOT] = User(SLACKBOT, "slackbot", "Slackbot", WORKSPACE, locale="en-US")
    return World(state, Log(clock), clock)


def new_user(
    world: World, name: str, *, zone: str, locale: str, known_as: str | None = None
) -> User:
    """Add a person whose username is made from the name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    handle = re.sub(r"[^a-z0-9]+", ".", plain).strip(".") or "person"
    taken = {user.name for user in world.state.users.values()}
    unique, count = handle, 1
    while unique in taken:
        count += 1
        unique = f"{handle}{count}"
    user_id = known_as or world.state.new_id("U")
    user = User(user_id, unique, name, world.state.team_id, zone, locale)
    world.state.users[user.id] = user
    return user


def new_channel(world: World, name: str, *, known_as: str | None = None) -> Conversation:
    """Add an empty public channel."""
    channel_id = known_as or world.state.new_id("C")
    channel = Conversation(channel_id, name, int(world.clock.wall()))
    world.state.conversations[channel.id] = channel
    return channel
