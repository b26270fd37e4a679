"""The one document of the page: its frame, into which the parts are put."""

from collections.abc import Mapping

from markupsafe import Markup

from sandbox.page.html import join, tag
from sandbox.page.window import Window

FRAME: Mapping[str, Mapping[str, str]] = {
    "clock": {"name": "div", "label": "Clock"},
    "sidebar": {"name": "nav", "label": "Channels and people"},
    "main": {"name": "main", "label": "Conversation"},
    "thread": {"name": "aside", "label": "Thread"},
    "tour": {"name": "section", "label": "A short tour"},
}
NO_SCRIPT = "This page needs JavaScript, as Slack does."


def document(window: Window, parts: Mapping[str, Markup]) -> str:
    """Return the whole page as HTML."""
    frame = [
        tag(one["name"], parts[name], id=name, aria_label=one["label"])
        for name, one in FRAME.items()
        if name in parts
    ]
    body = tag(
        "body",
        tag("noscript", NO_SCRIPT),
        frame,
        tag("dialog", parts["modal"], id="modal", aria_labelledby="modal-title"),
        tag("dialog", id="confirm", aria_labelledby="confirm-title"),
        tag("ul", id="completions", role="listbox", aria_label="Names", hidden=True),
        tag("div", parts["notices"], id="notices", role="status"),
        data_window=window.id,
        data_address=window.address,
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{window.names.state.team_name} · okrbot"),
        tag("link", rel="stylesheet", href="/static/page.css"),
        tag("link", rel="icon", href="data:,"),
        tag("script", src="/static/page.js", type="module"),
    )
    return Markup("<!doctype html>") + tag("html", join([head, body]), lang="en")
