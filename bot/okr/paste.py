"""Paste your OKRs: free text to drafts, never guessing what it does not understand."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.okr.errors import FormError
from bot.okr.key_result import KeyResultKind
from bot.okr.paste_line import read_line, split_owner
from bot.okr.paste_outline import Line, read_outline
from bot.okr.text import shorten

MAX_TITLE = 200
MAX_OBJECTIVES = 20
MAX_KEY_RESULTS = 20
CUT_SENTENCE = f"The title was longer than {MAX_TITLE} characters and is cut. Check how it ends."


@dataclass(frozen=True, slots=True)
class PastedKeyResult:
    """A key result as understood.

    Args:
        doubt: what was not understood and what to do about it.
    """

    title: str
    kind: KeyResultKind
    start: Decimal | None
    target: Decimal | None
    now: Decimal | None
    unit: str
    owner_name: str | None
    owner_slack_user_id: str | None
    doubt: str | None

    @property
    def has_number(self) -> bool:
        """Tell whether there is an aim to move towards."""
        return self.target is not None


@dataclass(frozen=True, slots=True)
class PastedObjective:
    """An objective as understood, with its key results in the order of the text."""

    title: str
    owner_name: str | None
    owner_slack_user_id: str | None
    doubt: str | None
    key_results: tuple[PastedKeyResult, ...]


def parse_paste(text: str) -> tuple[PastedObjective, ...]:
    """Understand pasted OKRs.

    An unindented line is an objective; a bullet, an indent or "KR" makes a key result. Where
    even the first line has a bullet, the text is an outline and its outer level are objectives.

    Raises:
        FormError: with the field `text`: nothing there, too much, or a key result comes first.
    """
    drafts: list[tuple[Line, list[PastedKeyResult]]] = []
    for line, is_objective in read_outline(text):
        if is_objective:
            drafts.append((line, []))
        elif drafts:
            drafts[-1][1].append(_key_result(line))
        else:
            raise FormError({"text": _no_objective(line)})
    _check_size(drafts)
    return tuple(_objective(line, key_results) for line, key_results in drafts)


def _objective(line: Line, key_results: Sequence[PastedKeyResult]) -> PastedObjective:
    bare, owner = split_owner(line.content)
    title, doubt = _cut(bare or line.content)
    return PastedObjective(title, owner.name, owner.slack_user_id, doubt, tuple(key_results))


def _key_result(line: Line) -> PastedKeyResult:
    measure, owner = read_line(line.content)
    title, cut = _cut(measure.title or line.content)
    doubts = [doubt for doubt in (measure.doubt, cut) if doubt]
    return PastedKeyResult(
        title=title,
        kind=measure.kind,
        start=measure.start,
        target=measure.target,
        now=measure.now,
        unit=measure.unit,
        owner_name=owner.name,
        owner_slack_user_id=owner.slack_user_id,
        doubt=" ".join(doubts) or None,
    )


def _cut(title: str) -> tuple[str, str | None]:
    short = shorten(title, MAX_TITLE)
    return short, None if short == title else CUT_SENTENCE


def _no_objective(line: Line) -> str:
    return (
        f'Line {line.number}, "{shorten(line.content, 40)}", is a key result without an objective.'
        " Put its objective on a line of its own above it."
    )


def _check_size(drafts: Sequence[tuple[Line, Sequence[PastedKeyResult]]]) -> None:
    if not drafts:
        raise FormError({"text": "Paste at least one objective, on a line of its own."})
    if len(drafts) > MAX_OBJECTIVES:
        raise FormError(
            {
                "text": f"These are {len(drafts)} objectives. Paste at most {MAX_OBJECTIVES}"
                " at a time, and start each key result with a dash."
            }
        )
    for line, key_results in drafts:
        if len(key_results) > MAX_KEY_RESULTS:
            raise FormError(
                {
                    "text": f'"{shorten(line.content, 40)}" has {len(key_results)} key results.'
                    f" Paste at most {MAX_KEY_RESULTS} for each objective."
                }
            )
