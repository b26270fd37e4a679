"""The question why a locked OKR is added, changed or ended."""

from bot.okr.okr_change import CHANGE_WHY, MAX_CHANGE_WHY
from bot.views.blocks import Block, field, text_input

HINT = "The OKRs are set. The recap names what changes, and this line with it."


def change_why_field(
    *, asks: bool, is_new: bool = False, typed: str = "", label: str = ""
) -> list[Block]:
    """Return the question, or nothing while the OKRs are not locked.

    A form of something that exists may change only its owner, which needs no reason; so there the
    field may be left empty, and is asked for when it is needed.
    """
    if not asks:
        return []
    element = text_input(CHANGE_WHY, initial=typed, is_multiline=True, max_length=MAX_CHANGE_WHY)
    return [
        field(
            label or ("Why now?" if is_new else "Why the change?"),
            element,
            block_id=CHANGE_WHY,
            is_optional=not is_new,
            hint=HINT,
        )
    ]
