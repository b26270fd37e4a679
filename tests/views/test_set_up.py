"""The set-up's forms: legal at every length, and read back as they were filled."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from bot.okr.cadence import Pause, validate_schedule
from bot.okr.errors import FormError
from bot.okr.person import Member, Person, Role, Standing
from bot.okr.profile import Channel
from bot.okr.team_settings import TeamSettings, default_settings
from bot.okr.understood import OkrAnswer, understand_text
from bot.views import first_work, set_up, set_up_okrs, settings, team_fields, understood, welcome
from bot.views.ask_for_okrs import ask_for_okrs_message
from bot.views.blocks import View
from bot.views.message import Message
from bot.views.pause_fields import MAX_NEW_PAUSES
from sandbox.blocks.inputs import state_values
from sandbox.render import render_blocks
from sandbox.validation import check_message, check_view
from tests.okr.builders import a_cycle, a_team
from tests.views.week_builders import NASTY, sketched_week

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
LONG = f"{NASTY} " + "x" * 3000
TOKEN = uuid4()
CHANNEL = Channel("C1", "checkout", False, True, False, True)
USUAL = default_settings(name="Checkout", zone="Europe/Berlin", now=NOW)
OTHER = TeamSettings(
    name="Shop",
    key="SHP",
    schedule=replace(
        USUAL.schedule,
        weekday=4,
        at=time(15, 45),
        zone="Asia/Tokyo",
        anchor_on=date(2026, 12, 4),
        interval_weeks=4,
        duration=timedelta(minutes=75),
        prompt_notice=timedelta(minutes=95),
        pauses=(Pause(date(2026, 12, 24), date(2026, 12, 24), ""),),
    ),
    is_prompt_on=False,
    is_external_allowed=True,
)


def shown(view: View) -> str:
    assert check_view(view, "modal") == []
    return render_blocks(view["blocks"])


def said(message: Message) -> str:
    blocks = list(message.blocks)
    assert check_message(blocks) == []
    return render_blocks(blocks)


def with_notice(view: View, minutes: str) -> dict[str, Any]:
    values = values_of(view)
    [chosen] = values[team_fields.PROMPT_NOTICE].values()
    chosen["selected_option"]["value"] = minutes
    return values


def values_of(view: View) -> dict[str, Any]:
    return dict(state_values(view["blocks"], {}, None))


def a_member(number: int, name: str, role: Role) -> Member:
    return Member(Person(number, 1, f"U{number}", name, "UTC", "en", Standing.MEMBER), role)


MEMBERS = [a_member(1, "Ana", Role.LEAD), a_member(2, NASTY, Role.MEMBER)]


def test_what_is_said_in_channels_and_messages() -> None:
    assert said(welcome.welcome_message(inviter=None)).startswith("Hello. Each week")
    assert "added me." in said(welcome.welcome_message(inviter=LONG))
    example = said(welcome.example_message())
    assert "Talk about first" in example
    assert example.count("no work for 3 weeks") == 2
    assert "[Paste them]" in said(ask_for_okrs_message(team_id=1, team=LONG, asked_by=LONG))
    here = set_up.has_team_message(team_id=1, name=LONG, needs_okrs=True, can_edit=True)
    assert "[Add its OKRs] [Settings]" in said(here)
    here = set_up.has_team_message(team_id=1, name=LONG, needs_okrs=False, can_edit=False)
    assert said(here).endswith("[Open]")


@pytest.mark.parametrize("shows_more", [False, True])
def test_the_form_comes_back_as_it_was_filled(shows_more: bool) -> None:
    state = set_up.SetUpState("C1", is_external=True, shows_more=shows_more)
    form = set_up.SetUpForm(CHANNEL, OTHER, ("U1",), 1, shows_more)
    view = set_up.set_up_modal(form)
    assert "Everyone in this channel but guests and apps." in shown(view)
    assert set_up.parse_state(view["private_metadata"]) == state
    read = team_fields.parse_team(values_of(view), USUAL)
    wanted = (
        OTHER
        if shows_more
        else replace(
            USUAL,
            name="Shop",
            schedule=replace(USUAL.schedule, weekday=4, at=time(15, 45), zone="Asia/Tokyo"),
        )
    )
    pauses = USUAL.schedule.pauses
    assert read == replace(
        wanted,
        schedule=replace(wanted.schedule, pauses=pauses),
        is_prompt_on=True,
        is_external_allowed=False,
    )


def test_a_prompt_may_come_a_week_before_as_the_rule_says() -> None:
    form = set_up.SetUpForm(CHANNEL, USUAL, ("U1",), 1, True)
    [fields] = [
        block
        for block in set_up.set_up_modal(form)["blocks"]
        if block.get("block_id") == team_fields.PROMPT_NOTICE
    ]
    offered = [one["value"] for one in fields["element"]["options"]]
    assert offered[-2:] == ["7200", "10080"]
    for minutes in offered:
        read = team_fields.parse_team(with_notice(set_up.set_up_modal(form), minutes), USUAL)
        assert validate_schedule(read.schedule).prompt_notice == timedelta(minutes=int(minutes))


@pytest.mark.parametrize("minutes", ["10081", "9" * 20, "9" * 5000])
def test_a_notice_that_was_never_offered_is_refused_under_its_field(minutes: str) -> None:
    view = set_up.set_up_modal(set_up.SetUpForm(CHANNEL, USUAL, ("U1",), 1, True))
    read = team_fields.parse_team(with_notice(view, minutes), USUAL)
    with pytest.raises(FormError) as refusal:
        validate_schedule(read.schedule)
    assert list(refusal.value.fields) == ["prompt_notice"]


def test_a_field_that_is_not_shown_stays_as_it_was() -> None:
    assert team_fields.parse_team({}, OTHER) == OTHER


def test_more_keeps_the_blocks_above() -> None:
    view = set_up.set_up_modal(set_up.SetUpForm(CHANNEL, USUAL, (), 9))
    state = set_up.SetUpState("C1", is_external=True, shows_more=True)
    more = set_up.with_more(view["blocks"], USUAL, state)
    kept = [block for block in more["blocks"] if block.get("block_id") == "members"]
    assert kept == [block for block in view["blocks"] if block.get("block_id") == "members"]
    assert "How often" in shown(more)


def test_other_views_of_the_first_step() -> None:
    assert "One moment" in shown(set_up.wait_modal())
    assert "Invite me" in shown(set_up.refusal_modal("Invite me"))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (45, "45 min"), (60, "1 hour"), (75, "1 h 15 min"), (2880, "2 days")],
)
def test_spans(minutes: int, words: str) -> None:
    assert team_fields.span_words(timedelta(minutes=minutes)) == words


def test_the_three_ways_to_give_okrs() -> None:
    paste = set_up_okrs.paste_modal(TOKEN, is_set_up=True, text="a\n  - b ")
    assert "[Type one] [I don't have them]" in shown(paste)
    assert set_up_okrs.parse_paste_text(values_of(paste)) == "a\n  - b "
    assert set_up_okrs.token_in(paste["private_metadata"]) == str(TOKEN)
    lines = ("One", "a from 1 to 2", "b")
    typed = set_up_okrs.type_modal(TOKEN, is_set_up=False, lines=lines, line_count=4)
    assert "I don't have them" not in shown(typed)
    assert set_up_okrs.parse_lines(values_of(typed)) == lines
    assert set_up_okrs.line_count_in(typed["private_metadata"]) == 4
    none = set_up_okrs.no_okrs_modal(TOKEN)
    assert "three or fewer keep the focus" in str(none)
    assert "[Paste them] [Type one]" in shown(none)
    assert set_up_okrs.parse_no_okrs(values_of(none)) == ("", None)
    for packed in ("", "{}", "[1,2,3]", '["x", "y"]'):
        assert set_up_okrs.line_count_in(packed) == 1


def test_what_was_understood_is_legal_at_its_longest_and_loses_nothing() -> None:
    line = f"{NASTY} {'x' * 190} from 1 to 2 % (Zed)"
    lines = [f"Objective: {LONG[:220]} (Zed)"] * 12
    for name in range(8):
        lines += [f"Objective: Aim {name}", *[f"KR: {line}"] * 8]
    found = understand_text("\n".join(lines), members=MEMBERS, cycle=a_cycle(), first_number=1)
    answered: dict[str, OkrAnswer] = {}
    for page in range(3):
        view = understood.understood_modal(TOKEN, found, is_set_up=True, page=page)
        assert "[Back]" in shown(view)
        assert understood.parse_page(view["private_metadata"]) == understood.Place(
            str(TOKEN), page, 3
        )
        assert view["submit"]["text"] == ("Save" if page == 2 else "Next")
        answered |= understood.parse_answers(values_of(view))
    assert set(answered) == found.positions
    assert len(answered) == 64


def test_an_objective_goes_on_on_the_next_page() -> None:
    lines = [line for _ in range(5) for line in ("Objective: One", *["KR: a (Zed)"] * 20)]
    found = understand_text("\n".join(lines), members=MEMBERS, cycle=a_cycle(), first_number=1)
    second = understood.understood_modal(TOKEN, found, is_set_up=False, page=1)
    assert second["title"]["text"] == "Understood · 2 of 4"
    assert "*2 · One*\n" in shown(second)


@pytest.mark.parametrize("garbage", ["", "x", "x:y:z", ":::", "x:" + "9" * 40])
def test_a_place_that_makes_no_sense_is_the_only_page(garbage: str) -> None:
    place = understood.parse_page(garbage)
    assert (place.page, place.is_last) == (0, True)


def test_answers_come_back() -> None:
    text = "One\n- Uptime at least 99 % (Zed)\n- Load, now 4 s\n- Increase sales to 5 M"
    found = understand_text(text, members=MEMBERS, cycle=a_cycle(), first_number=1)
    answers = {
        "0.0": OkrAnswer(confidence=10, owner_slack_user_id="U2"),
        "0.1": OkrAnswer(),
        "0.2": OkrAnswer(confidence=1),
    }
    view = understood.understood_modal(TOKEN, replace(found, answers=answers), is_set_up=False)
    text = shown(view)
    assert understood.parse_answers(values_of(view)) == answers
    assert "1.1 Uptime: at least 99 %" in text
    assert "1.2 Load: no number yet, now 4 s" in text
    assert "1.3 Sales: aim 5 M" in text


def test_the_last_steps() -> None:
    work = first_work.first_work_modal(TOKEN, cycle=a_cycle(), told="Saved.")
    assert "Step 4 of 4. Saved." in shown(work)
    assert "better an objective with a metric" in shown(work)
    assert "[Plan a share] [Add an objective]" in shown(work)
    message = Message("x", [{"type": "actions", "elements": []}, {"type": "divider"}])
    week = sketched_week()
    ready = first_work.preview_modal(message, week, obstacle=None, prompt_at=NOW, now=NOW)
    assert "[Wait for today" in shown(ready)
    kept = first_work.preview_modal(message, week, obstacle=LONG, prompt_at=None, now=NOW)
    assert "[Not now]" in shown(kept)
    assert "submit" not in kept
    assert "No prompt is planned yet." in shown(
        first_work.waiting_modal(LONG, when=None, command="/okr")
    )
    assert "Posted." in shown(first_work.posted_modal(LONG))
    assert "Saved." in shown(first_work.saved_modal(LONG, command="/okr"))


def test_settings_come_back_as_they_were_filled() -> None:
    state = settings.SettingsState(7, (1, 2), shows_more=True, removed=(), new_pauses=1)
    team = replace(a_team(), is_externally_shared=True)
    view = settings.settings_modal(team, OTHER, MEMBERS, state)
    shown(view)
    assert settings.parse_state(view["private_metadata"]) == state
    assert settings.parse_settings(values_of(view), OTHER, state) == OTHER
    removed = replace(state, removed=(0,))
    assert settings.parse_settings(values_of(view), OTHER, removed).schedule.pauses == ()
    full = replace(state, new_pauses=MAX_NEW_PAUSES)
    assert "Add a pause" not in shown(settings.settings_modal(team, OTHER, MEMBERS, full))
    assert settings.channel_of(values_of(view)) == "C1"
    assert settings.channel_of({}) is None


def a_pause(first: str | None, last: str | None, reason: str = "") -> dict[str, Any]:
    return {
        "pause_from:0": {"x": {"selected_date": first}},
        "pause_until:0": {"x": {"selected_date": last}},
        "pause_reason:0": {"x": {"value": reason}},
    }


def test_pauses_are_read_or_refused_by_row() -> None:
    state = settings.SettingsState(7, (1, 2), shows_more=True, new_pauses=1)

    def read(*row: str | None) -> tuple[Pause, ...]:
        values = a_pause(*row)  # type: ignore[arg-type]
        return settings.parse_settings(values, USUAL, state).schedule.pauses

    assert read(None, None) == ()
    assert read("2026-12-24", None, "x") == (Pause(date(2026, 12, 24), date(2026, 12, 24), "x"),)
    for row, field in (
        ((None, "2026-12-24"), "pause_from:0"),
        (("2026-12-24", "2026-12-23"), "pause_until:0"),
    ):
        with pytest.raises(FormError) as caught:
            read(*row)
        assert list(caught.value.fields) == [field]


def test_settings_to_read_and_saved() -> None:
    long = replace(
        OTHER,
        schedule=replace(OTHER.schedule, pauses=(Pause(NOW.date(), date(2026, 12, 1), LONG),)),
    )
    text = shown(settings.settings_summary(a_team(), long, MEMBERS))
    assert "Leads: Ana" in text
    assert "Pause: 9 Nov to 1 Dec:" in text
    assert "Ask Ana." in text
    crowd = [a_member(number, LONG[:200], Role.LEAD) for number in range(60)]
    shown(settings.settings_summary(a_team(), USUAL, crowd))
    members = [a_member(number, f"Member {number}", Role.MEMBER) for number in range(200)]
    named = shown(settings.settings_summary(a_team(), USUAL, members))
    assert "Members: Member 0, Member 1," in named
    assert all(f"Member {number}" in named for number in range(200))
    assert "Next prompt: today." in shown(
        settings.saved_modal(USUAL, prompt_at="today", command="/okr")
    )
    assert "`/okr setup` makes one." in said(settings.choose_team_message([], command="/okr"))
    many = [replace(a_team(), id=n, name=LONG[:80]) for n in range(120)]
    assert "Whose settings?" in said(settings.choose_team_message(many, command="/okr"))


def test_garbage_that_comes_back() -> None:
    for packed in ("", "x", "null", "[]", "[1]", '["a", [1, 2], true, [], 0]', "[1, 2, 3, 4, 5]"):
        assert settings.parse_state(packed) is None
        assert set_up.parse_state(packed) is None or packed.startswith("[1, 2")
