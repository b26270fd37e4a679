"""Messages as HTML: who said it, when by the reader's clock, what it says, and what one can do."""

from datetime import date
from itertools import groupby

from markupsafe import Markup

from sandbox.page.blocks import draw
from sandbox.page.fields import Look
from sandbox.page.html import join, tag
from sandbox.page.mrkdwn import mrkdwn
from sandbox.page.window import Window
from sandbox.state import Conversation, Message, User


def by_day(window: Window, conversation: Conversation) -> Markup:
    """Return the messages of a conversation with a line for each day."""
    found = window.messages(conversation)
    return join(
        [
            join([_day_line(day), [message(window, conversation, one) for one in said]])
            for day, said in groupby(found, key=lambda m: _day(window, m))
        ]
    )


def message(
    window: Window, conversation: Conversation, said: Message, *, in_thread: bool = False
) -> Markup:
    """Return one message."""
    author = window.names.state.users[said.user]
    return tag(
        "article",
        avatar(author),
        tag(
            "div",
            _head(window, said, author),
            _body(window, said),
            None if in_thread else _replies(window, conversation, said),
            class_="message-body",
        ),
        _tools(window, said, in_thread=in_thread),
        class_=f"message{' private' if said.ephemeral_to else ''}",
        id=f"message-{said.ts}{'-thread' if in_thread else ''}",
        data_channel=said.channel,
        data_ts=said.ts,
        tabindex=-1,
    )


def avatar(user: User) -> Markup:
    """Return the square that stands for somebody: a letter on a colour of their own."""
    if user.is_bot:
        return tag("span", "◎", class_="avatar bot", aria_hidden="true")
    hue = sum(map(ord, user.id + user.name)) * 47 % 360
    return tag("span", user.real_name[:1], class_="avatar", style=f"--h:{hue}", aria_hidden="true")


def _head(window: Window, said: Message, author: User) -> Markup:
    at = window.names.instant(said.shown_at)
    return tag(
        "div",
        tag("strong", author.real_name),
        tag("span", "APP", class_="badge") if author.is_bot else None,
        tag("time", f"{at:%H:%M}", datetime=at.isoformat()),
        tag("span", "Only visible to you", class_="quiet") if said.ephemeral_to else None,
        class_="message-head",
    )


def _body(window: Window, said: Message) -> Markup:
    edited = tag("span", " (edited)", class_="quiet") if said.edited_ts else None
    if not said.blocks:
        return tag("div", mrkdwn(said.text, window.names), edited, class_="said")
    look = Look(window.names, said.entries.get(window.person.id, {}))
    return join([draw(said.blocks, look), edited])


def _replies(window: Window, conversation: Conversation, said: Message) -> Markup | None:
    count = len(window.replies(conversation, said.ts))
    if not count:
        return None
    words = f"{count} {'reply' if count == 1 else 'replies'}"
    return tag("button", words, type="button", class_="link", data_thread=said.ts)


def _tools(window: Window, said: Message, *, in_thread: bool) -> Markup:
    if said.ephemeral_to:
        return tag(
            "div", tag("button", "Dismiss", type="button", data_dismiss=said.ts), class_="tools"
        )
    shortcuts = [
        tag("button", one["name"], type="button", data_shortcut=one["callback_id"])
        for one in window.names.state.app.shortcuts
        if one["type"] == "message"
    ]
    reply = tag("button", "Reply", type="button", data_thread=said.ts)
    more = tag(
        "details",
        tag("summary", "⋯", aria_label="More actions"),
        tag("div", shortcuts, class_="menu"),
    )
    return tag("div", None if in_thread else reply, more if shortcuts else None, class_="tools")


def _day(window: Window, said: Message) -> date:
    return window.names.instant(said.shown_at).date()


def _day_line(day: date) -> Markup:
    return tag("h3", f"{day:%A}, {day.day} {day:%B}", class_="day")
