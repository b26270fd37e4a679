"""Stories that lead a person to every listener."""

from datetime import timedelta

from sqlalchemy import update

from bot.db.engine import writing
from bot.db.models import CycleRow
from bot.views import (
    all_okrs,
    bring_back,
    check_in,
    closing,
    cycle,
    cycle_form,
    followers,
    history,
    ideas,
    key_result_form,
    key_result_rows,
    meeting,
    objective_history,
    okr_choice,
    okr_list,
    pause_fields,
    place_work,
    plan_work,
    planning,
    recall,
    set_up,
    set_up_okrs,
    settings,
    shares_button,
    shelf,
    shelf_filter,
    suggest_number,
    understood,
    welcome,
    work,
)
from bot.views import start_fresh as fresh
from bot.views.check_in_saved import EDIT as EDIT_CHECK_IN
from bot.views.shelf_button import OPEN as OPEN_SHELF
from tests.handlers.play import Play, Story, number
from tests.handlers.targets import (
    BARE_OBJECTIVE,
    KEY_RESULT,
    MEETING,
    OBJECTIVE,
    PAST,
    PLANNED,
    PUBLIC,
    ROUND,
    TEAM,
    TEAM_CYCLE,
)

TICK = "Set work in progress that has a place aside, too"


def typed(text: str) -> Story:
    async def story(play: Play) -> None:
        await play.type(text)

    return story


def tapped(action_id: str, value: str = "") -> Story:
    async def story(play: Play) -> None:
        await play.tap(action_id, value)

    return story


def shortcut(name: str) -> Story:
    async def story(play: Play) -> None:
        await play.ana.shortcut(name)

    return story


def turned_person(action_id: str) -> Story:
    async def story(play: Play) -> None:
        await play.tap(action_id, f"{play.ana.id}:0")

    return story


async def go_through_okrs(play: Play) -> None:
    await play.tap(all_okrs.OPEN, number(TEAM))
    await play.press(all_okrs.PAGES.on)
    await play.press(all_okrs.PAGES.back)
    await play.choose(all_okrs.CHOOSE, f"{number(TEAM)}:1")


async def check_in_once(play: Play) -> None:
    await play.tap(check_in.OPEN, number(KEY_RESULT))
    play.fill(value="66", confidence="7", note="better")
    await play.submit()
    await play.press(EDIT_CHECK_IN)


async def check_in_by_pages(play: Play) -> None:
    await play.tap(check_in.OPEN_DUE)
    await play.submit()
    await play.press(check_in.BACK)


async def go_on_with_check_in(play: Play) -> None:
    await play.tap(check_in.OPEN_DUE)
    play.fill(value="66", confidence="7", note="better")
    await play.submit()
    await play.ana.close_modal()
    await play.tap(check_in.OPEN_DUE)
    await play.press(check_in.BEGIN_ANEW)


async def go_through_meeting(play: Play) -> None:
    await play.tap(meeting.NEXT, f"{number(MEETING)}:0")
    await play.tap(meeting.BACK, f"{number(MEETING)}:1")
    for name in (meeting.DECIDE, meeting.STUCK, meeting.PARK):
        await play.tap(name, f"{number(MEETING)}:{number(OBJECTIVE)}")
        play.fill(note=f"Say {name}")
        await play.submit()


async def plan_debt(play: Play) -> None:
    await play.tap(shares_button.OPEN, f"{number(TEAM)}:{number(TEAM_CYCLE)}")
    play.fill(health="30", upkeep="10 %")
    await play.submit()


async def collect_ideas(play: Play) -> None:
    await play.tap(ideas.OPEN, number(TEAM))
    await play.press(ideas.ADD, at=0)
    play.fill(ideas="Guest checkout\nSaved cards")
    await play.submit()
    await play.ana.choose("Make it work", at=0)
    play.fill(hypothesis="Fewer steps.")
    await play.submit()
    await play.press(ideas.UNDO)


async def correct_recap(play: Play) -> None:
    await play.tap(meeting.CORRECT, number(ROUND))
    play.fill(note="Try another CDN")
    await play.submit()


async def choose_followers(play: Play) -> None:
    await play.tap(followers.OPEN, number(TEAM))
    play.fill(people=[play.ana])
    await play.submit()


async def answer_recall(play: Play) -> None:
    await play.tap(recall.OPEN, number(TEAM))
    play.fill(typed="Buyers finish")
    await play.submit()
    await play.submit()


async def correct_last_check_in(play: Play) -> None:
    await play.tap(history.OPEN, number(KEY_RESULT))
    await play.press(check_in.CORRECT)


