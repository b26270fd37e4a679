"""Small builders of Block Kit dicts: they cut, escape, and keep people's text from pinging.

Plain dicts, since the SDK's models drop blocks and fields that they do not know yet.
Lengths are those of the Block Kit reference on docs.slack.dev.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.okr.text import isolate, one_line, shorten

Block = dict[str, Any]
View = dict[str, Any]

NOTICE_BLOCK = "notice"
MAX_SECTION = 3000
MAX_HEADER = 150
MAX_BUTTON = 75
MAX_OPTION = 75
MAX_TITLE = 24
MAX_LABEL = 2000
MAX_HINT = 2000
MAX_PLACEHOLDER = 150
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MAX_FALLBACK = 3900
WORD_JOINER = "\u2060"

_LOOSE_FORMATTING = re.compile(r"(?<!\w)[*_~`]+|[*_~`]+(?!\w)")


def escape(text: str, limit: int = 200) -> str:
    """Return a person's text, safe inside mrkdwn: one line, no ping, no link, no formatting.

    Characters that would format are held in place by word joiners; inside a word they stay.
    """
    safe = isolate(shorten(one_line(text), limit))
    safe = safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LOOSE_FORMATTING.sub(lambda found: WORD_JOINER.join(("", *found.group(), "")), safe)


def escape_lines(text: str, limit: int = 2500) -> str:
    """Return a person's longer text, safe inside mrkdwn, its lines kept."""
    return "\n".join(escape(line, limit) for line in shorten(text, limit).splitlines())


def plain(text: str, limit: int) -> Block:
    """Return a plain_text object; nothing in it is read as formatting or as a mention."""
    return {"type": "plain_text", "text": shorten(isolate(text), limit) or " ", "emoji": True}


def mrkdwn(text: str, limit: int = MAX_SECTION) -> Block:
    """Return a mrkdwn object of text that is already escaped; `@here` and links stay plain."""
    return {"type": "mrkdwn", "text": shorten(text, limit), "verbatim": True}


def header(text: str) -> Block:
    """Return a header of plain text."""
    return {"type": "header", "text": plain(text, MAX_HEADER)}


def section(text: str, *, accessory: Block | None = None, block_id: str | None = None) -> Block:
    """Return a section of escaped mrkdwn, with a button or menu beside it."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return _with(block, accessory=accessory, block_id=block_id)


def sections(lines: Sequence[str]) -> list[Block]:
    """Return escaped lines in as few sections as hold them."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + 1 + len(line) <= MAX_SECTION:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return [section(text) for text in texts]


def context(*texts: str, block_id: str | None = None) -> Block:
    """Return small print of escaped mrkdwn."""
    block: Block = {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}
    return _with(block, block_id=block_id)


def without_buttons(blocks: Sequence[Block]) -> list[Block]:
    """Return rows as somebody reads them who may not use their buttons."""
    return [{name: part for name, part in one.items() if name != "accessory"} for one in blocks]


def divider() -> Block:
    """Return a line across."""
    return {"type": "divider"}


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """Return a row of buttons and menus."""
    return _with({"type": "actions", "elements": list(elements)}, block_id=block_id)


def button(
    text: str,
    action_id: str,
    *,
    value: str | None = None,
    label: str | None = None,
    style: str | None = None,
    confirm: Block | None = None,
) -> Block:
    """Return a button; `label` is what a screen reader says, such as "Check in 1.2 Page load"."""
    element: Block = {"type": "button", "text": plain(text, MAX_BUTTON), "action_id": action_id}
    spoken = shorten(one_line(label), MAX_BUTTON) if label else None
    return _with(element, value=value, accessibility_label=spoken, style=style, confirm=confirm)


