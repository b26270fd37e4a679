"""The parts of the page, each drawn on its own: the script replaces those that changed."""

import json
from collections.abc import Callable

from markupsafe import Markup

from sandbox.blocks.inputs import state_values
from sandbox.blocks.walk import text_of
from sandbox.page.blocks import draw
from sandbox.page.fields import Look
from sandbox.page.html import Child, join, tag
from sandbox.page.messages import avatar, by_day, message
from sandbox.page.names import completions
from sandbox.page.window import HOME, Window
from sandbox.state import Conversation, View, is_person

NOTHING = "Nothing here yet."


def sidebar(window: Window) -> Markup:
    """Return who one is, the channels, and the app."""
    state = window.names.state
    app = state.app.name
    dm = state.dm(window.person.id)
    return join(
        [
            tag("h1", state.team_name),
            _people(window),
            tag("h2", "Channels"),
            tag("ul", [_channel(window, one) for one in window.conversations]),
            tag("button", "+ Add a channel", type="button", id="add-channel", class_="place quiet"),
            tag("h2", "Apps"),
            tag("ul", tag("li", _place(window, HOME, f"◎ {app}", is_unread=False))),
            tag("ul", tag("li", _place(window, dm.id, "Messages", is_unread=window.is_unread(dm))))
            if dm
            else None,
        ]
    )


def main(window: Window) -> Markup:
    """Return the conversation, or Home, and where to type."""
    place = window.place
    if place is None:
        return _home(window)
    return join(
        [
            _header(window, place),
            tag(
                "div",
                by_day(window, place) or tag("p", NOTHING, class_="quiet empty"),
                class_="messages",
                id="messages",
                role="log",
                aria_label="Messages",
                # What scrolls can be reached by keyboard.
                tabindex=0,
                data_place=place.id,
            ),
            _composer(window, place),
        ]
    )


def thread(window: Window) -> Markup:
    """Return the open thread; nothing when none is open."""
    place = window.place
    parent = window.find_message(place.id, window.thread or "") if place else None
    if place is None or parent is None:
        return Markup("")
    replies = window.replies(place, parent.ts)
    return join(
        [
            tag(
                "header",
                tag("h2", "Thread"),
                tag("button", "✕", type="button", data_thread="", aria_label="Close the thread"),
            ),
            tag(
                "div",
                message(window, place, parent, in_thread=True),
                [message(window, place, one, in_thread=True) for one in replies],
                class_="messages",
                id="replies",
                role="log",
                aria_label="Replies",
                tabindex=0,
                data_place=parent.ts,
            ),
            _composer(window, place, in_thread=True),
        ]
    )


def modal(window: Window) -> Markup:
    """Return the visible modal; nothing when none is open."""
    view = window.modal
    if view is None:
        return Markup("")
    body = view.body
    values = state_values(body["blocks"], view.entries, view.channel)
    submit = text_of(body["submit"])
    return tag(
        "form",
        tag(
            "header",
            avatar(window.names.state.users[window.names.state.app.bot_user]),
            tag("h2", text_of(body["title"]), id="modal-title"),
            tag("button", "✕", type="button", data_close="all", aria_label="Close"),
        ),
        tag("div", draw(body["blocks"], Look(window.names, values, view.errors)), class_="body"),
        tag(
            "footer",
            tag("button", text_of(body["close"]) or "Cancel", type="button", data_close="top"),
            tag("button", submit, type="submit", class_="primary") if submit else None,
        ),
        id="modal-form",
        data_view=view.id,
        data_hash=view.hash,
        novalidate=True,
    )


def notices(window: Window) -> Markup:
    """Return what Slack's client has to say since the last time."""
    return join([tag("p", _told(notice)) for notice in window.news()])


Region = Callable[[Window], Markup]
REGIONS: dict[str, Region] = {
    "sidebar": sidebar,
    "main": main,
    "thread": thread,
    "modal": modal,
    "notices": notices,
}


