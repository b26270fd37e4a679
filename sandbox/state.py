"""What the stand-in remembers: people, conversations, messages, views, triggers; no HTTP."""

from dataclasses import asdict, dataclass, field

from sandbox.json_types import JsonObject

# Slackbot is in every workspace, and users.list says it is no bot.
SLACKBOT = "USLACKBOT"
DEFAULT_SCOPES = frozenset(
    {"chat:write", "commands", "users:read", "channels:read", "groups:read", "im:write"}
)


@dataclass(slots=True)
class User:
    """A person or bot of this workspace or of a connected one."""

    id: str
    name: str
    real_name: str
    team_id: str
    tz: str = "Europe/Berlin"
    locale: str = "en-GB"
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False


def is_person(user: User) -> bool:
    """Tell whether a user is somebody of flesh and blood who can act."""
    return not (user.is_bot or user.deleted or user.id == SLACKBOT)


@dataclass(slots=True)
class Message:
    """A message as it stands now, with what it said before each edit."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[JsonObject] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    metadata: JsonObject | None = None
    client_msg_id: str | None = None
    edited_ts: str | None = None
    edits: list[JsonObject] = field(default_factory=list)
    ephemeral_to: str | None = None
    is_deleted: bool = False
    # When people saw it come, in seconds since the epoch; `ts` is real time whatever is played.
    shown_at: float = 0.0
    pings: list[str] = field(default_factory=list)
    # What each person has entered: person id -> block id -> action id -> state value.
    entries: dict[str, dict[str, dict[str, JsonObject]]] = field(default_factory=dict)


@dataclass(slots=True)
class Conversation:
    """A channel, private channel or direct message."""

    id: str
    name: str
    created: int
    creator: str = ""
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    user: str | None = None
    members: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Client:
    """One window of Slack's: who looks at it, and its own id; each has its own open modals."""

    user: User
    id: str


@dataclass(slots=True)
class View:
    """A modal or Home tab of one person, with what they have entered in it."""

    id: str
    user: str
    team_id: str
    body: JsonObject
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    entries: dict[str, dict[str, JsonObject]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    channel: str | None = None
    # The window in which a modal is open; a Home tab is in all of them.
    client: str | None = None
    is_closed: bool = False


@dataclass(slots=True)
class Trigger:
    """The right to open one modal in one window, for three seconds."""

    id: str
    user: str
    client: str
    issued: float
    view_id: str | None = None
    channel: str | None = None
    is_used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """The right to answer one interaction five times within thirty minutes."""

    id: str
    user: str
    channel: str
    issued: float
    message_ts: str | None = None
    is_ephemeral: bool = False
    uses: int = 0


@dataclass(slots=True)
class App:
    """The installed app: its ids, secrets and what its manifest declares."""

    id: str
    bot_id: str
    bot_user: str
    name: str
    token: str
    signing_secret: str
    verification_token: str
    scopes: set[str] = field(default_factory=lambda: set(DEFAULT_SCOPES))
    token_state: str = "active"
    commands: dict[str, JsonObject] = field(default_factory=dict)
    shortcuts: list[JsonObject] = field(default_factory=list)
    events: set[str] | None = None
    app_token: str = "xapp-sandbox"
    app_token_scopes: list[str] = field(default_factory=lambda: ["connections:write"])
    app_token_state: str = "active"
    socket_mode: bool = False
    home_tab: bool = True
    messages_tab: bool = True


@dataclass(slots=True)
class State:
    """One workspace with one installed app."""

    team_id: str
    team_domain: str
    team_name: str
    app: App
    users: dict[str, User] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[str]] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    tickets: list[str] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    last_ts: int = 0

    def json(self) -> JsonObject:
        """Return everything as plain JSON, to be saved or looked at."""
        saved = asdict(self)
        saved["app"]["scopes"] = sorted(self.app.scopes)
        saved["app"]["events"] = sorted(self.app.events) if self.app.events is not None else None
        return saved

    def new_id(self, prefix: str) -> str:
        """Return the next id of a kind, such as U0SANDBOX001."""
        self.counters[prefix] = self.counters.get(prefix, 0) + 1
        return f"{prefix}0SANDBOX{self.counters[prefix]:03d}"

    def new_ts(self, wall: float) -> str:
        """Return a message timestamp, later than every one before."""
        micros = max(int(wall * 1_000_000) // 100 * 100, self.last_ts + 100)
        self.last_ts = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def stack(self, client: str) -> list[View]:
        """Return the open modals of a window, the visible one last."""
        return [self.views[view_id] for view_id in self.stacks.get(client, [])]

    def home(self, user: str) -> View | None:
        """Return the Home tab published for a person."""
        view_id = self.homes.get(user)
        return self.views[view_id] if view_id else None

    def dm(self, user: str) -> Conversation | None:
        """Return the direct message channel between the bot and a person, once it exists."""
        for conversation in self.conversations.values():
            if conversation.is_im and conversation.user == user:
                return conversation
        return None
