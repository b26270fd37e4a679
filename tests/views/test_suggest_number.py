"""The form that asks for a number."""

from typing import Any

import pytest

from bot.views.suggest_number import (
    SUGGESTION,
    parse_suggestion,
    suggest_modal,
    suggestion_saved_modal,
)
from sandbox.render import render_blocks
from sandbox.validation import check_view
from tests.okr.builders import a_key_result, an_objective
from tests.views.week_builders import NASTY


@pytest.mark.parametrize("title", ["New markets trust us", (NASTY * 20)[:200]])
def test_the_form_asks_the_question(title: str) -> None:
    view = suggest_modal(an_objective(number=4, title=title), token="t")
    assert check_view(view, "modal") == []
    assert view["private_metadata"] == "t"
    assert "What number would tell us this worked?" in render_blocks(view["blocks"])


def test_the_answer_is_read_back() -> None:
    values: dict[str, dict[str, Any]] = {SUGGESTION: {SUGGESTION: {"value": " 61 to 72 % "}}}
    assert parse_suggestion(values) == "61 to 72 %"


@pytest.mark.parametrize(
    ("target", "words"), [(72, "*4.1 Trust &amp; co*, aim 72 %"), (None, "*4.1 Trust &amp; co*\n")]
)
def test_what_was_saved_is_said(target: int | None, words: str) -> None:
    view = suggestion_saved_modal(a_key_result(label="4.1", title="Trust & co", target=target))
    assert check_view(view, "modal") == []
    assert words in render_blocks(view["blocks"])
