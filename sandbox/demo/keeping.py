"""What the demo keeps between two runs: the workspace, its clock and how far the tour went."""

import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from sandbox.state import State

NAME = "workspace.json"
UNREADABLE = "What the demo kept cannot be read. `make demo-reset` begins anew."


class UnreadableError(Exception):
    """What was kept is of no use; the text says what to do."""


@dataclass(slots=True)
class Kept:
    """Everything of the demo that is not in the bot's database.

    Attributes:
        now: the instant of the demo's clock.
        tour: the steps that were done.
    """

    state: State
    now: datetime
    tour: set[str] = field(default_factory=set)
    is_tour_closed: bool = False


_ADAPTER = TypeAdapter(Kept)


def save(folder: Path, kept: Kept) -> None:
    """Write everything, whole or not at all.

    Windows are gone after a restart, and with them open modals; so are earlier versions of
    edited messages, private answers, and the right to open a modal.
    """
    data = _ADAPTER.dump_python(kept, mode="json")
    state = data["state"]
    homes = set(state["homes"].values())
    state["views"] = {found: view for found, view in state["views"].items() if found in homes}
    state["stacks"], state["triggers"], state["response_urls"] = {}, {}, {}
    for conversation in state["conversations"].values():
        conversation["ephemerals"] = []
        for message in conversation["messages"].values():
            message["edits"] = []
    part = folder / f"{NAME}.part"
    part.write_bytes(_ADAPTER.dump_json(_ADAPTER.validate_python(data)))
    part.chmod(0o600)
    part.replace(folder / NAME)
    _sync(folder)


def load(folder: Path) -> Kept | None:
    """Return what was kept; None when there is nothing yet.

    Raises:
        UnreadableError: it is damaged, or of another version.
    """
    path = folder / NAME
    if not path.exists():
        return None
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except ValidationError:
        raise UnreadableError(UNREADABLE) from None


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
