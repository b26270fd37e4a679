"""Ideas: one on each line, each once, and two for each key result."""

import pytest

from bot.okr.errors import FormError
from bot.okr.idea import MAX_IDEA, MOST_AT_ONCE, read_ideas, still_wanted


@pytest.mark.parametrize(
    ("text", "ideas"),
    [
        ("Guest checkout", ("Guest checkout",)),
        ("- Guest checkout\n\n• Saved cards\n", ("Guest checkout", "Saved cards")),
        ("Guest checkout\nGUEST checkout\nSaved cards", ("Guest checkout", "Saved cards")),
        ("x" * MAX_IDEA, ("x" * MAX_IDEA,)),
    ],
)
def test_each_line_is_an_idea(text: str, ideas: tuple[str, ...]) -> None:
    assert read_ideas(text) == ideas


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write an idea"),
        (" \n - \n", "Write an idea"),
        ("x" * (MAX_IDEA + 1), "too long"),
        ("\n".join(map(str, range(MOST_AT_ONCE + 1))), "Add the rest"),
    ],
)
def test_what_is_no_idea_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(FormError, match=sentence) as refused:
        read_ideas(text)
    assert set(refused.value.fields) == {"ideas"}


def test_two_are_wanted_for_each() -> None:
    assert still_wanted((1, 2, 3), {1: 2, 2: 1}) == (2, 3)
    assert still_wanted((), {}) == ()
