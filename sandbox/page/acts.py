"""What a person does on the page, carried out as Slack's client would."""

from collections.abc import Awaitable, Callable, Mapping

from sandbox.blocks.walk import Control, controls, options_of
from sandbox.driver.escaping import mentioned
from sandbox.driver.handles import Channel, ShownMessage
from sandbox.driver.person import Person
from sandbox.driver.surfaces import Surface, blocks_of
from sandbox.errors import DriverError
from sandbox.json_types import Json, JsonObject
from sandbox.page.window import HOME, Window
from sandbox.state import Conversation, View

CHANGED = "This has changed since you saw it. Look again, then choose."
GONE = "That is no longer here."
FORM_GONE = "This form is no longer open. Open it again."


Act = Callable[[Window, JsonObject], Awaitable[None]]


async def act(window: Window, wanted: JsonObject, acts: Mapping[str, Act]) -> None:
    """Do one thing; whatever the client has to say of it becomes a notice.

    Args:
        wanted: `kind` and what it needs, as the page's script sends it.
        acts: what can be done, by kind.
    """
    kind = acts.get(str(wanted.get("kind")), _unknown)
    try:
        await kind(window, wanted)
    except DriverError as error:
        window.person.notices.append(str(error))
    except (KeyError, ValueError, TypeError):
        window.person.notices.append(CHANGED)


async def suggest(window: Window, wanted: JsonObject) -> list[JsonObject]:
    """Return the options of an external select for what was typed."""
    surface = _surface(window, wanted)
    control = _control(surface, wanted)
    return await window.person.load_options(surface, control, str(wanted.get("query", "")))


async def _unknown(_window: Window, _wanted: JsonObject) -> None:
    raise DriverError("The page does not know how to do that. Load it again.")


async def _go(window: Window, wanted: JsonObject) -> None:
    at, thread = str(wanted["at"]), wanted.get("thread")
    if at == HOME:
        await window.person.open_home()
    elif window.person.slack.world.state.conversations.get(at) is None:
        raise DriverError(GONE)
    elif at != window.at and _conversation(window, at).is_im:
        await window.person.open_home("messages")
    window.at = at
    window.thread = str(thread) if thread else None


async def _say(window: Window, wanted: JsonObject) -> None:
    text = str(wanted["text"]).strip()
    channel = Channel(window.person.slack, _conversation(window, window.at))
    thread = _parent(window) if wanted.get("in_thread") else None
    if text.startswith("/"):
        name, _, rest = text.partition(" ")
        await _command(window, channel, name, rest.strip(), thread)
    elif text:
        if not window.is_member(channel.state):
            raise DriverError(f"Join #{channel.name} first.")
        await window.person.say(channel, text, thread=thread)


async def _command(
    window: Window, channel: Channel, name: str, rest: str, thread: ShownMessage | None
) -> None:
    slack = window.person.slack
    if name == "/invite":
        await _invite(window, channel, rest)
    elif name not in slack.world.state.app.commands:
        raise DriverError(f"{name} is not a command here. Type / to see those there are.")
    else:
        await window.person.command(name, rest, channel=channel, thread=thread)


async def _invite(window: Window, channel: Channel, text: str) -> None:
    slack = window.person.slack
    invited = mentioned(slack.world.state, text if "@" in text else f"@{text}")
    if not invited:
        raise DriverError("Name who should come, such as /invite @okrbot.")
    for user in invited:
        if user.id in channel.members:
            raise DriverError(f"{user.real_name} is in #{channel.name} already.")
        if user.id == slack.bot_user_id:
            await slack.invite_bot(channel, by=window.person)
        else:
            await slack.join(channel, Person(slack, user), by=window.person)


async def _use(window: Window, wanted: JsonObject) -> None:
    surface = _surface(window, wanted)
    _keep(window, surface, wanted)
    control = _control(surface, wanted)
    if control.kind == "button" and control.element.get("value", "") != wanted.get("seen", ""):
        raise DriverError(CHANGED)
    interactions = window.person.slack.interactions
    value = _value(window, surface, control, wanted.get("value"))
    told = await interactions.act(window.person.client, surface, control, value)
    await _settled(window, told)


