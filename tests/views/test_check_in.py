"""The check-in form: legal whatever people wrote, and read back as it was filled."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.okr.check_in_form import CheckInForm, CheckInItem, Conflict, Entry
from bot.okr.errors import NotFoundError
from bot.okr.key_result import KeyResult, KeyResultKind
from bot.views.blocks import View
from bot.views.check_in import check_in_modal, parse_check_in
from sandbox.blocks.inputs import state_values
from sandbox.blocks.walk import text_of
from sandbox.render import render_blocks
from sandbox.validation import check_view
from tests.okr.builders import ENDS_ON, a_check_in, a_key_result, a_milestone, instant

NOW = instant(11, 9)
NASTY = "<!channel> & *_~ <@U1> \u202eمرحبا 🙈 " + "&" * 200
TOKEN = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
STEPS = a_key_result(
    id=12, label="1.2", kind=KeyResultKind.MILESTONES, milestones=[a_milestone(1), a_milestone(2)]
)
YES_NO = a_key_result(id=13, label="1.3", kind=KeyResultKind.YES_NO, target=None, unit="")


def an_item(key_result: KeyResult, entry: Entry | None = None, **terms: Any) -> CheckInItem:
    known: dict[str, Any] = {
        "label": key_result.label,
        "ends_on": ENDS_ON,
        "last": None,
        "confidence": None,
        "closed": None,
    }
    return CheckInItem(key_result=key_result, entry=entry or Entry(), **(known | terms))


def a_form(*items: CheckInItem, **terms: Any) -> CheckInForm:
    known: dict[str, Any] = {
        "token": TOKEN,
        "page": 0,
        "page_count": 1,
        "conflicts": (),
        "is_correction": False,
        "now": NOW,
    }
    return CheckInForm(items=items, **(known | terms))


def built(form: CheckInForm) -> View:
    view = check_in_modal(form, command="/okr")
    assert check_view(view, "modal") == []
    return view


def shown(form: CheckInForm) -> str:
    view = built(form)
    feet = " ".join(f"[{text_of(view[name])}]" for name in ("close", "submit"))
    return f"{text_of(view['title'])}\n{render_blocks(view['blocks'])}\n{feet}"


def test_it_reads_like_the_sketch() -> None:
    key_result = a_key_result(
        label="3.1",
        title="Build time",
        kind=KeyResultKind.DECREASE,
        start=25,
        target=10,
        unit="min",
    )
    text = shown(a_form(an_item(key_result, last=a_check_in(19), confidence=6)))
    assert "*3.1 Build time* · aim 10 min · last 19 min" in text
    assert "Value now (min)" in text
    assert "How likely by 31 Dec?" in text
    assert "1 no chance · 5 coin toss · 10 certain · last 6" in text
    assert "What changed, or what's in the way?" in text
    assert "☐ I'm stuck: put this first at planning" in text
    assert "[Save]" in text


@pytest.mark.parametrize(
    ("kind", "aim"),
    [
        (KeyResultKind.KEEP_AT_MOST, "limit 0.5 %"),
        (KeyResultKind.KEEP_AT_LEAST, "at least 0.5 %"),
        (KeyResultKind.INCREASE, "aim 0.5 %"),
    ],
)
def test_each_kind_says_its_aim(kind: KeyResultKind, aim: str) -> None:
    assert f"· {aim}" in shown(a_form(an_item(a_key_result(kind=kind, target="0.5"))))


def test_yes_no_and_milestones_have_fields_of_their_own() -> None:
    text = shown(a_form(an_item(STEPS, Entry(ticks=frozenset({2}))), an_item(YES_NO)))
    assert "☐ Step 1" in text
    assert "☑ Step 2" in text
    assert "○ Yes" in text
    assert "Value now" not in text


def test_without_a_number_only_the_rest_is_asked_and_how_to_give_one_is_said() -> None:
    bare = a_key_result(start=None, target=None)
    text = shown(a_form(an_item(bare)))
    assert "No number yet. A lead gives it one with `/okr edit`." in text
    assert "Value now" not in text
    assert "How likely" in text


def test_pages_have_next_and_back() -> None:
    first = shown(a_form(an_item(a_key_result()), page=0, page_count=3))
    last = shown(a_form(an_item(a_key_result()), page=2, page_count=3, is_correction=True))
    assert first.startswith("Check in · 1 of 3")
    assert first.endswith("[Cancel] [Next]")
    assert "[Back]" not in first
    assert last.startswith("Edit check-in · 3 of 3")
    assert last.endswith("[Cancel] [Save]")
    assert "[Back]" in last


@pytest.mark.parametrize(
    ("seconds", "when"),
    [(20, "just now"), (60, "1 minute ago"), (7200, "2 hours ago"), (3 * 86400, "3 d ago")],
)
def test_what_somebody_saved_meanwhile_is_shown(seconds: int, when: str) -> None:
    key_result = a_key_result()
    check_in = a_check_in(
        68, confidence=6, author="Ben", note="Live", at=NOW - timedelta(seconds=seconds)
    )
    conflict = Conflict(key_result, "1.1", check_in, is_own=False, fields={})
    text = shown(a_form(an_item(key_result), conflicts=(conflict,)))
    assert f"Ben checked in {when}: 68 %, 6/10. “Live”\nSave yours as well?" in text
    own = shown(a_form(an_item(key_result), conflicts=(replace(conflict, is_own=True),)))
    assert f"You checked in {when}" in own
    silent = a_check_in(None, confidence=None, author=None, at=check_in.at)
    source = replace(conflict, check_in=silent)
    assert f"A source checked in {when}.\nSave" in shown(
        a_form(an_item(key_result), conflicts=(source,))
    )


def test_what_the_newer_check_in_makes_necessary_is_asked_with_the_conflict() -> None:
    key_result, why = a_key_result(), "Confidence fell from 8 to 7. Say what changed."
    conflict = Conflict(
        key_result, "1.1", a_check_in(68, confidence=8), is_own=False, fields={"note:11": why}
    )
    other = a_key_result(id=12, label="1.2")
    view = built(a_form(an_item(key_result), an_item(other), conflicts=(conflict,)))
    notice = view["blocks"][0]["text"]["text"]
    assert notice.endswith(f"Save yours as well? {why}")
    assert notice.count("%") == 1
    hints = {one["block_id"]: one.get("hint") for one in view["blocks"] if one["type"] == "input"}
    assert text_of(hints["note:11"]) == why
    assert hints["note:12"] is None


def test_what_was_closed_meanwhile_has_no_fields() -> None:
    text = shown(a_form(an_item(a_key_result(), closed="cancelled")))
    assert "This was cancelled meanwhile." in text
    assert "How likely" not in text


@pytest.mark.parametrize(
    ("key_result", "entry"),
    [
        (a_key_result(), Entry()),
        (a_key_result(), Entry("1,5", frozenset(), 10, "Two\nlines *here*", is_stuck=True)),
        (a_key_result(), Entry(note=("<&>" * 1000)[:3000])),
        (YES_NO, Entry("0", confidence=1)),
        (STEPS, Entry(ticks=frozenset({1, 2}))),
        (
            replace(
                STEPS, milestones=tuple(a_milestone(one, due_on=ENDS_ON) for one in range(1, 35))
            ),
            Entry(ticks=frozenset({1, 10, 11, 34}), note="Done"),
        ),
    ],
)
def test_what_was_filled_in_is_read_back(key_result: KeyResult, entry: Entry) -> None:
    view = built(a_form(an_item(key_result, entry), page=1, page_count=3))
    page = parse_check_in(view["private_metadata"], state_values(view["blocks"], {}))
    assert (page.token, page.page, page.asked) == (TOKEN, 1, 0)
    assert page.entries == {key_result.id: entry}


def test_how_often_it_was_asked_comes_back() -> None:
    view = built(replace(a_form(an_item(a_key_result())), asked=2))
    assert parse_check_in(view["private_metadata"], {}).asked == 2


@pytest.mark.parametrize(
    "metadata", ["", TOKEN, f"{TOKEN}:x", f"{TOKEN}:-1", ":" + "9" * 99, f"{TOKEN}:0:x", ":0:0:0"]
)
def test_metadata_of_no_form_is_refused(metadata: str) -> None:
    with pytest.raises(NotFoundError):
        parse_check_in(metadata, {})


def test_values_of_no_form_are_left_out() -> None:
    values: dict[str, dict[str, Any]] = {
        "value:x": {"a": {"value": "1"}},
        "value:" + "9" * 40: {"a": {"value": "1"}},
        "other": {},
        "confidence:11": {"a": {"selected_option": {"value": "many"}}},
        "ticks:11": {"a": {"selected_options": [{"value": "1"}, {"value": "x"}]}},
    }
    page = parse_check_in(f"{TOKEN}:0", values)
    assert page.entries == {11: Entry(ticks=frozenset({1}))}


def test_nasty_text_stays_legal_and_pings_nobody() -> None:
    key_result = a_key_result(title=NASTY[:200], unit="<!here>" * 2)
    steps = replace(
        STEPS, title=NASTY[:200], milestones=(replace(a_milestone(1), title=NASTY[:200]),)
    )
    conflict = Conflict(
        key_result,
        "1.1",
        a_check_in(68, author=NASTY, note=NASTY * 10, at=NOW),
        is_own=False,
        fields={},
    )
    items = [
        an_item(replace(one, id=one.id + 100 * number), last=a_check_in(68), label="LONGESTKEY-9.9")
        for number in range(3)
        for one in (key_result, steps)
    ]
    view = built(a_form(*items, conflicts=(conflict,) * 6))
    texts = [block["text"]["text"] for block in view["blocks"] if block["type"] == "section"]
    assert len(texts) == 12
    assert not any("<" in text for text in texts)
