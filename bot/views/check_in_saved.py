"""What is shown after a check-in: what is needed against what the last weeks gave."""

from collections.abc import Sequence

from bot.okr.check_in_form import SavedCheckIn, SavedCheckIns
from bot.okr.progress import KeepStanding
from bot.views import check_in_words as words
from bot.views.blocks import Block, View, actions, button, context, modal, section

CALLBACK = "check_in.saved"
EDIT = "check_in.edit"
"""Its value is the token of the draft that was saved."""

MAX_ROWS = 40
LABELS_TOGETHER = 100

_KEEPS = {
    KeepStanding.HOLDING: "Holding.",
    KeepStanding.OUTSIDE: "Outside the limit.",
    KeepStanding.PAST_FLOOR: "Past the worst acceptable value.",
}


def check_in_saved_modal(saved: SavedCheckIns) -> View:
    """Say what was saved and what it means."""
    is_one = len(saved.saved) == 1 and not saved.left
    opening = "Saved." if is_one else _counted(saved)
    blocks = [
        section(opening),
        *(section(_lines(one)) for one in saved.saved[:MAX_ROWS]),
        *_others(saved.saved[MAX_ROWS:]),
    ]
    blocks.append(actions(button("Edit", EDIT, value=saved.token, label="Edit what was saved")))
    return modal("Checked in", blocks, callback_id=CALLBACK, close="Done")


def _others(saved: Sequence[SavedCheckIn]) -> list[Block]:
    """Name the rest by number alone; the history of each has what was said."""
    labels = [one.label for one in saved]
    rows = [labels[at : at + LABELS_TOGETHER] for at in range(0, len(labels), LABELS_TOGETHER)]
    return [context(f"Saved, too: {', '.join(row)}") for row in rows]


def _counted(saved: SavedCheckIns) -> str:
    left = f", {saved.left} left as {'it was' if saved.left == 1 else 'they were'}"
    return f"{len(saved.saved)} saved{left if saved.left else ''}."


def _lines(saved: SavedCheckIn) -> str:
    lines = (_headline(saved), _meaning(saved), _question(saved))
    return "\n".join(line for line in lines if line)


def _headline(saved: SavedCheckIn) -> str:
    check_in = saved.check_in
    confidence = f"{check_in.confidence}/10" if check_in.confidence else ""
    parts = (
        words.moved(saved.key_result, saved.before, check_in),
        f"{confidence}{words.change_of(saved.confidence_change)}" if confidence else "",
        "stuck: first at planning" if check_in.is_stuck else "",
    )
    said = " · ".join(part for part in parts if part)
    return f"{words.title_of(saved.label, saved.key_result)}  {said or 'note saved'}"


def _meaning(saved: SavedCheckIn) -> str:
    if saved.is_reached:
        return "The aim is reached."
    if saved.keep is not None:
        return _KEEPS[saved.keep]
    return words.pace_sentence(saved.key_result, saved.pace) if saved.pace else ""


def _question(saved: SavedCheckIn) -> str:
    """Ask where two numbers disagree; the words need no answer."""
    if saved.disagrees:
        return f"{saved.confidence}/10, yet behind: what do you see?"
    return saved.hint or ""
