"""Start fresh: what goes to the shelf, the count above fifty, and afterwards the way back."""

from collections.abc import Sequence

from bot.okr.fresh_start import (
    MAX_TYPED,
    BroughtBack,
    FreshPreview,
    SetAside,
    must_type,
)
from bot.okr.text import age, count_of, list_and
from bot.okr.work_item import WorkSource
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    checkboxes,
    context,
    divider,
    escape,
    field,
    modal,
    option,
    section,
    text_input,
)
from bot.views.shelf_button import shelf_button
from bot.views.state import Values, is_ticked, text_of
from bot.views.times import day_words

OPEN = "start_fresh.open"
"""Its value is a team's id, or empty for the channel's team."""

CHOOSE = "start_fresh.choose"
SUBMIT = "start_fresh.submit"
DONE = "start_fresh.done"
UNDO = "start_fresh.undo"
"""Its value is the id of what was set aside together."""

COUNT, PLACED = "count", "placed"
ROW_TITLE = "Start fresh"
ROW_WORDS = "Set the old list aside, so that this cycle's work comes from its objectives."

SAFE = "Nothing is deleted, here or where it came from."
NOTHING = "Nothing to set aside: no open work is left that would go to the shelf."
MAX_NAME = 60

SOURCE_WORDS = {
    WorkSource.TYPED: "typed",
    WorkSource.MESSAGE: "from messages",
    WorkSource.FILE: "from files",
    WorkSource.GITHUB: "GitHub",
    WorkSource.JIRA: "Jira",
    WorkSource.LINEAR: "Linear",
}


def fresh_button(team_id: int) -> Block:
    """Return the button that shows what starting fresh would set aside."""
    label = "Start fresh: set the old list aside"
    return button("Start fresh", OPEN, value=str(team_id), label=label)


def fresh_step(team_id: int, number: int, *, may_start: bool) -> list[Block]:
    """Return the step of the plan of a cycle that sets the old list aside; leads get its button.

    Args:
        number: its place on the page.
    """
    start = fresh_button(team_id) if may_start else None
    return [section(f"*{number} · {ROW_TITLE}*\n{ROW_WORDS}", accessory=start)]


def fresh_modal(preview: FreshPreview) -> View:
    """Return what would go to the shelf and what stays, with the way to do it."""
    total = preview.counts.total
    blocks = [*_changed(preview), *_going(preview), divider(), *_staying(preview)]
    if must_type(total):
        # Its id names the count, so that what was typed for another count is not carried over.
        element = text_input(f"{COUNT}:{total}", max_length=MAX_TYPED)
        blocks.append(field(f"Type {total} to set them aside", element, block_id=COUNT))
    return modal(
        "Start fresh",
        blocks,
        callback_id=SUBMIT,
        submit=f"Set {total} aside" if total else None,
        close="Cancel" if total else "Close",
        private_metadata=preview.token,
    )


def parse_fresh(values: Values) -> tuple[bool, str]:
    """Read whether what has a place goes too, and the count that was typed."""
    return is_ticked(values, PLACED), text_of(values, COUNT)


def set_aside_modal(done: SetAside) -> View:
    """Return what was done, and the button that takes it back."""
    until = day_words(done.undo_until, done.team.zone)
    things = count_of(done.count, "thing is", "things are")
    blocks = [
        section(f"*{things} on the shelf.*\n{SAFE}"),
        section("Now look at the objectives: what would move them?"),
        actions(undo_button(done), shelf_button(done.team.id)),
        context(f"You or another lead can undo this until {until}, here or on the shelf."),
    ]
    return modal("Start fresh", blocks, callback_id=DONE, close="Done")


def brought_back_modal(undone: BroughtBack) -> View:
    """Return what came of taking it back."""
    team_id = undone.team.id
    blocks = [section(undone_words(undone)), actions(fresh_button(team_id), shelf_button(team_id))]
    return modal("Start fresh", blocks, callback_id=DONE, close="Done")


def undo_button(done: SetAside) -> Block:
    """Return the button that takes an act back."""
    label = f"Undo: take {done.count} off the shelf"
    return button("Undo", UNDO, value=str(done.shelving_id), label=label)


def undone_words(undone: BroughtBack) -> str:
    """Say how much is back where it was, and what was left as it is, escaped."""
    things = count_of(undone.count, "thing is back where it was", "things are back where they were")
    sentence = f"Undone: {things}."
    if not undone.changed_count:
        return sentence
    names = _names(undone.changed, undone.changed_count)
    return f"{sentence}\nChanged since, so left as it is: {names}."


def _changed(preview: FreshPreview) -> list[Block]:
    if preview.seen is None:
        return []
    return [
        section(
            f":warning: It was {preview.seen} when you looked, and is {preview.counts.total} now."
            " Nothing was changed yet. Look again, then set them aside."
        )
    ]


def _going(preview: FreshPreview) -> list[Block]:
    counts = preview.counts
    if not counts.total:
        return [section(NOTHING)]
    sources = " · ".join(f"{count} {SOURCE_WORDS[source]}" for source, count in counts.by_source)
    return [
        section(f"*{counts.total} to the shelf*\n{SAFE} You can undo this for 7 days."),
        section(f"*Where from*\n{sources}"),
        section(f"*How old*\n{_ages(preview)}"),
        section(f"*How far*\n{_progress(preview)}"),
    ]


def _ages(preview: FreshPreview) -> str:
    counts = preview.counts
    oldest = age(counts.oldest_at, preview.now, preview.team.zone) if counts.oldest_at else ""
    parts = [
        (counts.older, "older than a year"),
        (counts.middle, "from 3 to 12 months old"),
        (counts.newer, "newer than 3 months"),
    ]
    lines = [f"{count} {words}" for count, words in parts if count]
    return f"{lines[0]}, the oldest {oldest}" + "".join(f"\n{line}" for line in lines[1:])


def _progress(preview: FreshPreview) -> str:
    counts, unplaced = preview.counts, "" if preview.with_placed else " without a place"
    waiting = counts.total - counts.in_progress
    lines = [f"{waiting} not started"] if waiting else []
    if counts.in_progress:
        names = _names(counts.begun, counts.in_progress)
        lines.append(f"{counts.in_progress} in progress{unplaced}: {names}")
    return "\n".join(lines)


def _staying(preview: FreshPreview) -> list[Block]:
    """Say what stays, and let a lead decide otherwise."""
    staying = preview.counts.staying
    if not staying:
        return [section("*What stays*\nOnly work in progress that has a place would stay.")]
    words = (
        "Nothing in progress stays."
        if preview.with_placed
        else (
            f"{staying} in progress that {'has' if staying == 1 else 'have'} a place in this cycle"
        )
    )
    chosen = [PLACED] if preview.with_placed else []
    tick = option("Set work in progress that has a place aside, too", PLACED)
    # Not an input, since where nothing else goes to the shelf the modal has nothing to submit.
    boxes = checkboxes(CHOOSE, [tick], chosen=chosen)
    return [section(f"*What stays*\n{words}"), actions(boxes, block_id=PLACED)]


def _names(titles: Sequence[str], total: int) -> str:
    names = [f"“{escape(title, MAX_NAME)}”" for title in titles]
    more = total - len(names)
    return list_and([*names, f"{more} more"] if more else names)
