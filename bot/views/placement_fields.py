"""The fields of "Where does it belong?": what depends on the answer appears in place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.okr.objective import Objective, live_key_results
from bot.okr.places import MAX_SENTENCE, Answer
from bot.okr.placing import PlacementEntry, PlaceQuestion
from bot.okr.text import one_line
from bot.views.blocks import Block, field, option, radio, text_input
from bot.views.menus import grouped_menu
from bot.views.state import Values, choice_of, text_of

ANSWER = "answer"
KEY_RESULT = "key_result"
HYPOTHESIS = "hypothesis"
REASON = "reason"
WOULD_HAVE_THOUGHT = "would_have_thought"
NOT_YET = "not_yet"
"""The choice that leaves the place open."""

HOW_WOULD_IT_MOVE = "How would the number move?"

ANSWER_WORDS: Mapping[Answer, str] = {
    Answer.SHELF: "Not now: shelf",
    Answer.DROP: "Drop it",
    Answer.ENGINEERING_HEALTH: "Engineering health",
    Answer.UPKEEP: "Upkeep",
    Answer.ANYWAY: "No objective, doing it anyway",
    Answer.KEY_RESULT: "Moves a key result",
}


@dataclass(frozen=True, slots=True)
class FieldIds:
    """Which actions the fields send.

    Args:
        on_answer, on_key_result: action ids of the two that change what is shown.
        suffix: tells the fields of one work item from those of the next, so that Slack does
            not carry an answer over to it.
    """

    on_answer: str
    on_key_result: str
    suffix: str = ""


def placement_fields(
    question: PlaceQuestion, ids: FieldIds, *, answers: Sequence[Answer], can_wait: bool = False
) -> list[Block]:
    """Return the question and the fields that its answer needs.

    Args:
        answers: what may be answered; a key result only where there is one.
        can_wait: offer "No place yet", chosen from the start; otherwise nothing is chosen.
    """
    blocks = [_answer_field(question, ids, answers, can_wait=can_wait)]
    if question.entry.answer is Answer.KEY_RESULT and question.key_results:
        blocks += _key_result_fields(question, ids)
    if question.entry.answer is Answer.ANYWAY:
        blocks.append(_sentence("Why?", REASON, question.entry.reason, ids))
    return blocks


def key_result_menu(
    objectives: Sequence[Objective],
    action_id: str,
    *,
    chosen: int | None = None,
    placeholder: str = "Choose a key result",
) -> Block:
    """Return the choice of a live key result, by its number and title, under its objective."""
    groups = [
        (
            f"{objective.number} · {objective.title}",
            [
                option(f"{one.label} {one.title}", str(one.id))
                for one in live_key_results(objective)
            ],
        )
        for objective in objectives
    ]
    return grouped_menu(
        action_id,
        groups,
        chosen=None if chosen is None else str(chosen),
        placeholder=placeholder,
    )


def parse_placement(values: Values) -> PlacementEntry:
    """Read what was answered; what cannot be understood counts as not answered."""
    answer = _choice(values, ANSWER)
    thought = choice_of(values, WOULD_HAVE_THOUGHT)
    return PlacementEntry(
        answer=Answer(answer) if answer in set(Answer) else None,
        key_result_id=number_of(_choice(values, KEY_RESULT)),
        hypothesis=text_of(values, HYPOTHESIS),
        reason=text_of(values, REASON),
        would_have_thought=None if thought is None else thought == "yes",
    )


def parse_suffix(values: Values) -> int | None:
    """Return the id of the work item that the fields were about, from their suffix."""
    return number_of(_block_id(values, ANSWER).partition(":")[2])


def number_of(text: str | None) -> int | None:
    """Read an id that came back from Slack; None when it is none."""
    is_id = text is not None and text.isascii() and text.isdecimal() and len(text) < 18
    return int(text) if text is not None and is_id else None


def _answer_field(
    question: PlaceQuestion, ids: FieldIds, answers: Sequence[Answer], *, can_wait: bool
) -> Block:
    offered = [one for one in answers if one is not Answer.KEY_RESULT or question.key_results]
    options = [option(ANSWER_WORDS[answer], answer.value) for answer in offered]
    chosen = question.entry.answer.value if question.entry.answer else None
    if can_wait:
        options.insert(0, option("No place yet", NOT_YET))
        chosen = chosen or NOT_YET
    return field(
        "Where does it belong?",
        radio(ids.on_answer, options, chosen=chosen),
        block_id=ANSWER + ids.suffix,
        acts_at_once=True,
    )


def _key_result_fields(question: PlaceQuestion, ids: FieldIds) -> list[Block]:
    chosen = question.entry.key_result_id
    blocks = [
        field(
            "Which?",
            key_result_menu(question.objectives, ids.on_key_result, chosen=chosen),
            block_id=KEY_RESULT + ids.suffix,
            acts_at_once=True,
        ),
        _sentence(HOW_WOULD_IT_MOVE, HYPOTHESIS, question.entry.hypothesis, ids),
    ]
    doubted = question.doubted
    if doubted is not None:
        asked = f"Starting from objective {doubted.number}, would you have thought of this?"
        # The id names the objective: an answer about one is none about another.
        action_id = f"{WOULD_HAVE_THOUGHT}{ids.suffix}:{doubted.id}"
        options = [option("Yes", "yes"), option("No", "no")]
        blocks.append(field(asked, radio(action_id, options), block_id=WOULD_HAVE_THOUGHT))
    return blocks


def _sentence(label: str, block_id: str, initial: str, ids: FieldIds) -> Block:
    element = text_input(block_id + ids.suffix, initial=one_line(initial), max_length=MAX_SENTENCE)
    return field(label, element, block_id=block_id)


def _choice(values: Values, name: str) -> str | None:
    return choice_of(values, _block_id(values, name))


def _block_id(values: Values, name: str) -> str:
    """Find a block by its name, with or without a suffix."""
    return next((one for one in values if one.partition(":")[0] == name), name)
