"""An answer to "what number would tell us this worked?", which becomes a key result."""

from bot.okr.errors import FormError
from bot.okr.key_result import has_number
from bot.okr.objective import Objective, live_key_results
from bot.okr.okr_input import KeyResultInput
from bot.okr.paste import parse_paste
from bot.okr.text import one_line

MAX_ANSWER = 200


def asks_for_number(objective: Objective) -> bool:
    """Tell whether nothing says yet how one would know that an objective is reached."""
    return not any(has_number(key_result) for key_result in live_key_results(objective))


def understand_suggestion(text: str) -> KeyResultInput:
    """Read an answer such as "Completion from 61 to 72 %"; without a number it is only a title.

    Raises:
        FormError: with the field `suggestion`.
    """
    line = one_line(text)
    if not any(char.isalnum() for char in line):
        raise FormError({"suggestion": "Say in a few words what you would measure."})
    if len(line) > MAX_ANSWER:
        raise FormError({"suggestion": f"Use at most {MAX_ANSWER} characters."})
    [objective] = parse_paste(f"Objective\n- {line}")
    understood = objective.key_results[0]
    return KeyResultInput(
        title=understood.title,
        kind=understood.kind,
        start=understood.start,
        target=understood.target,
        now=understood.now,
        unit=understood.unit,
    )
