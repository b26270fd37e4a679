"""What of the shelf is shown: the fields that choose it, and how a modal remembers the choice."""

from bot.okr.shelf import MAX_WORDS, ShelfAge, ShelfFilter, ShelfOrder
from bot.okr.text import one_line
from bot.okr.work_item import WorkSource
from bot.views.blocks import Block, actions, field, option, text_input
from bot.views.menus import menu
from bot.views.placement_fields import number_of
from bot.views.state import Values, text_of

SEARCH = "shelf.search"
"""Enter in the field of words."""

SOURCE, AGE, ORDER = "shelf.source", "shelf.age", "shelf.order"
CHOOSES = (SEARCH, SOURCE, AGE, ORDER)
WORDS_BLOCK, FILTER_BLOCK, ANY = "words", "filter", "any"

_SOURCES = {
    WorkSource.TYPED: "Typed",
    WorkSource.MESSAGE: "Messages",
    WorkSource.FILE: "Files",
    WorkSource.GITHUB: "GitHub",
    WorkSource.JIRA: "Jira",
    WorkSource.LINEAR: "Linear",
}
_AGES = {
    ShelfAge.NEWER: "Newer than 3 months",
    ShelfAge.MIDDLE: "3 to 12 months old",
    ShelfAge.OLDER: "Older than a year",
}
_ORDERS = {ShelfOrder.NEWEST: "Newest first", ShelfOrder.OLDEST: "Oldest first"}


def filter_blocks(wanted: ShelfFilter) -> list[Block]:
    """Return the field to search in and the menus, as they are set."""
    sources = [option("Any source", ANY), *(option(w, s.value) for s, w in _SOURCES.items())]
    ages = [option("Any age", ANY), *(option(words, one.value) for one, words in _AGES.items())]
    orders = [option(words, one.value) for one, words in _ORDERS.items()]
    return [
        field(
            "Words in the title",
            text_input(SEARCH, initial=wanted.words, max_length=MAX_WORDS),
            block_id=WORDS_BLOCK,
            is_optional=True,
            acts_at_once=True,
        ),
        actions(
            menu(
                SOURCE,
                sources,
                chosen=wanted.source.value if wanted.source else ANY,
                placeholder="Where from",
            ),
            menu(
                AGE,
                ages,
                chosen=wanted.age.value if wanted.age else ANY,
                placeholder="How old",
            ),
            menu(ORDER, orders, chosen=wanted.order.value, placeholder="In which order"),
            block_id=FILTER_BLOCK,
        ),
    ]


def parse_filter(values: Values) -> ShelfFilter:
    """Read what is chosen; what cannot be understood counts as not chosen."""
    chosen = values.get(FILTER_BLOCK) or {}

    def value_of(action_id: str) -> str:
        option_chosen = (chosen.get(action_id) or {}).get("selected_option") or {}
        return str(option_chosen.get("value"))

    return _filter(
        value_of(ORDER), value_of(AGE), value_of(SOURCE), one_line(text_of(values, WORDS_BLOCK))
    )


def page_state(team_id: int, wanted: ShelfFilter, page: int) -> str:
    """Return what a modal remembers: whose shelf, which page, and what is chosen."""
    return ":".join(
        (
            str(team_id),
            str(page),
            wanted.order.value,
            wanted.age.value if wanted.age else ANY,
            wanted.source.value if wanted.source else ANY,
            wanted.words,
        )
    )


def parse_page_state(text: str) -> tuple[int | None, ShelfFilter, int]:
    """Read what a modal remembers; the words stand last, since anything may be in them."""
    team_id, page, order, age, source, words = [*text.split(":", 5), *[""] * 6][:6]
    return number_of(team_id), _filter(order, age, source, words), number_of(page) or 0


def _filter(order: str, age: str, source: str, words: str) -> ShelfFilter:
    return ShelfFilter(
        words=words[:MAX_WORDS],
        source=WorkSource(source) if source in set(WorkSource) else None,
        age=ShelfAge(age) if age in set(ShelfAge) else None,
        order=ShelfOrder(order) if order in set(ShelfOrder) else ShelfOrder.NEWEST,
    )
