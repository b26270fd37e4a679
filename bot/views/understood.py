"""What was understood of pasted OKRs, a line each, with one tap of confidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from bot.okr.key_result import KeyResultKind
from bot.okr.numbers import format_move, format_value
from bot.okr.text import isolate
from bot.okr.understood import OkrAnswer, Understood, UnderstoodKeyResult, UnderstoodObjective
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    escape,
    field,
    modal,
    option,
    person_picker,
    section,
)
from bot.views.check_in_words import CONFIDENCE_SCALE, confidence_option, day_of
from bot.views.menus import menu
from bot.views.placement_fields import number_of
from bot.views.state import Values, choice_of, person_of

SUBMIT = "understood.save"
BACK = "understood.back"
BACK_BLOCK = "understood.back_block"
CONFIDENCE, OWNER = "confidence", "owner"
BLOCKS_PER_PAGE = 70
"""Fewer than a modal holds: more is not checked in one go, and errors need some room."""

TOGETHER = 10
"""So many key results of an objective stand on one page at least, where it has as many."""

NO_NUMBER = "no number yet"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is in what was understood: the draft, the page from 0, and how many."""

    token: str
    page: int
    page_count: int

    @property
    def is_last(self) -> bool:
        """Tell whether the next step is to save."""
        return self.page + 1 >= self.page_count


def understood_modal(
    token: UUID, understood: Understood, *, is_set_up: bool, page: int = 0
) -> View:
    """Return a page of what was understood, to be checked, and saved with the last."""
    pages = _pages(understood.objectives)
    page = min(page, len(pages) - 1)
    is_last = page == len(pages) - 1
    blocks: list[Block] = [
        *([context("Step 3 of 4")] if is_set_up else []),
        section(_question(understood.ends_on)),
    ]
    for objective in pages[page]:
        blocks.append(_objective(objective))
        for key_result in objective.key_results:
            answer = understood.answers.get(key_result.position, OkrAnswer())
            blocks.extend(_key_result(key_result, answer))
    if understood.hints and is_last:
        blocks.append(context("\n".join(f"💡 {hint}" for hint in understood.hints)))
    label = "Back to the page before" if page else "Back to the text"
    blocks.append(actions(button("Back", BACK, label=label), block_id=BACK_BLOCK))
    words = f"Understood · {page + 1} of {len(pages)}"
    return modal(
        "What I understood" if len(pages) == 1 else words,
        blocks,
        callback_id=SUBMIT,
        submit="Save" if is_last else "Next",
        private_metadata=f"{token}:{page}:{len(pages)}",
    )


def parse_page(private_metadata: str) -> Place:
    """Read where in what was understood somebody is; what makes no sense is the only page."""
    token, page, page_count = [*private_metadata.split(":"), "", ""][:3]
    return Place(token, number_of(page) or 0, number_of(page_count) or 1)


def parse_answers(values: Values) -> dict[str, OkrAnswer]:
    """Return what was chosen, by the position of the key result."""
    found: dict[str, OkrAnswer] = {}
    for block_id in values:
        name, _, position = block_id.partition(":")
        if name == CONFIDENCE:
            found[position] = OkrAnswer(
                confidence=_confidence(choice_of(values, block_id)),
                owner_slack_user_id=person_of(values, f"{OWNER}:{position}"),
            )
    return found


def _pages(objectives: Sequence[UnderstoodObjective]) -> list[list[UnderstoodObjective]]:
    """Put so much on a page as a modal holds; an objective may go on on the next one."""
    pages: list[list[UnderstoodObjective]] = [[]]
    room = BLOCKS_PER_PAGE
    for objective in objectives:
        for at in range(0, max(len(objective.key_results), 1), TOGETHER):
            part = objective.key_results[at : at + TOGETHER]
            blocks = 1 + sum(2 if one.unknown_owner else 1 for one in part)
            if blocks > room:
                pages.append([])
                room = BLOCKS_PER_PAGE
            pages[-1].append(replace(objective, key_results=part))
            room -= blocks
    return pages


def measure_words(key_result: UnderstoodKeyResult) -> str:
    """Return the numbers of a key result with the unit once: `61 → 72 %, now 66`."""
    if key_result.target is None:
        known = _number(key_result, key_result.now)
        return f"{NO_NUMBER}, now {known}" if known else NO_NUMBER
    aim = _number(key_result, key_result.target)
    now = f", now {format_value(key_result.now)}" if key_result.now is not None else ""
    if key_result.kind is KeyResultKind.KEEP_AT_LEAST:
        return f"at least {aim}{now}"
    if key_result.kind is KeyResultKind.KEEP_AT_MOST:
        return f"at most {aim}{now}"
    if key_result.start is None:
        return f"aim {aim}{now}"
    move = format_move(key_result.start, key_result.target, unit=isolate(key_result.unit))
    return f"{move}{now}"


def _question(ends_on: date) -> str:
    return (
        "Is this right? Lines without a number can be saved too.\n"
        f"*How likely is each by {day_of(ends_on)}?*  {CONFIDENCE_SCALE}"
    )


def _objective(objective: UnderstoodObjective) -> Block:
    """Return an objective with what is to be known about it, in one block: they are counted."""
    owner = f" · {escape(objective.owner, 80)}" if objective.owner else ""
    lines = [f"*{objective.number} · {escape(objective.title)}*{owner}"]
    if objective.doubt:
        lines.append(escape(objective.doubt, 500))
    if objective.unknown_owner:
        name = escape(objective.unknown_owner, 80)
        lines.append(f"{name} is not in the team, so nobody owns this yet.")
    if not objective.key_results:
        lines.append("No key result yet. The prompt asks which number would tell.")
    return section("\n".join(lines))


def _key_result(key_result: UnderstoodKeyResult, answer: OkrAnswer) -> Iterator[Block]:
    choices = [option(confidence_option(number), str(number)) for number in range(1, 11)]
    owner = f" · {isolate(key_result.owner)}" if key_result.owner else ""
    label = f"{key_result.label} {isolate(key_result.title)}: {measure_words(key_result)}{owner}"
    yield field(
        label,
        menu(
            CONFIDENCE,
            choices,
            chosen=str(answer.confidence) if answer.confidence else None,
            placeholder="How likely?",
        ),
        block_id=f"{CONFIDENCE}:{key_result.position}",
        is_optional=True,
        hint=key_result.doubt,
    )
    if key_result.unknown_owner:
        yield field(
            f"Who owns {key_result.label}?",
            person_picker(OWNER, chosen=answer.owner_slack_user_id, placeholder="Choose a person"),
            block_id=f"{OWNER}:{key_result.position}",
            is_optional=True,
            hint=f"{isolate(key_result.unknown_owner)} is not in the team, or I cannot tell who "
            "is meant.",
        )


def _number(key_result: UnderstoodKeyResult, value: Decimal | None) -> str:
    return "" if value is None else format_value(value, isolate(key_result.unit))


def _confidence(chosen: str | None) -> int | None:
    is_known = chosen in {str(number) for number in range(1, 11)}
    return int(chosen) if chosen and is_known else None
