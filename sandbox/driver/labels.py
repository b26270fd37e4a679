"""Finding the input that a person means by how its label begins."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from sandbox.blocks.walk import controls

if TYPE_CHECKING:
    from sandbox.driver.person import Person

ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
"""Marks that keep people's text from turning ours around; nobody sees them."""


def block_of(person: Person, label: str) -> str:
    """Return the id of the one input whose label begins so; else the label as it is."""
    labels = {
        control.block_id: html.unescape(control.label).translate(ISOLATES)
        for control in controls(person.front.blocks)
        if control.is_input
    }
    exact = [block_id for block_id, known in labels.items() if known == label]
    begin_so = [block_id for block_id, known in labels.items() if known.startswith(label)]
    return next(iter([*exact, *begin_so]), label)
