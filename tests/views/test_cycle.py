"""A team's cycles, and the form that starts another."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.okr.cycle import Cycle, CycleState
from bot.okr.errors import FormError
from bot.okr.team_cycles import TeamCycles, next_cycle
from bot.views.blocks import View
from bot.views.cycle import CycleFields, cycles_modal, parse_start, start_modal, started_words
from sandbox.blocks.inputs import state_values
from sandbox.render import render_blocks
from sandbox.validation import check_view
from tests.okr.builders import a_cycle, a_team, instant

NASTY = "<!channel> *_~ مرحبا 🙈 Q4 2026 again"
CLOSED = replace(a_cycle(), id=2, name="Q3 2026", state=CycleState.CLOSED)


def cycles(*found: Cycle, may_start: bool = True) -> TeamCycles:
    return TeamCycles(a_team(), found, may_start)


def shown(view: View) -> str:
    assert check_view(view, "modal") == []
    return render_blocks(view["blocks"])


def test_the_list_says_where_the_team_is_and_what_is_next() -> None:
    text = shown(cycles_modal(cycles(a_cycle(), CLOSED), now=instant(11, 9)))
    assert "*Q4 2026* · week 6 of 13\n1 Oct 2026 to 31 Dec 2026" in text
    assert "Next: Q1 2027\n1 Jan 2027 to 31 Mar 2027  [Start another]" in text
    assert "Q3 2026 · closed" in text


def test_members_only_read() -> None:
    view = cycles_modal(cycles(a_cycle(), may_start=False), now=instant(11, 9))
    assert "Start another" not in shown(view)


@pytest.mark.parametrize(
    ("now", "words"),
    [(instant(9, 1), "starts 1 Oct 2026"), (datetime.fromisoformat("2027-01-05T09:00Z"), "over")],
)
def test_before_and_after_it_says_so(now: datetime, words: str) -> None:
    assert words in shown(cycles_modal(cycles(a_cycle()), now=now))


def test_without_a_cycle_the_present_quarter_is_next() -> None:
    text = shown(cycles_modal(cycles(CLOSED), now=instant(11, 9), told="Started."))
    assert "No cycle is running." in text
    assert "Next: Q4 2026" in text
    assert text.startswith("Started.")


def test_every_earlier_cycle_is_named() -> None:
    earlier = [replace(CLOSED, id=one, name=f"& Q3 {one}") for one in range(2, 202)]
    text = shown(cycles_modal(cycles(a_cycle(), *earlier), now=instant(11, 9)))
    assert all(f" {one} · closed" in text for one in range(2, 202))


def test_a_past_quarter_is_never_next() -> None:
    now = datetime.fromisoformat("2027-08-01T09:00Z")
    assert next_cycle(cycles(a_cycle()), now)[0] == "Q3 2027"


def test_a_long_past_and_nasty_names_fit() -> None:
    named = replace(CLOSED, name=NASTY[:40])
    shown(
        cycles_modal(
            cycles(replace(a_cycle(), name=NASTY[:40]), *[named] * 60),
            now=instant(11, 9),
            told=started_words(named),
        )
    )


def test_the_form_is_read_back_as_it_is_filled() -> None:
    view = start_modal(cycles(a_cycle()), now=instant(11, 9))
    assert "*Q4 2026* closes at once." in shown(view)
    assert view["private_metadata"] == "1:1"
    assert parse_start(state_values(view["blocks"], {})) == CycleFields(
        "Q1 2027", date(2027, 1, 1), date(2027, 3, 31)
    )
    first = start_modal(cycles(), now=instant(11, 9))
    assert "closes at once" not in shown(first)
    assert first["private_metadata"] == "1:0"


def test_dates_must_be_chosen() -> None:
    with pytest.raises(FormError) as refusal:
        parse_start({"starts_on": {"x": {"selected_date": "2027-01-01"}}})
    assert refusal.value.fields == {"ends_on": "Choose a date."}
