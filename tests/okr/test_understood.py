"""What is understood of pasted OKRs: owners by name, ways by numbers, and nothing invented."""

from decimal import Decimal

import pytest

from bot.okr.errors import FormError
from bot.okr.key_result import KeyResultKind
from bot.okr.person import Member, Person, Role, Standing
from bot.okr.understood import (
    Understood,
    bare_objectives,
    find_owner,
    text_of_lines,
    understand_text,
)
from tests.okr.builders import a_cycle


def a_member(number: int, name: str) -> Member:
    person = Person(number, 1, f"U{number}", name, "UTC", "en-GB", Standing.MEMBER)
    return Member(person, Role.MEMBER)


MEMBERS = [
    a_member(1, "Ana"),
    a_member(2, "Ben Okoro"),
    a_member(3, "Ben Silva"),
    a_member(4, "Chidinma Eze"),
    a_member(5, "Ana-Lucia"),
]


def understand(text: str, first_number: int = 1) -> Understood:
    return understand_text(text, members=MEMBERS, cycle=a_cycle(), first_number=first_number)


@pytest.mark.parametrize(
    ("name", "slack_user_id", "found"),
    [
        ("ana", None, "Ana"),
        ("BEN OKORO", None, "Ben Okoro"),
        ("Ben", None, None),
        ("Chidi", None, "Chidinma Eze"),
        ("C", None, None),
        ("Zed", None, None),
        (None, None, None),
        ("Zed", "U3", "Ben Silva"),
        (None, "U9", None),
    ],
)
def test_owners(name: str | None, slack_user_id: str | None, found: str | None) -> None:
    owner = find_owner(name, slack_user_id, MEMBERS)
    assert (owner.person.name if owner else None) == found


@pytest.mark.parametrize(
    ("line", "kind", "start"),
    [
        ("Completion from 61 to 72 %, now 66", KeyResultKind.INCREASE, 61),
        ("Reduce page load to 1.5 s, now 2.9 s", KeyResultKind.DECREASE, Decimal("2.9")),
        ("Increase completion to 72 %, now 66 %", KeyResultKind.INCREASE, 66),
        ("Increase page load to 1.5 s, now 2.9 s", KeyResultKind.DECREASE, Decimal("2.9")),
        ("Reduce page load to 1.5 s, now 1.2 s", KeyResultKind.DECREASE, None),
        ("Increase completion to 72 %, now 72 %", KeyResultKind.INCREASE, None),
        ("Increase completion to 72 %", KeyResultKind.INCREASE, None),
        ("Payment errors at most 0.5 %, now 0.3 %", KeyResultKind.KEEP_AT_MOST, None),
        ("People love it", KeyResultKind.INCREASE, None),
    ],
)
def test_the_numbers_say_which_way_it_goes(
    line: str, kind: KeyResultKind, start: Decimal | int | None
) -> None:
    [objective] = understand(f"Buyers finish\n- {line}").objectives
    [key_result] = objective.key_results
    assert (key_result.kind, key_result.start) == (kind, start)


def test_numbers_positions_and_unknown_owners() -> None:
    understood = understand("One\n- a (Zed)\nTwo (Ana)\n- b <@U8|x>\n- c <@U2>", first_number=4)
    one, two = understood.objectives
    assert (one.number, two.number, two.owner) == (4, 5, "Ana")
    found = [(k.position, k.label, k.owner, k.unknown_owner) for k in two.key_results]
    assert one.key_results[0].unknown_owner == "Zed"
    assert found[0][:2] == ("1.0", "5.1")
    assert found[0][3] is not None
    assert found[1] == ("1.1", "5.2", "Ben Okoro", None)


def test_positions_name_every_key_result() -> None:
    understood = understand("One\n- a\n- b\nTwo\nThree\n- c")
    assert understood.positions == {"0.0", "0.1", "2.0"}


def test_a_unit_that_cannot_be_kept_is_refused_with_its_line() -> None:
    with pytest.raises(FormError) as caught:
        understand("One\n- Raise speed from 1 to 2 extraordinarily longwindedness")
    assert caught.value.fields["text"].startswith('"')
    assert "unit is too long" in caught.value.fields["text"]


def test_typed_lines_are_understood_as_they_say() -> None:
    understood = understand(text_of_lines(["- Builds * are quick", "Build from 19 to 10 min"]))
    [objective] = understood.objectives
    assert objective.key_results[0].target == 10


def test_bare_objectives() -> None:
    found = bare_objectives("- Faster\n\n  Calmer \n", first_number=3)
    assert [(o.number, o.title, o.key_results) for o in found] == [
        (3, "Faster", ()),
        (4, "Calmer", ()),
    ]
    for text in ("a\nb\nc\nd\ne\nf", "x" * 201):
        with pytest.raises(FormError) as caught:
            bare_objectives(text, first_number=1)
        assert list(caught.value.fields) == ["objectives"]
