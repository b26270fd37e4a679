"""Which changes of OKRs ask why, and what the change log says of them."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.okr.errors import FormError
from bot.okr.history import FieldChange
from bot.okr.okr_change import (
    ASKING_FIELDS,
    CHANGE_WHY,
    OkrChange,
    are_locked,
    check_why,
    first_version,
    is_asking,
    replay,
    without_taken_back,
)
from tests.okr.builders import a_cycle, a_key_result, an_objective, instant

SET_AT = instant(10, 6, 9)
FIELDS = st.sampled_from(sorted(ASKING_FIELDS | {"owner", "rhythm"}))
TEXTS = st.none() | st.text("abc", min_size=1, max_size=2)


def a_change(act: str = "changed", field: str = "target", **terms: object) -> FieldChange:
    known: dict[str, object] = {"at": SET_AT, "old": "72", "new": "75", "by": "Ana", "why": ""}
    return FieldChange(act=act, field=field, **(known | terms))  # type: ignore[arg-type]


def of_key_result(*changes: FieldChange) -> OkrChange:
    return OkrChange(a_key_result(), an_objective(), changes)


@pytest.mark.parametrize(
    ("locked_at", "now", "expected"),
    [
        (None, instant(12, 1), False),
        (SET_AT, instant(10, 6, 8), False),
        (SET_AT, SET_AT, True),
        (SET_AT, instant(12, 1), True),
    ],
)
def test_okrs_are_set_from_an_instant_on(
    locked_at: datetime | None,
    now: datetime,
    expected: bool,
) -> None:
    assert are_locked(replace(a_cycle(), locked_at=locked_at), now) is expected


@pytest.mark.parametrize(
    ("why", "sentence"), [("", "Say why"), (" \n", "Say why"), ("x" * 501, "500")]
)
def test_a_locked_okr_needs_a_reason(why: str, sentence: str) -> None:
    cycle = replace(a_cycle(), locked_at=SET_AT)
    with pytest.raises(FormError, match=sentence) as refused:
        check_why(cycle, why, now=SET_AT)
    assert set(refused.value.fields) == {CHANGE_WHY}
    check_why(cycle, "Legal needs it.", now=SET_AT)
    check_why(cycle, why, now=instant(10, 6, 8))


@pytest.mark.parametrize(
    ("act", "field", "expected"),
    [
        *(("changed", field, True) for field in sorted(ASKING_FIELDS)),
        *(("changed", field, False) for field in ("owner", "delegate", "rhythm", "why", "parent")),
        *((act, "title", True) for act in ("added", "closed", "cancelled", "reopened")),
    ],
)
def test_only_what_makes_it_another_okr_asks(act: str, field: str, expected: bool) -> None:
    assert is_asking(act, field) is expected


@given(
    first=st.dictionaries(FIELDS, TEXTS, min_size=3),
    edits=st.lists(st.tuples(FIELDS, TEXTS), max_size=12),
)
def test_the_log_leads_from_the_first_version_to_the_present_one_and_back(
    first: dict[str, str | None], edits: list[tuple[str, str | None]]
) -> None:
    present = dict(first)
    log = [a_change("added", "title", old=None, new="Completion")]
    for field, new in edits:
        if field in present:
            log.append(a_change("changed", field, old=present[field], new=new))
            present[field] = new
    assert replay(first, log) == present
    assert first_version(present, log) == first


def test_an_end_that_is_taken_back_is_no_change() -> None:
    cancelled = of_key_result(a_change("cancelled", "state", why="Too much"))
    back = of_key_result(a_change("reopened", "state", why=""))
    lower = of_key_result(a_change(why="Legal"))
    assert without_taken_back([lower, cancelled, back]) == (lower,)
    with_reason = of_key_result(a_change("reopened", "state", why="We can after all"))
    by_another = of_key_result(a_change("reopened", "state", by="Ben"))
    for kept in (with_reason, by_another, lower):
        assert without_taken_back([cancelled, kept]) == (cancelled, kept)


def test_a_change_is_named_by_its_label() -> None:
    objective = replace(an_objective(), key_results=(a_key_result(), a_key_result(id=12)))
    change = OkrChange(objective, objective, (a_change(why="Legal"),))
    assert (change.label, change.by, change.why, change.at) == ("1", "Ana", "Legal", SET_AT)
    assert change.key_result_ids == {11, 12}
    aim = OkrChange(a_key_result(target=Decimal(72)), objective, (a_change(),))
    assert aim.label == "1.1"
    assert aim.key_result_ids == {11}
