"""Whatever people write: every payload stays legal, nobody is pinged, and it reads as written."""

import html
import unicodedata

import pytest
from sqlalchemy import String, Text, func, select

from bot.db.base import Base
from bot.db.engine import reading
from bot.handlers.registry import Kind
from bot.views import (
    check_in,
    cycle,
    cycle_form,
    history,
    key_result_form,
    okr_choice,
    okr_list,
    pause_fields,
    place_work,
    plan_work,
    planning,
    set_up_okrs,
    settings,
    shelf,
    suggest_number,
    work,
)
from bot.views.shelf_button import OPEN as OPEN_SHELF
from sandbox import render
from sandbox.blocks.walk import controls
from tests.handlers import stories
from tests.handlers.play import Play, number
from tests.handlers.replay import as_person, changed, recorded, send
from tests.handlers.saved_database import difference, dump, restore_database
from tests.handlers.stage import set_stage
from tests.handlers.targets import BARE_OBJECTIVE, KEY_RESULT, OBJECTIVE, TEAM
from tests.world import World

NASTY = {
    "formatting": "<!channel> & *bold* _it_ ~no~ `c` @here <@U123> <https://x.org|y> &lt;b&gt;"
    " ```\n> quote\n- \"it's\" 'x' \\ {0} %s $(ls)",
    "scripts": "تجربة الدفع \u202eevil\u202c (v2) \u2067שלום 👨‍👩‍👧‍👦 family 🏳️‍🌈 👍🏽 :tada: é",
    "signs": "one\ntwo\r\nthree\u2028four\x0bfive\tsix bell\x07 escape\x1b[31m soft\xad\u200bwidth",
    "long": "ab<&> " * 250 + "wörd" * 375,
}
MOST = {"title": 200, "objectives": 200, "work": 200}
SIGNS = ("L", "M", "N", "So")
"""Categories of characters that must be there again; marks, spaces and punctuation may change."""


def readable(text: str) -> str:
    """Return the letters, digits and pictures of a text."""
    return "".join(sign for sign in text if unicodedata.category(sign).startswith(SIGNS))


@pytest.fixture
async def play(world: World) -> Play:
    return Play(world, await set_stage(world))


class Writer:
    """Writes the same text into every field of a form."""

    def __init__(self, play: Play, text: str) -> None:
        self.play = play
        self.text = text

    def write(self, *names: str) -> None:
        """Fill in fields, cut as Slack's client cuts."""
        for control in controls(self.play.ana.front.blocks):
            name = control.block_id.partition(":")[0]
            if name in names and control.kind == "plain_text_input":
                # A title may be a link, which may be longer; then the title alone is refused.
                most = min(int(control.element.get("max_length", 3000)), MOST.get(name, 3000))
                self.play.ana.fill(control.block_id, self.text[:most])

    async def submit(self) -> None:
        """Submit, and expect to be taken seriously."""
        form = self.play.ana.front.callback_id
        await self.play.submit()
        assert self.play.ana.errors == {}, form
        assert ":warning:" not in render(self.play.ana.front), render(self.play.ana.front)

    def assert_shown(self, where: str) -> None:
        start = readable(self.text)[:20]
        seen = readable(html.unescape(where))
        assert start in seen, f"{start!r} not in {seen!r}"


async def write_okrs(writer: Writer) -> None:
    play = writer.play
    await play.tap(okr_choice.NEW_OBJECTIVE, number(TEAM))
    writer.write("title", "why")
    await writer.submit()
    writer.assert_shown(render(play.ana.front))
    await play.tap(okr_choice.NEW_KEY_RESULT, number(OBJECTIVE))
    writer.write("title", "unit")
    play.fill(start="1", target="9")
    await writer.submit()
    writer.assert_shown(render(play.ana.front))
    await play.tap(okr_choice.NEW_KEY_RESULT, number(OBJECTIVE))
    await play.choose("kind", "Steps to finish")
    await play.press(key_result_form.ADD_STEP)
    writer.write("title", "step")
    await writer.submit()
    await play.tap(suggest_number.OPEN, number(BARE_OBJECTIVE))
    writer.write("suggestion")
    await writer.submit()


async def write_check_in(writer: Writer) -> None:
    play = writer.play
    await play.tap(check_in.OPEN, number(KEY_RESULT))
    play.fill(value="66", confidence="3")
    writer.write("note")
    await writer.submit()
    await play.tap(history.OPEN, number(KEY_RESULT))
    writer.assert_shown(render(play.ana.front))


async def write_work(writer: Writer) -> None:
    play = writer.play
    await play.tap(work.OPEN_ADD, number(TEAM))
    play.fill(started="Started")
    await play.choose("answer", "No objective, doing it anyway")
    writer.write("title", "reason")
    await writer.submit()
    writer.assert_shown(render(play.ana.front))
    await play.tap(plan_work.OPEN, number(KEY_RESULT))
    writer.write("title", "hypothesis")
    await writer.submit()
    writer.assert_shown(render(play.ana.front))
    await play.tap(place_work.OPEN, number(TEAM))
    await play.choose("answer", "Moves a key result")
    await play.choose("key_result", "1.1 Ocelot result 1")
    writer.write("hypothesis")
    play.fill(would_have_thought="Yes")
    await writer.submit()
    said = await play.ana.say(play.cast.checkout, writer.text)
    await play.ana.shortcut(work.TRACK_SHORTCUT, said)
    await play.ana.close_modal(whole_stack=True)


