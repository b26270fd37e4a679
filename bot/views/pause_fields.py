"""The pauses in a team's settings: listed, removed and added in place."""

from collections.abc import Collection, Sequence
from datetime import date

from bot.okr.cadence import Pause
from bot.okr.errors import FormError
from bot.okr.team_settings import MAX_REASON
from bot.views.blocks import Block, actions, button, date_picker, escape, field, section, text_input
from bot.views.check_in_words import day_of
from bot.views.state import Values, date_of, text_of

ADD_PAUSE = "settings.add_pause"
REMOVE_PAUSE = "settings.remove_pause"
MAX_NEW_PAUSES = 5


def pause_blocks(
    pauses: Sequence[Pause], *, removed: Collection[int], new_pauses: int
) -> list[Block]:
    """Return the pauses with a button each, and fields for new ones.

    Args:
        removed: which of them, by their place in the list, are to go.
        new_pauses: how many rows for new ones are shown.
    """
    blocks = [section("*Pauses*\nDays on which you do not meet.")]
    for place, pause in enumerate(pauses):
        if place not in removed:
            words = pause_words(pause)
            remove = button("Remove", REMOVE_PAUSE, value=str(place), label=f"Remove {words}")
            blocks.append(section(words, accessory=remove, block_id=f"pause:{place}"))
    for number in range(new_pauses):
        blocks.extend(_pause_fields(number))
    if new_pauses < MAX_NEW_PAUSES:
        blocks.append(actions(button("Add a pause", ADD_PAUSE), block_id=ADD_PAUSE))
    return blocks


def _pause_fields(number: int) -> list[Block]:
    return [
        field(
            "First day without meetings",
            date_picker(f"pause_from:{number}"),
            block_id=f"pause_from:{number}",
            is_optional=True,
        ),
        field(
            "Last day",
            date_picker(f"pause_until:{number}"),
            block_id=f"pause_until:{number}",
            is_optional=True,
            hint="Left empty: that one day.",
        ),
        field(
            "Reason",
            text_input(
                f"pause_reason:{number}", placeholder="Company holidays", max_length=MAX_REASON
            ),
            block_id=f"pause_reason:{number}",
            is_optional=True,
        ),
    ]


def parse_new_pauses(values: Values, new_pauses: int) -> list[Pause]:
    """Read the rows that were filled in; an empty one is no pause.

    Raises:
        FormError: with the fields of a pause.
    """
    found: list[Pause] = []
    wrong: dict[str, str] = {}
    for number in range(new_pauses):
        first = date_of(values, f"pause_from:{number}")
        last = date_of(values, f"pause_until:{number}") or first
        reason = text_of(values, f"pause_reason:{number}")
        if first is None and (last is not None or reason):
            wrong[f"pause_from:{number}"] = "Choose the first day."
        elif first and last and last < first:
            wrong[f"pause_until:{number}"] = "Choose a last day that is not before the first."
        elif first and last:
            found.append(Pause(first, last, reason))
    if wrong:
        raise FormError(wrong)
    return found


def pause_words(pause: Pause) -> str:
    """Return the days of a pause and its reason."""
    days = _days(pause.starts_on, pause.ends_on)
    return f"{days}: {escape(pause.reason, 200)}" if pause.reason else days


def _days(first: date, last: date) -> str:
    return day_of(first) if first == last else f"{day_of(first)} to {day_of(last)}"
