"""Compares what people can read with what the model owes them, and says what differs."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from sandbox.quarter.model.facts import Prompt, Row
from sandbox.walkthrough.failure import StepFailedError

MOST_FOCUS = 3


class Judge:
    """Holds what was seen against what is owed.

    Attributes:
        checked: how many facts were found to be so.
    """

    def __init__(self) -> None:
        self.checked = 0

    def same(self, what: str, owed: object, seen: object) -> None:
        """Check that people can read what they are owed.

        Args:
            what: the week, the team and the message, for whoever reads the failure.

        Raises:
            StepFailedError: they read something else; it names every difference.
        """
        found = [
            f"{where}: expected {one}, seen {other}" for where, one, other in _differ(owed, seen)
        ]
        if found:
            raise StepFailedError(f"{what} is not as product.md says", "\n".join(found))
        self.checked += _count(owed)

    def prompt(self, what: str, owed: Prompt, seen: Prompt) -> None:
        """Check a prompt; what to talk about first is a choice of what may ask for talk.

        Raises:
            StepFailedError: it differs.
        """
        stuck = [row.number for row in owed.rows if row.stuck and row.number in owed.focus]
        first = seen.focus[: len(stuck[:MOST_FOCUS])]
        self.same(f"{what}, how much to talk about first", _most(owed.focus), len(seen.focus))
        self.same(f"{what}, who is stuck comes first", set(stuck[:MOST_FOCUS]), set(first))
        others = set(seen.focus) - set(owed.focus)
        self.same(f"{what}, what nobody needs to talk about", set(), others)
        self.same(what, _without_focus(owed), _without_focus(seen))


def _most(focus: tuple[str, ...]) -> int:
    return min(len(focus), MOST_FOCUS)


def _without_focus(prompt: Prompt) -> Prompt:
    parts = {one.name: getattr(prompt, one.name) for one in fields(prompt)}
    return Prompt(**parts | {"focus": ()})


def _differ(owed: object, seen: object, where: str = "") -> Iterator[tuple[str, object, object]]:
    """Yield what differs, and where it stands."""
    if is_dataclass(owed) and is_dataclass(seen) and type(owed) is type(seen):
        name = f"{where} {owed.number}" if isinstance(owed, Row) else where
        for one in fields(owed):
            place = f"{name} {one.name}".strip()
            yield from _differ(getattr(owed, one.name), getattr(seen, one.name), place)
    elif _are_rows(owed) and _are_rows(seen) and len(owed) == len(seen):  # type: ignore[arg-type]
        for one_row, other in zip(owed, seen, strict=True):  # type: ignore[call-overload]
            yield from _differ(one_row, other, where)
    elif _plain(owed) != _plain(seen):
        yield where or "it", _plain(owed), _plain(seen)


def _are_rows(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(one, Row) for one in value)


def _plain(value: object) -> object:
    return {str(key): one for key, one in value.items()} if isinstance(value, Mapping) else value


def _count(owed: object) -> int:
    if is_dataclass(owed):
        return sum(_count(getattr(owed, one.name)) for one in fields(owed))
    if isinstance(owed, tuple | Mapping | Counter):
        return sum(_count(one) for one in owed) or 1
    return 1
