"""Ideas from the objectives, in a modal: for each key result what could move it."""

from bot.okr.idea import MAX_IDEA, MOST_AT_ONCE, WANTED, Idea, IdeasPage, still_wanted
from bot.okr.key_result import KeyResult
from bot.okr.objective import live_key_results
from bot.okr.places import MAX_SENTENCE
from bot.okr.text import count_of
from bot.views.blocks import (
    Block,
    View,
    button,
    context,
    divider,
    escape,
    field,
    modal,
    option,
    overflow,
    section,
    text_input,
)
from bot.views.key_result_words import measure_of
from bot.views.placement_fields import HOW_WOULD_IT_MOVE, HYPOTHESIS
from bot.views.standing import key_result_name, objective_name
from bot.views.state import Values, text_of

OPEN = "ideas.open"
"""Its value is a team's id."""

ADD = "ideas.add"
"""Its value is a key result's id."""

ROW = "ideas.row"
"""The ⋯ menu of an idea; the value is a verb and the idea's id."""

UNDO = "ideas.undo"
"""Takes back what was just done; the value is what that was, and its id."""

LIST, SUBMIT_ADD, SUBMIT_CHOICE = "ideas.list", "ideas.save", "ideas.choose"
IDEAS = "ideas"
CHOOSE, REMOVE = "choose", "remove"
MOST_ROWS = 85
"""A row is a block, and headings need the rest of Slack's 100."""


def open_button(team_id: int, words: str = "Ideas") -> Block:
    """Return the button that shows a team's ideas."""
    return button(words, OPEN, value=str(team_id), label="Ideas for each key result")


def ideas_modal(page: IdeasPage, *, told: str | None = None, undo: str | None = None) -> View:
    """Return the ideas of a team, key result by key result.

    Args:
        told: escaped; what has just been done. undo: the value of the button that takes it back.
    """
    head = f"*{escape(page.cycle_name)}* · what would move each key result?\n{_progress(page)}"
    back = button("Undo", UNDO, value=undo, label="Undo what was just done") if undo else None
    blocks: list[Block] = [section(told, accessory=back), divider()] if told else []
    blocks.append(section(head))
    for objective in page.objectives:
        blocks += [divider(), section(f"*{objective_name(objective, 100)}*")]
        for key_result in live_key_results(objective):
            blocks += _key_result(page, key_result)
    if len(blocks) > MOST_ROWS:
        rest = "More ideas than fit here. Take some out, or make them work."
        blocks = [*blocks[:MOST_ROWS], context(rest)]
    return modal(
        "Ideas", blocks, callback_id=LIST, close="Done", private_metadata=str(page.team.id)
    )


def add_modal(key_result: KeyResult) -> View:
    """Return the form that collects ideas for a key result."""
    element = text_input(
        IDEAS,
        is_multiline=True,
        max_length=MOST_AT_ONCE * (MAX_IDEA + 1),
        placeholder="One on each line",
    )
    return modal(
        "Add ideas",
        [
            section(f"*{key_result_name(key_result, 100)}*  {measure_of(key_result)}"),
            field("What would move this?", element, block_id=IDEAS),
        ],
        callback_id=SUBMIT_ADD,
        submit="Save",
        private_metadata=str(key_result.id),
    )


def choose_modal(idea: Idea, key_result: KeyResult) -> View:
    """Return the form that makes an idea work."""
    element = text_input(HYPOTHESIS, is_multiline=True, max_length=MAX_SENTENCE)
    return modal(
        "Make it work",
        [
            section(f"*{escape(idea.text)}*\nfor {key_result_name(key_result, 100)}"),
            field(HOW_WOULD_IT_MOVE, element, block_id=HYPOTHESIS),
        ],
        callback_id=SUBMIT_CHOICE,
        submit="Save",
        private_metadata=str(idea.id),
    )


def parse_ideas(values: Values) -> str:
    """Read the lines."""
    return text_of(values, IDEAS)


def parse_hypothesis(values: Values) -> str:
    """Read how the number would move."""
    return text_of(values, HYPOTHESIS)


def parse_row(value: str) -> tuple[str, str]:
    """Read a verb and an idea's id as it came back."""
    verb, _, idea_id = value.partition(":")
    return verb, idea_id


def _progress(page: IdeasPage) -> str:
    ids = [one.id for one in page.key_results]
    missing = still_wanted(ids, {one: len(page.ideas.get(one, ())) for one in ids})
    if not ids:
        return "There are no key results yet. A lead adds the first ones."
    if not missing:
        return "Every key result has two ways to move it."
    return f"{len(ids) - len(missing)} of {count_of(len(ids), 'key result')} have two."


def _key_result(page: IdeasPage, key_result: KeyResult) -> list[Block]:
    ideas = page.ideas.get(key_result.id, ())
    name = f"{key_result_name(key_result, 100)}  {measure_of(key_result)}"
    add = button(
        "Add ideas", ADD, value=str(key_result.id), label=f"Add ideas for {key_result.label}"
    )
    hint = _hint(len(ideas))
    return [section(f"{name}{hint}", accessory=add), *(_row(page, one) for one in ideas)]


def _hint(count: int) -> str:
    if count >= WANTED:
        return ""
    return "\n_no idea yet_" if count == 0 else "\n_with only one way, it may be a task_"


def _row(page: IdeasPage, idea: Idea) -> Block:
    by = f" · {escape(idea.by, 60)}" if idea.by else ""
    text = f"• {escape(idea.text)}{by}"
    if idea.work_item_id is not None:
        return section(f"{text} · work now")
    options = [option("Make it work", f"{CHOOSE}:{idea.id}")]
    if idea.is_own or page.may_remove_all:
        options.append(option("Take it out", f"{REMOVE}:{idea.id}"))
    return section(text, accessory=overflow(ROW, options))