def _people(window: Window) -> Markup:
    users = sorted(window.names.state.users.values(), key=lambda user: user.real_name)
    options = [
        tag(
            "option",
            user.real_name + (" (guest)" if user.is_restricted else ""),
            value=user.id,
            selected=user.id == window.person.id,
        )
        for user in users
        if is_person(user)
    ]
    return tag("label", tag("span", "You are"), tag("select", options, id="who"), class_="who")


def _channel(window: Window, conversation: Conversation) -> Markup:
    sign = "🔒" if conversation.is_private else "#"
    return tag(
        "li",
        _place(
            window,
            conversation.id,
            f"{sign} {conversation.name}",
            is_unread=window.is_unread(conversation),
        ),
    )


def _place(window: Window, at: str, words: str, *, is_unread: bool) -> Markup:
    return tag(
        "button",
        words,
        tag("span", "new", class_="new") if is_unread else None,
        type="button",
        class_="place",
        data_at=at,
        aria_current="page" if at == window.at else None,
    )


def _header(window: Window, place: Conversation) -> Markup:
    if place.is_im:
        return _app_header(window)
    people = sum(not window.names.state.users[one].is_bot for one in place.members)
    is_alone = window.names.state.app.bot_user not in place.members
    return tag(
        "header",
        tag("h2", f"{'🔒' if place.is_private else '#'} {place.name}"),
        tag("span", f"{people} {'member' if people == 1 else 'members'}", class_="quiet"),
        tag("span", "okrbot is not here yet: /invite @okrbot", class_="quiet")
        if is_alone
        else None,
    )


def _app_header(window: Window) -> Markup:
    dm = window.names.state.dm(window.person.id)
    tabs = [(HOME, "Home"), *([(dm.id, "Messages")] if dm else [])]
    return tag(
        "header",
        tag("h2", window.names.state.app.name),
        tag("nav", [_place(window, at, words, is_unread=False) for at, words in tabs]),
    )


def _home(window: Window) -> Markup:
    view: View | None = window.names.state.home(window.person.id)
    drawn: Child = tag("p", NOTHING, class_="quiet")
    if view is not None:
        values = state_values(view.body["blocks"], view.entries)
        drawn = draw(view.body["blocks"], Look(window.names, values))
    return join(
        [
            _app_header(window),
            tag("div", drawn, class_="home", data_view=view.id if view else None),
        ]
    )


def _composer(window: Window, place: Conversation, *, in_thread: bool = False) -> Markup | None:
    if place.is_im:
        return None
    if not window.is_member(place):
        return tag(
            "div",
            tag(
                "button", f"Join #{place.name}", type="button", data_join=place.id, class_="primary"
            ),
            class_="composer",
        )
    words = "Reply" if in_thread else f"Message #{place.name}, or type /okr"
    shortcuts = [
        tag("button", f"⚡ {one['name']}", type="button", data_shortcut=one["callback_id"])
        for one in window.names.state.app.shortcuts
        if one["type"] == "global" and not in_thread
    ]
    return tag(
        "form",
        tag(
            "input",
            type="text",
            name="text",
            placeholder=words,
            aria_label=words,
            autocomplete="off",
            id="reply" if in_thread else "say",
            maxlength=12000,
            role="combobox",
            aria_autocomplete="list",
            aria_expanded="false",
            aria_controls="completions",
            data_names=json.dumps(completions(window.names), ensure_ascii=False),
        ),
        tag("button", "Send", type="submit", class_="primary"),
        tag("div", shortcuts, class_="shortcuts") if shortcuts else None,
        class_="composer",
        data_in_thread=in_thread,
    )


def _told(notice: str) -> str:
    """Return a notice in words; Slack names the faults of an app by a code."""
    is_code = notice.isidentifier() and "_" in notice
    return f"okrbot did not answer as it should ({notice}). Try again." if is_code else notice