def confirm(title: str, text: str, *, yes: str, no: str = "Cancel") -> Block:
    """Return the question asked before something that is not easily undone."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def option(text: str, value: str, *, description: str | None = None) -> Block:
    """Return one choice of a menu, of radio buttons or of checkboxes."""
    chosen: Block = {"text": plain(one_line(text), MAX_OPTION), "value": value}
    return _with(chosen, description=plain(description, MAX_OPTION) if description else None)


def overflow(action_id: str, options: Sequence[Block]) -> Block:
    """Return a ⋯ menu of at most five choices."""
    return {"type": "overflow", "action_id": action_id, "options": list(options)}


def radio(action_id: str, options: Sequence[Block], *, chosen: str | None = None) -> Block:
    """Return radio buttons of at most ten choices."""
    first = next((one for one in options if one["value"] == chosen), None)
    element = {"type": "radio_buttons", "action_id": action_id, "options": list(options)}
    return _with(element, initial_option=first)


def checkboxes(action_id: str, options: Sequence[Block], *, chosen: Sequence[str] = ()) -> Block:
    """Return checkboxes of at most ten choices."""
    ticked = [one for one in options if one["value"] in chosen]
    element = {"type": "checkboxes", "action_id": action_id, "options": list(options)}
    return _with(element, initial_options=ticked or None)


def text_input(
    action_id: str,
    *,
    initial: str | None = None,
    placeholder: str | None = None,
    is_multiline: bool = False,
    max_length: int | None = None,
) -> Block:
    """Return a field to type into; what it begins with is cut to what it may hold."""
    element: Block = {"type": "plain_text_input", "action_id": action_id}
    return _with(
        element,
        initial_value=initial[:max_length] if initial else None,
        placeholder=plain(placeholder, MAX_PLACEHOLDER) if placeholder else None,
        multiline=is_multiline or None,
        max_length=max_length,
    )


def date_picker(action_id: str, *, initial: str | None = None) -> Block:
    """Return a date field; dates are written 2026-12-31."""
    return _with({"type": "datepicker", "action_id": action_id}, initial_date=initial)


def time_picker(action_id: str, *, initial: str | None = None) -> Block:
    """Return a time field; times are written 09:30."""
    return _with({"type": "timepicker", "action_id": action_id}, initial_time=initial)


def person_picker(
    action_id: str, *, chosen: str | None = None, placeholder: str | None = None
) -> Block:
    """Return a field for one person."""
    text = plain(placeholder, MAX_PLACEHOLDER) if placeholder else None
    element: Block = {"type": "users_select", "action_id": action_id}
    return _with(element, initial_user=chosen, placeholder=text)


def people_picker(action_id: str, *, chosen: Sequence[str] = ()) -> Block:
    """Return a field for several people."""
    element: Block = {"type": "multi_users_select", "action_id": action_id}
    return _with(element, initial_users=list(chosen) or None)


def field(
    label: str,
    element: Block,
    *,
    block_id: str,
    is_optional: bool = False,
    hint: str | None = None,
    acts_at_once: bool = False,
) -> Block:
    """Return an input with its label; `acts_at_once` tells the bot about every change."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, MAX_LABEL),
        "element": element,
        "optional": is_optional,
    }
    return _with(
        block,
        hint=plain(hint, MAX_HINT) if hint else None,
        dispatch_action=acts_at_once or None,
    )


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    submit: str | None = None,
    close: str = "Cancel",
    private_metadata: str = "",
    notify_on_close: bool = False,
) -> View:
    """Return a modal."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, MAX_TITLE),
        "close": plain(close, MAX_TITLE),
        "blocks": list(blocks),
    }
    return _with(
        view,
        submit=plain(submit, MAX_TITLE) if submit else None,
        private_metadata=private_metadata or None,
        notify_on_close=notify_on_close or None,
    )


def with_notice(view: Mapping[str, Any], sentence: str) -> View:
    """Return an open modal again with a sentence on top; what was filled in stays."""
    kept = {
        name: view[name]
        for name in (
            "type",
            "callback_id",
            "title",
            "submit",
            "close",
            "private_metadata",
            "notify_on_close",
            "external_id",
        )
        if view.get(name)
    }
    blocks = [one for one in view["blocks"] if one.get("block_id") != NOTICE_BLOCK]
    notice = section(f":warning: {escape(sentence, 1000)}", block_id=NOTICE_BLOCK)
    return {**kept, "blocks": [notice, *blocks][:VIEW_BLOCKS]}


def _with(block: Block, **given: Any) -> Block:  # noqa: ANN401 - any JSON value
    return block | {name: value for name, value in given.items() if value is not None}
