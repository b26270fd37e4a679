"""The short tour for a first visit: five steps that tick themselves off when they are done."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from sandbox.log import Entry
from sandbox.page.html import tag

CLOSE, OPEN = "close", "open"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, what to do, and where that is."""

    name: str
    words: str
    where: str


STEPS = (
    Step("check_in", "Check in", "Press ⚡ Check in below the messages, fill in, save."),
    Step("place_work", "Place work", "Type /okr, press Place them, choose for each."),
    Step(
        "prompt",
        "Get the weekly prompt",
        "Press To the next thing, at the top. Read it in #checkout.",
    ),
    Step("plan_work", "Plan from a key result", "The button stands below the prompt's question."),
    Step(
        "week",
        "Move on to next week's prompt",
        "Be somebody else on the way, if you like: top left.",
    ),
)
BY_FORM = frozenset({"check_in", "place_work", "plan_work"})
TITLE, END = (
    "A week in five steps",
    ("That was a week. How a quarter begins: be Grace, and type /okr cycle in #catalogue."),
)


def tour_card(done: set[str]) -> Markup:
    """Return the card of the tour, with the step that comes next explained."""
    now = next((step for step in STEPS if step.name not in done), None)
    rows = [
        tag(
            "li",
            tag("span", step.words, tag("small", step.where) if step is now else None),
            class_="done" if step.name in done else "now" if step is now else None,
        )
        for step in STEPS
    ]
    return tag(
        "div",
        tag("h2", TITLE if now else END),
        tag("ol", rows),
        tag("button", "Close", type="button", data_step=CLOSE),
    )


def steps_in(entries: Iterable[Entry], done: set[str]) -> set[str]:
    """Return the steps that are done, judged by what passed between the bot and the stand-in.

    Args:
        entries: what happened since the last time.
        done: the steps that were done before.
    """
    found = set(done)
    for entry in entries:
        if entry.kind == "delivery" and entry.data["what"] == "view_submission":
            form = str(entry.data["payload"]["view"]["callback_id"]).partition(".")[0]
            if form in BY_FORM and '"errors"' not in str(entry.data["body"]):
                found.add(form)
        elif _is_prompt(entry):
            found.add("week" if "prompt" in found else "prompt")
    return found


def _is_prompt(entry: Entry) -> bool:
    if entry.kind != "call" or entry.data["method"] != "chat.postMessage":
        return False
    return "prompt" in str(entry.data["arguments"].get("metadata"))
