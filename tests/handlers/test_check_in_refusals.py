"""What is refused on a check-in page stands under its fields, or else on top: none is lost."""

from datetime import UTC, datetime

from bot.handlers.errors import FieldErrors, Refusal, refuse_submission
from bot.handlers.request import Show
from bot.okr.check_in_form import CheckInForm, CheckInItem, Entry
from bot.views.blocks import View
from bot.views.check_in import check_in_modal
from sandbox.render import render_blocks
from sandbox.validation import check_view
from tests.okr.builders import ENDS_ON, a_key_result

LOW, FELL = "Confidence is low. Say what is in the way.", "Confidence fell. Say what changed."


def a_page() -> View:
    """Return a page of one key result with fields, and of one that was closed meanwhile."""
    items = tuple(
        CheckInItem(a_key_result(id=number), f"1.{number}", ENDS_ON, None, None, Entry(), closed)
        for number, closed in ((11, None), (12, "closed"))
    )
    now = datetime(2026, 11, 9, tzinfo=UTC)
    form = CheckInForm("token", 0, 1, items, (), is_correction=False, now=now)
    return check_in_modal(form, command="/okr")


def test_what_every_field_shows_stands_under_the_fields() -> None:
    fields = {"value:11": "Enter a number.", "note:11": LOW}
    assert refuse_submission(a_page(), Refusal("Both.", fields)) == FieldErrors(fields)


def test_what_only_some_fields_show_stands_on_top_as_a_whole() -> None:
    fields = {"note:11": LOW, "note:12": FELL}
    answer = refuse_submission(a_page(), Refusal(f"{LOW} {FELL}", fields))
    assert isinstance(answer, Show)
    assert check_view(answer.view, "modal") == []
    assert render_blocks(answer.view["blocks"][:1]).endswith(f"{LOW} {FELL}")
