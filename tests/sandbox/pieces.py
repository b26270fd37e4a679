"""Small Block Kit pieces for the stand-in's own tests."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def option(text: str, **more: Any) -> Json:
    return {"text": plain(text), "value": text.lower(), **more}


def button(text: str = "Go", **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": text.lower(), **more}


def section(text: str = "*1.1 Completion*  66 %", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def entry(element: Json, label: str = "Value now", **more: Any) -> Json:
    return {"type": "input", "label": plain(label), "element": element, **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def typed(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "a", **more}


def choosing(kind: str, *options: Json, **more: Any) -> Json:
    return {"type": kind, "action_id": "a", "options": list(options), **more}


def modal(*blocks: Json, title: Any = "Check in", **more: Any) -> Json:
    view = {
        "type": "modal",
        "title": plain(title) if isinstance(title, str) else title,
        "submit": plain("Save"),
    }
    return {**view, "blocks": list(blocks), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}