async def write_shelf(writer: Writer) -> None:
    play = writer.play
    await stories.start_fresh_with_all(play)
    await play.tap(OPEN_SHELF, number(TEAM))
    writer.assert_shown(render(play.ana.front))
    await play.press(shelf.BRING_BACK, at=0)
    await play.choose("key_result", "1.1 Ocelot draft result")
    writer.write("hypothesis")
    await writer.submit()
    writer.assert_shown(render(play.ana.front))
    writer.write("words")
    await writer.submit()
    await play.ana.close_modal()


async def write_settings(writer: Writer) -> None:
    play = writer.play
    await play.tap(settings.OPEN, number(TEAM))
    await play.press(settings.MORE)
    await play.press(pause_fields.ADD_PAUSE)
    writer.write("name", "pause_reason")
    play.fill(pause_from="2026-12-24")
    await writer.submit()
    await play.tap(settings.OPEN, number(TEAM))
    writer.assert_shown(render(play.ana.front))


async def write_set_up(writer: Writer) -> None:
    play = writer.play
    await play.type("setup", channel=play.cast.empty)
    writer.write("name")
    await writer.submit()
    await play.press(set_up_okrs.SHOW_NONE)
    writer.write("objectives")
    await writer.submit()
    writer.write("work")
    await writer.submit()
    await writer.submit()


async def paste(writer: Writer) -> None:
    play = writer.play
    await play.tap(set_up_okrs.OPEN, number(TEAM))
    line = " ".join(writer.text.split())[:150]
    # A title that the team has already is refused.
    play.fill(text=f"Pasted {line}\n- {line} from 1 to 9")
    await writer.submit()
    writer.assert_shown(render(play.ana.front))
    await writer.submit()


async def name_plan(writer: Writer) -> None:
    play = writer.play
    await play.tap(cycle_form.OPEN_NAME, stories.PLAN)
    if any(sign.isalnum() for sign in writer.text[:40]):
        writer.write("name")
    await writer.submit()
    await play.tap(planning.OPEN_COPY, stories.PLAN)
    await writer.submit()


async def close_cycle(writer: Writer) -> None:
    play = writer.play
    await play.tap(cycle.OPEN_CLOSING, stories.RUNNING)
    while "What did we learn?" not in render(play.ana.front):
        writer.write("note")
        await writer.submit()
    writer.write("note", "learned", "notes")
    await writer.submit()
    writer.assert_shown(render(play.ana.front))


async def look_everywhere(play: Play) -> str:
    """Read all that Ana can read, and return it."""
    seen = []
    await play.type("help")
    for text in ("", "risk", "all", "@ben", "#checkout", "prompt", "help all"):
        await play.type(text)
        seen.append(render(play.ana.last))
    for text in (
        "work",
        "history 1.1",
        "edit",
        "new",
        "plan",
        "checkin",
        "cycle",
        "settings",
        "shelf",
    ):
        await play.type(text)
        seen.append(render(play.ana.modal or play.ana.last))
    await play.type("settings")
    seen.append(render(play.ana.modal or play.ana.last))
    await play.tap(okr_list.OPEN_EDIT_KEY_RESULT, number(KEY_RESULT))
    seen.append(render(await play.ana.open_home()))
    return "\n".join(seen)


@pytest.mark.parametrize("name", NASTY)
async def test_people_write_what_they_like(play: Play, name: str) -> None:
    world, writer = play.world, Writer(play, NASTY[name])
    await world.slack.change_person(play.cast.ben, real_name=NASTY[name][:200])
    for write in (
        write_okrs,
        write_check_in,
        write_work,
        write_shelf,
        write_settings,
        write_set_up,
        paste,
        name_plan,
    ):
        await write(writer)
    writer.assert_shown(await look_everywhere(play))
    await play.tap("prompt.post", number(TEAM))
    await world.tick()
    assert play.cast.checkout.bot_messages != []
    await close_cycle(writer)
    await world.tick()
    assert world.slack.log.pings == []
    world.slack.assert_clean()
    assert await too_long(world) == []


@pytest.mark.parametrize("name", NASTY)
async def test_people_type_what_they_like(play: Play, name: str) -> None:
    """Behind the command, where every verb reads something else."""
    for verb in (
        "",
        "work add",
        "history",
        "edit",
        "checkin",
        "plan",
        "@",
        "#",
        "help",
        "settings",
        "shelf",
    ):
        await play.type(f"{verb} {NASTY[name]}".strip())
    assert play.world.slack.log.pings == []
    play.world.slack.assert_clean()


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
async def test_what_no_database_stores_goes_no_further(play: Play, sign: str) -> None:
    """Slack lets nobody type these; somebody who does gets Slack's own word for it."""
    recordings = await recorded(play, stories.check_in_once)
    recording = recordings[Kind.SUBMISSION, check_in.SUBMIT]
    restore_database(play.world, recording.database)
    before = dump(play.world)
    delivery = as_person(play.world, recording.delivery, play.ana, play.cast.checkout.id)
    spoilt = changed(delivery, lambda text: text.replace("better", f"bet{sign}ter"))
    outcome = await send(play.world, spoilt)
    assert (outcome.answer.status, outcome.faults) == (400, [])
    assert difference(before, dump(play.world)) == []


async def too_long(world: World) -> list[str]:
    """Return columns that hold more than PostgreSQL would take."""
    found = []
    async with reading(world.sessions) as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                most = getattr(column.type, "length", None)
                if isinstance(column.type, String) and not isinstance(column.type, Text) and most:
                    longest = await session.scalar(select(func.max(func.length(column))))
                    if longest and longest > most:
                        found.append(f"{column}: {longest} of {most}")
    return found