async def read_objective_history(play: Play) -> None:
    await play.tap(history.OPEN, number(KEY_RESULT))
    await play.press(history.OPEN_OBJECTIVE)
    await play.press(objective_history.PAGES.on)
    await play.press(objective_history.PAGES.back)


async def read_old_history(play: Play) -> None:
    await play.tap(history.OPEN, number(KEY_RESULT))
    await play.press(history.OLDER)
    await play.press(history.NEWER)


async def go_through_work(play: Play) -> None:
    await play.tap(work.OPEN_LIST, number(TEAM))
    await play.press(work.PAGES.on)
    await play.press(work.PAGES.back)
    await play.ana.choose(work.GO_TO, "Upkeep")
    await play.ana.choose("Not now: shelf", at=0)
    await play.press(work.FINISH, at=0)
    await play.press(work.DROP, at=0)
    await play.press(work.UNDO)
    await play.press(place_work.OPEN_ONE, at=0)


async def add_work(play: Play) -> None:
    await play.tap(work.OPEN_ADD, number(TEAM))
    play.fill(title="Faster search", started="Started")
    await play.choose("answer", "Moves a key result")
    await play.choose("key_result", f"1.1 {key_result_title()}")
    play.fill(hypothesis="People find more.")
    await play.submit()


async def add_work_by_team(play: Play) -> None:
    await play.ana.shortcut(work.ADD_SHORTCUT)
    await play.choose("team", "Ocelot team")


async def track_message(play: Play) -> None:
    said = await play.ana.say(play.cast.checkout, "We should make search faster")
    await play.ana.shortcut(work.TRACK_SHORTCUT, said)


async def place(play: Play) -> None:
    await play.tap(place_work.OPEN, number(TEAM))
    await play.choose("answer", "Moves a key result")
    await play.choose("key_result", f"1.1 {key_result_title()}")
    play.fill(hypothesis="People find more.", would_have_thought="Yes")
    await play.submit()
    await play.press(place_work.UNDO)
    await play.press(place_work.SKIP)
    await play.press(place_work.RESUME)


async def plan(play: Play) -> None:
    await play.tap(plan_work.OPEN, f"team:{number(TEAM)}")
    await play.choose("key_result", f"1.1 {key_result_title()}")
    play.fill(title="Faster search", hypothesis="People find more.")
    await play.submit()
    await play.press(plan_work.AGAIN)


async def plan_and_undo(play: Play) -> None:
    await play.tap(plan_work.OPEN, number(KEY_RESULT))
    play.fill(title="Faster search", hypothesis="People find more.")
    await play.submit()
    await play.press(plan_work.UNDO)


async def start_fresh(play: Play) -> None:
    await play.tap(fresh.OPEN, number(TEAM))
    await play.ana.choose(fresh.CHOOSE, TICK)
    await play.submit()
    await play.press(fresh.UNDO)


async def go_through_shelf(play: Play) -> None:
    await start_fresh_with_all(play)
    await play.tap(OPEN_SHELF, number(TEAM))
    await play.press(shelf.PAGES.on)
    await play.press(shelf.PAGES.back)
    await play.ana.choose(shelf_filter.ORDER, "Oldest first")
    await play.ana.choose(shelf_filter.AGE, "Older than a year")
    await play.ana.choose(shelf_filter.SOURCE, "Typed")
    await play.ana.enter("Words in the title", "work 5")
    await play.submit()


async def bring_back_from_shelf(play: Play) -> None:
    await play.tap(OPEN_SHELF, number(TEAM))
    await play.press(shelf.BRING_BACK, at=0)
    await play.press(bring_back.RETURN)
    await play.press(shelf.BRING_BACK, at=0)
    await play.choose("key_result", f"1.1 {PUBLIC.word} draft result")
    play.fill(hypothesis="People find more.")
    await play.submit()
    await play.press(shelf.UNDO)


async def start_fresh_with_all(play: Play) -> None:
    await play.tap(fresh.OPEN, number(TEAM))
    await play.ana.choose(fresh.CHOOSE, TICK)
    await play.submit()
    await play.ana.close_modal()


async def suggest(play: Play) -> None:
    await play.tap(suggest_number.OPEN, number(BARE_OBJECTIVE))
    play.fill(suggestion="Completion from 61 to 72 %")
    await play.submit()


async def open_home(play: Play) -> None:
    await play.ana.open_home()


def key_result_title(position: int = 1) -> str:
    return f"Ocelot result {position}"


async def set_up_team(play: Play) -> None:
    await play.type("setup", channel=play.cast.empty)
    await play.press(set_up.MORE)
    await play.submit()


async def tap_welcome(play: Play) -> None:
    await play.tap(welcome.SET_UP, channel=play.cast.empty)