async def _submit(window: Window, wanted: JsonObject) -> None:
    surface = _surface(window, wanted)
    assert isinstance(surface, View)
    _keep(window, surface, wanted)
    told = await window.person.slack.interactions.submit(window.person.client, surface)
    await _settled(window, told)


async def _close(window: Window, wanted: JsonObject) -> None:
    # Closing what has closed already is what somebody wanted.
    if window.modal is not None and window.modal.id == wanted.get("view"):
        await window.person.close_modal(whole_stack=bool(wanted.get("all")))


async def _shortcut(window: Window, wanted: JsonObject) -> None:
    on = None
    if wanted.get("ts"):
        message = window.find_message(str(wanted.get("channel")), str(wanted["ts"]))
        if message is None:
            raise DriverError(GONE)
        on = ShownMessage(window.person.slack, message)
    await window.person.shortcut(str(wanted["callback"]), on)


async def _dismiss(window: Window, wanted: JsonObject) -> None:
    window.dismissed.add(str(wanted["ts"]))


async def _join(window: Window, wanted: JsonObject) -> None:
    conversation = _conversation(window, str(wanted["at"]))
    if not window.is_member(conversation):
        await window.person.slack.join(Channel(window.person.slack, conversation), window.person)


async def _make_channel(window: Window, wanted: JsonObject) -> None:
    slack = window.person.slack
    name = "-".join(str(wanted["name"]).lower().replace("#", "").split())[:80]
    if not name or any(one.name == name for one in slack.world.state.conversations.values()):
        raise DriverError("Give the channel a name that no other has.")
    window.at = slack.add_channel(name, members=[window.person]).id
    window.thread = None


ACTS: dict[str, Act] = {
    "go": _go,
    "say": _say,
    "use": _use,
    "submit": _submit,
    "close": _close,
    "shortcut": _shortcut,
    "dismiss": _dismiss,
    "join": _join,
    "make_channel": _make_channel,
}


def _conversation(window: Window, channel_id: str) -> Conversation:
    found = window.person.slack.world.state.conversations.get(channel_id)
    if found is None or not window.names.sees(found):
        raise DriverError(GONE)
    return found


def _parent(window: Window) -> ShownMessage:
    message = window.find_message(window.at, window.thread or "")
    if message is None:
        raise DriverError(GONE)
    return ShownMessage(window.person.slack, message)


def _surface(window: Window, wanted: JsonObject) -> Surface:
    """Return the message, modal or Home tab that the page showed.

    Raises:
        DriverError: the person no longer has it before them.
    """
    if not wanted.get("view"):
        message = window.find_message(str(wanted.get("channel")), str(wanted.get("ts")))
        if message is None or message.is_deleted:
            raise DriverError(GONE)
        return message
    view = window.person.slack.world.state.views.get(str(wanted["view"]))
    if view is None or view not in (window.modal, window.names.state.home(window.person.id)):
        raise DriverError(FORM_GONE)
    return view


def _control(surface: Surface, wanted: JsonObject) -> Control:
    ids = (wanted.get("block"), wanted.get("action"))
    for control in controls(blocks_of(surface)):
        if (control.block_id, control.action_id) == ids:
            return control
    raise DriverError(CHANGED)


def _keep(window: Window, surface: Surface, wanted: JsonObject) -> None:
    """Keep what stands in the fields; what no longer has its field, or its option, is let go."""
    found = {(c.block_id, c.action_id): c for c in controls(blocks_of(surface))}
    for block_id, action_id, value in wanted.get("values", []):
        control = found.get((block_id, action_id))
        if control is None or control.kind in ("button", "overflow"):
            continue
        try:
            window.person.put(surface, control, None if value == "" else value)
        except DriverError:
            continue


def _value(window: Window, surface: Surface, control: Control, value: Json) -> JsonObject | None:
    if control.kind == "overflow":
        for option in options_of(control.element):
            if option["value"] == value:
                return option
        raise DriverError(CHANGED)
    if control.kind in ("button", "workflow_button"):
        return None
    return window.person.put(surface, control, None if value == "" else value)


async def _settled(window: Window, told: str | None) -> None:
    if told:
        window.person.notices.append(told)
    await window.person.slack.settle()
