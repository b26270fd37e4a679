"""Where work belongs: what each answer needs, and which work is asked about at all."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from bot.okr.errors import FormError
from bot.okr.work_item import Place, WorkItem, WorkState

MAX_SENTENCE = 500
NOT_THOUGHT_OF = "Fair. Shelf, or doing it anyway?"


class Answer(StrEnum):
    """What a person may answer to "Where does it belong?", in the order shown."""

    SHELF = "shelf"
    DROP = "drop"
    ENGINEERING_HEALTH = "engineering_health"
    UPKEEP = "upkeep"
    ANYWAY = "anyway"
    KEY_RESULT = "key_result"


_OUTCOMES: dict[Answer, tuple[WorkState, Place | None]] = {
    Answer.SHELF: (WorkState.SHELVED, None),
    Answer.DROP: (WorkState.DROPPED, None),
    Answer.ENGINEERING_HEALTH: (WorkState.OPEN, Place.ENGINEERING_HEALTH),
    Answer.UPKEEP: (WorkState.OPEN, Place.UPKEEP),
    Answer.ANYWAY: (WorkState.OPEN, Place.ANYWAY),
    Answer.KEY_RESULT: (WorkState.OPEN, Place.KEY_RESULT),
}


def outcome_of(answer: Answer) -> tuple[WorkState, Place | None]:
    """Say what a work item becomes by an answer."""
    return _OUTCOMES[answer]


def must_ask_origin(created_at: datetime, objective_activated_at: datetime | None) -> bool:
    """Tell whether a work item is older than the objective it is said to serve.

    Then its place may be a label for what was wanted anyway, and people are asked: "Starting from
    objective 1, would you have thought of this?" What is not active yet is younger than all work.
    """
    return objective_activated_at is None or created_at < objective_activated_at


def check_placement(
    answer: Answer | None,
    *,
    key_result_id: int | None = None,
    hypothesis: str = "",
    reason: str = "",
    would_have_thought: bool | None = None,
    asks_origin: bool = False,
) -> None:
    """Refuse an answer that leaves out what it needs.

    Args:
        asks_origin: as `must_ask_origin` says about the chosen key result's objective.
        would_have_thought: None while not answered; no is never a link to a key result.

    Raises:
        FormError: with the fields `answer`, `key_result`, `hypothesis`, `would_have_thought`,
            `reason`.
    """
    fields: dict[str, str] = {}
    if answer is None:
        fields["answer"] = "Choose where it belongs, or skip it."
    if answer is Answer.ANYWAY:
        fields |= _check_sentence("reason", reason, "Say why you are doing it anyway.")
    if answer is Answer.KEY_RESULT:
        if key_result_id is None:
            fields["key_result"] = "Choose which key result it moves."
        fields |= _check_sentence("hypothesis", hypothesis, "Say how the number would move.")
        if asks_origin and would_have_thought is None:
            fields["would_have_thought"] = "Answer yes or no. Both are fine."
        if asks_origin and would_have_thought is False:
            fields["would_have_thought"] = NOT_THOUGHT_OF
    if fields:
        raise FormError(fields)


def is_in_play(work_item: WorkItem, *, is_planned: bool) -> bool:
    """Tell whether work is open and started: assigned, in progress, or planned by someone.

    Args:
        is_planned: somebody planned it for the current round.
    """
    is_started = work_item.started_at is not None or work_item.owner_id is not None
    return work_item.state is WorkState.OPEN and (is_started or is_planned)


def current_place(
    work_item: WorkItem,
    *,
    live_key_results: Collection[int],
    anyway_this_cycle: Collection[int],
) -> Place | None:
    """Say which place still holds in this cycle.

    *Anyway* holds for the cycle it was said in; a key result while it is live.

    Args:
        live_key_results: ids of the live key results of the team's cycle.
        anyway_this_cycle: ids of the work items that were placed *anyway* in this cycle.
    """
    if work_item.place is Place.ANYWAY and work_item.id not in anyway_this_cycle:
        return None
    if work_item.place is Place.KEY_RESULT and work_item.key_result_id not in live_key_results:
        return None
    return work_item.place


def needs_place(
    work_item: WorkItem,
    *,
    is_planned: bool,
    live_key_results: Collection[int],
    anyway_this_cycle: Collection[int],
) -> bool:
    """Tell whether people are asked where work belongs: only work in play ever is."""
    place = current_place(
        work_item, live_key_results=live_key_results, anyway_this_cycle=anyway_this_cycle
    )
    return place is None and is_in_play(work_item, is_planned=is_planned)


def _check_sentence(field: str, text: str, missing: str) -> dict[str, str]:
    if not text.strip():
        return {field: missing}
    if len(text) > MAX_SENTENCE:
        return {field: f"That is too long. Use at most {MAX_SENTENCE} characters."}
    return {}
