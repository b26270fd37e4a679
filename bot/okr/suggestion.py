"""An answer to "what number would tell us this worked?", which becomes a key result."""

from bot.okr.errors import FormError
from bot.okr.key_result import has_number
from bot.okr.objective import Objective, live_key_results
from bot.okr.okr_input import KeyResultInput
from bot.okr.paste_line import read_line
from bot.okr.text import one_line

MAX_ANSWER = 200


def asks_for_number(objective: Objective) -> bool:
    """Tell whether nothing says yet how one would know that an objective is reached."""
    return not any(has_number(key_result) for key_result in live_key_results(objective))


def understand_suggestion(text: str) -> KeyResultInput:
    """Read an answer such as "Completion from 61 to 72 %"; without a number it is only a title.

    A name in it stays in the title: who owns a key result is for leads to say.

    Raises:
        FormError: with the field `suggestion`.
    """
    line = one_line(text)
    if not any(char.isalnum() for char in line):
        raise FormError({"suggestion": "Say in a few words what you would measure."})
    if len(line) > MAX_ANSWER:
        raise FormError({"suggestion": f"Use at most {MAX_ANSWER} characters."})
    measure, owner = read_line(line)
    named = f" ({owner.name})" if owner.name else ""
    return KeyResultInput(
        title=(measure.title + named).strip() or line,
        kind=measure.kind,
        start=measure.start,
        target=measure.target,
        now=measure.now,
        unit=measure.unit,
    )
