"""Finding the element a person means, by what they can see of it."""

import re

from sandbox.blocks.walk import Control, controls, options_of, text_of
from sandbox.errors import DriverError
from sandbox.json_types import JsonObject

BUTTONS = frozenset({"button", "icon_button", "workflow_button"})


def names_of(control: Control) -> set[str]:
    """Return everything by which a person or test may call an element."""
    element = control.element
    names = {
        control.label,
        control.action_id,
        control.block_id,
        str(element.get("accessibility_label", "")),
        text_of(element.get("placeholder")),
    }
    return {name.strip() for name in names if name.strip()}


def find_control(
    blocks: list[JsonObject],
    name: str,
    *,
    within: str | None = None,
    at: int | None = None,
    kinds: frozenset[str] | None = None,
    without: frozenset[str] = frozenset(),
) -> Control:
    """Return the one element called by this name.

    Args:
        within: text of its block, of the heading before it, or its accessibility label.
        at: which one, from 0, when several are alike.

    Raises:
        DriverError: when there is none or more than one, naming the choices.
    """
    usable = [
        c for c in controls(blocks) if (kinds is None or c.kind in kinds) and c.kind not in without
    ]
    found = [c for c in usable if name.strip() in names_of(c)]
    if within is not None:
        found = [c for c in found if _stands_within(c, within)]
    if at is not None and at < len(found):
        return found[at]
    if len(found) == 1:
        return found[0]
    choices = "\n".join(f"  {described(c)}" for c in (found or usable)) or "  (nothing)"
    problem = "several elements are" if found else "no element is"
    inside = f" within {within!r}" if within else ""
    raise DriverError(f"{problem} called {name!r}{inside}; choices:\n{choices}")


def find_option_menu(
    blocks: list[JsonObject], option: str, *, within: str | None = None, at: int | None = None
) -> Control:
    """Return the one overflow menu that offers an option.

    Raises:
        DriverError: when there is none or more than one.
    """
    menus = [c for c in controls(blocks) if c.kind == "overflow" and option in option_texts(c)]
    if within is not None:
        menus = [c for c in menus if _stands_within(c, within)]
    if at is not None and at < len(menus):
        return menus[at]
    if len(menus) == 1:
        return menus[0]
    choices = "\n".join(f"  {described(c)}: {option_texts(c)}" for c in controls(blocks))
    raise DriverError(f"{len(menus)} menus offer {option!r}; all elements:\n{choices}")


def option_texts(control: Control) -> list[str]:
    """Return the texts of the options an element offers."""
    return [text_of(option.get("text")) for option in options_of(control.element)]


def described(control: Control) -> str:
    """Return one line about an element for an error message."""
    heading = control.heading.splitlines()[0][:60] if control.heading else ""
    spoken = control.element.get("accessibility_label")
    extra = f", accessibility_label {spoken!r}" if spoken else ""
    return (
        f"{control.kind} {control.label!r} (action_id {control.action_id!r}, "
        f"block_id {control.block_id!r}{extra}) under {heading!r}"
    )


def _stands_within(control: Control, within: str) -> bool:
    pattern = re.compile(rf"(?<![\w.]){re.escape(within)}(?![\w]|\.\d)")
    places = [
        control.heading,
        control.block_id,
        str(control.element.get("accessibility_label")),
        text_of(control.block.get("text")),
        text_of(control.block.get("label")),
    ]
    return any(pattern.search(place) for place in places)
