"""Place them: one work item at a time, each skippable, nothing suggested."""

from bot.okr.places import Answer
from bot.okr.placing import Sitting
from bot.okr.work_item import WorkItem
from bot.views.blocks import Block, View, actions, button, escape, modal, section
from bot.views.placement_fields import FieldIds, placement_fields
from bot.views.work_words import age_line, work_title

OPEN = "place_work.open"
"""Its value is a team's id, or empty for the channel's team."""

OPEN_ONE = "place_work.open_one"
"""A button for one work item; its value is the work item's id."""

CHOOSE = "place_work.choose"
CHOOSE_KEY_RESULT = "place_work.choose_key_result"
SKIP = "place_work.skip"
UNDO = "place_work.undo"
RESUME = "place_work.resume"
SUBMIT = "place_work.submit"
DONE = "place_work.done"

ALL_PLACED = "Everything in play has a place."
_TALLY_WORDS = {
    Answer.KEY_RESULT: "linked",
    Answer.ANYWAY: "anyway",
    Answer.ENGINEERING_HEALTH: "engineering health",
    Answer.UPKEEP: "upkeep",
    Answer.SHELF: "shelved",
    Answer.DROP: "dropped",
}


def place_button(team_id: int) -> Block:
    """Return the button that starts placing what a team has in play without a place."""
    label = "Place the work that has no place yet"
    return button("Place them", OPEN, value=str(team_id), label=label)


def place_work_modal(sitting: Sitting) -> View:
    """Return the work item that is asked about, or at the end what became of all of them."""
    if sitting.work_item is None:
        return _end_modal(sitting)
    return _step_modal(sitting, sitting.work_item)


def _step_modal(sitting: Sitting, work_item: WorkItem) -> View:
    is_older = sitting.question.is_older_than_all
    facts = age_line(work_item, now=sitting.now, zone=sitting.team.zone, is_older=is_older)
    ids = FieldIds(CHOOSE, CHOOSE_KEY_RESULT, f":{work_item.id}")
    title = f"*{work_title(work_item.title, work_item.link)}*"
    buttons = [
        button("Skip", SKIP, value=str(work_item.id), label=f"Skip {work_item.title}"),
        *_undo(sitting),
    ]
    blocks = [
        *_notice(sitting),
        section(f"{title}\n{facts}"),
        *placement_fields(sitting.question, ids, answers=tuple(Answer)),
        actions(*buttons),
    ]
    return modal(
        f"Place work · {sitting.number} of {sitting.total}",
        blocks,
        callback_id=SUBMIT,
        submit="Save, next" if sitting.left else "Save",
        private_metadata=sitting.token,
    )


def _end_modal(sitting: Sitting) -> View:
    buttons = [*_undo(sitting), *_again(sitting)]
    blocks = [*_notice(sitting), section(_summary(sitting))]
    if buttons:
        blocks.append(actions(*buttons))
    return modal(
        "Place work", blocks, callback_id=DONE, close="Close", private_metadata=sitting.token
    )


def _summary(sitting: Sitting) -> str:
    """Say what became of how many: `1 linked, 1 anyway, 1 skipped.`"""
    if sitting.total == 0:
        return ALL_PLACED
    parts = [
        f"{sitting.tally[answer]} {words}"
        for answer, words in _TALLY_WORDS.items()
        if sitting.tally.get(answer)
    ]
    if sitting.skipped:
        parts.append(f"{sitting.skipped} skipped")
    return ", ".join(parts) + "." if parts else "Nothing was changed."


def _undo(sitting: Sitting) -> list[Block]:
    return [button("Undo", UNDO, label="Undo the last answer")] if sitting.undoable else []


def _again(sitting: Sitting) -> list[Block]:
    """Lead back to what was skipped."""
    if sitting.skipped_left:
        label = f"Place the {sitting.skipped_left} skipped now"
        return [button("Place skipped", RESUME, label=label)]
    return []


def _notice(sitting: Sitting) -> list[Block]:
    return [section(escape(sitting.notice))] if sitting.notice else []