async def paste_okrs(play: Play) -> None:
    await play.tap(set_up_okrs.OPEN, number(TEAM))
    play.fill(text="Buyers come back\n- Second orders from 10 to 20 %, now 12")
    await play.submit()
    await play.press(understood.BACK)
    await play.submit()
    await play.submit()


async def type_okrs(play: Play) -> None:
    await play.tap(set_up_okrs.OPEN, number(TEAM))
    await play.press(set_up_okrs.SHOW_TYPE)
    await play.press(set_up_okrs.ADD_LINE)
    await play.press(set_up_okrs.SHOW_PASTE)
    await play.press(set_up_okrs.SHOW_TYPE)
    play.fill(objective="Buyers come back")
    await play.submit()


async def have_no_okrs(play: Play) -> None:
    """Only a set-up has this way, so the team has no OKRs yet."""
    await play.type("setup", channel=play.cast.empty)
    await play.submit()
    await play.press(set_up_okrs.SHOW_NONE)
    play.fill(objectives="Buyers come back")
    await play.submit()
    play.fill(work="Guest checkout")
    await play.submit()
    await play.submit()


async def change_settings(play: Play) -> None:
    await play.tap(settings.OPEN, number(TEAM))
    await play.press(settings.MORE)
    await play.press(pause_fields.ADD_PAUSE)
    play.fill(pause_from="2026-12-24", key=None)
    await play.submit()


async def remove_pause(play: Play) -> None:
    await change_settings(play)
    await play.tap(settings.OPEN, number(TEAM))
    await play.press(settings.MORE)
    await play.press(pause_fields.REMOVE_PAUSE)


async def add_objective(play: Play) -> None:
    await play.tap(okr_list.OPEN_NEW, number(TEAM))
    await play.press(okr_choice.NEW_OBJECTIVE)
    play.fill(title="Merchants go live without us")
    await play.submit()


async def add_key_result(play: Play) -> None:
    await play.tap(okr_choice.NEW_KEY_RESULT, number(OBJECTIVE))
    play.fill(title="Steps are done")
    await play.press(key_result_form.ADD_TARGET)
    await play.press(key_result_form.SHOW_MORE)
    await play.choose("kind", "Steps to finish")
    await play.press(key_result_form.ADD_STEP)
    await play.ana.choose(key_result_rows.ROW_DAY, "2026-12-01", at=0)
    await play.ana.choose(key_result_rows.ROW_WEIGHT, "Weight 2", at=0)
    await play.press(key_result_rows.REMOVE_ROW, at=-1)
    for place in (1, 2):
        play.ana.fill(f"Step {place}", f"Do {place}")
    await play.submit()


async def close_key_result(play: Play) -> None:
    await play.tap(okr_list.OPEN_EDIT, number(TEAM))
    await play.ana.choose("Drop it", at=1)
    await play.submit()


PLAN, RUNNING, ENDED = (f"{number(TEAM)}:{number(one)}" for one in (PLANNED, TEAM_CYCLE, PAST))


async def name_plan(play: Play) -> None:
    await play.tap(cycle_form.OPEN_NAME, PLAN)
    await play.submit()


async def copy_okrs(play: Play) -> None:
    await play.tap(planning.OPEN_COPY, PLAN)
    play.fill(copy=["The objective", f"1.1 {PUBLIC.word} result 1"])
    await play.submit()


async def begin_cycle(play: Play) -> None:
    """Begin the plan when the cycles that run are over."""
    yesterday = play.world.now.date() - timedelta(days=1)
    async with writing(play.world.sessions) as session:
        await session.execute(
            update(CycleRow)
            .where(CycleRow.starts_on < yesterday, CycleRow.ends_on > yesterday)
            .values(ends_on=yesterday)
        )
    await play.tap(planning.BEGIN, PLAN)


async def discard_plan(play: Play) -> None:
    await play.tap(planning.DISCARD, PLAN)
    await play.press(cycle.TAKE_BACK)


async def close_cycle(play: Play) -> None:
    await play.tap(cycle.OPEN_CLOSING, RUNNING)
    await play.submit()
    await play.press(closing.BACK)
    await play.submit()
    play.fill(learned="Ask first")
    await play.submit()


def event(kind: str, **fields: object) -> Story:
    async def story(play: Play) -> None:
        given = {"channel": play.cast.checkout.id, "user": play.cast.cem.id, **fields}
        await play.world.slack.events.send({"type": kind, **given, "event_ts": "1762678800.000100"})
        await play.world.slack.settle()

    return story


async def change_person(play: Play) -> None:
    await play.world.slack.change_person(play.cast.cem, name="Cemal")


async def change_channel_id(play: Play) -> None:
    await play.world.slack.change_channel_id(play.cast.twin, "C0SANDBOX999")
