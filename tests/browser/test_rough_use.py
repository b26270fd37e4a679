"""The page used as people use pages: twice too fast, with stale tabs, going back, on its own."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from sandbox.demo.demo import NOT_KEPT, Demo, running
from sandbox.demo.keeping import load
from tests.browser.conftest import Open

pytestmark = pytest.mark.timeout(180)


async def say(page: Page, text: str) -> None:
    await page.locator("#say").fill(text)
    await page.locator("#say").press("Enter")


async def open_status(page: Page) -> None:
    await say(page, "/okr")
    await expect(page.locator(".message.private")).to_have_count(1)


async def be(page: Page, name: str) -> None:
    await page.locator("#who").select_option(label=name)
    await expect(page.locator("#who option[selected]")).to_have_text(name)


async def test_a_double_click_is_one_click(page: Page) -> None:
    await open_status(page)
    await page.locator("#main .private button", has_text="Place them").dblclick()
    modal = page.locator("#modal[open]")
    await expect(modal.locator("h2")).to_have_text("Place work · 1 of 3")
    await modal.get_by_label("Upkeep").check()
    await modal.get_by_role("button", name="Save, next").dblclick()
    await expect(modal.locator("h2")).to_have_text("Place work · 2 of 3")
    await expect(modal.locator(".wrong")).to_have_count(0)
    await modal.get_by_role("button", name="Skip").dblclick()
    await expect(modal.locator("h2")).to_have_text("Place work · 3 of 3")
    await expect(page.locator("#notices")).to_be_empty()


async def test_escape_twice_leaves_nothing_behind(page: Page) -> None:
    await page.get_by_role("button", name="⚡ Check in").click()
    await expect(page.locator("#modal[open]")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(page.locator("#modal")).to_be_hidden()
    await expect(page.get_by_role("button", name="⚡ Check in")).to_be_focused()
    await expect(page.locator("#notices")).to_be_empty()
    await page.get_by_role("button", name="⚡ Check in").click()
    await expect(page.locator("#modal[open]")).to_be_visible()


async def test_a_thread_opens_first_thing_and_back_leaves_it(page: Page) -> None:
    await page.get_by_role("button", name="1 reply").last.click()
    await expect(page.locator("#reply")).to_be_focused()
    await page.get_by_role("button", name="# general").click()
    await expect(page.locator("#main h2")).to_have_text("# general")
    await page.go_back()
    await expect(page.locator("#main h2")).to_have_text("# checkout")
    await expect(page.locator("#thread h2")).to_have_text("Thread")
    await page.go_back()
    await expect(page.locator("#thread")).to_be_empty()


async def test_the_last_menu_of_a_list_is_in_sight_and_escape_closes_it_alone(page: Page) -> None:
    await say(page, "/okr work")
    form = page.locator("#modal[open]")
    await form.locator("summary").last.focus()
    await page.keyboard.press("Enter")
    await expect(form.locator(".menu button").last).to_be_in_viewport(ratio=1)
    await page.keyboard.press("Escape")
    await expect(form.locator("details[open]")).to_have_count(0)
    await expect(form.locator("summary").last).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)


async def test_what_one_sends_is_brought_into_sight(page: Page) -> None:
    messages = page.locator("#messages")
    await messages.evaluate("one => { one.scrollTop = 0; }")
    await say(page, "/okr help")
    await expect(page.locator(".message.private").last).to_be_in_viewport()
    await messages.evaluate("one => { one.scrollTop = 0; }")
    await say(page, "Good morning")
    await expect(page.locator(".message").last).to_be_in_viewport()


async def test_what_others_say_moves_nothing(page: Page, open_tab: Open) -> None:
    other = await open_tab()
    messages = page.locator("#messages")
    await page.locator("article summary").first.evaluate("one => { one.parentNode.open = true; }")
    await page.locator("article .menu button").first.focus()
    await messages.evaluate("one => { one.scrollTop = 120; }")
    await say(other, "Good morning")
    await expect(page.locator("#main").get_by_text("Good morning")).to_have_count(1)
    assert await messages.evaluate("one => one.scrollTop") == 120
    await expect(page.locator("article .menu button").first).to_be_focused()


async def test_names_and_commands_are_completed(page: Page) -> None:
    say_here = page.get_by_label("Message #checkout")
    await say_here.press_sequentially("/ok")
    await expect(page.get_by_role("option", name="/okr")).to_be_visible()
    await page.keyboard.press("Tab")
    await say_here.press_sequentially("checkin @be")
    await page.keyboard.press("Enter")
    await expect(say_here).to_have_value("/okr checkin @Ben ")
    await page.keyboard.press("Enter")
    await expect(say_here).to_have_value("")
    await say_here.press_sequentially("#cat")
    await page.keyboard.press("Escape")
    await expect(page.locator("#completions")).to_be_hidden()
    await expect(say_here).to_have_value("#cat")


async def test_a_new_channel_with_the_bot_and_a_colleague(page: Page) -> None:
    await page.get_by_role("button", name="+ Add a channel").click()
    await page.get_by_label("Name", exact=True).fill("Payments team")
    await page.keyboard.press("Enter")
    await expect(page.locator("#main h2")).to_have_text("# payments-team")
    await say(page, "/invite @Ben @okrbot")
    await expect(page.locator("#main header")).to_contain_text("2 members")
    await page.get_by_role("button", name="Set up, 5 min").click()
    await expect(page.locator("#modal h2")).to_have_text("Set up OKRs")
    await expect(page.locator("#modal").get_by_role("group", name="Members")).to_be_visible()


async def test_two_people_and_a_message_that_changed_meanwhile(
    page: Page, open_tab: Open, demo: Demo
) -> None:
    other = await open_tab()
    await be(other, "Ben")
    await page.get_by_role("button", name="To the next thing").click()
    await expect(other.locator("#main").get_by_text("Planning today")).to_have_count(1)
    await other.get_by_role("button", name="⚡ Check in").click()
    await page.get_by_role("button", name="+1 hour").click()
    form = other.locator("#modal[open]")
    await form.locator("select").first.select_option(index=3)
    await form.locator("textarea").first.fill("The rehearsal is off.")
    await form.locator("button[type=submit]").click()
    await expect(form.locator("h2")).to_have_text("Checked in")
    await page.locator("#main button", has_text="Check in").last.click()
    await expect(page.locator("#modal[open] h2")).to_have_text("Check in")


async def test_what_was_not_taken_can_be_sent_again(browser: Browser, demo: Demo) -> None:
    page = await browser.new_page()
    await page.goto(demo.slack.world.base_url)
    await page.route("**/act", lambda route: route.abort())
    await say(page, "half a thought")
    await expect(page.locator("#notices")).to_have_text(
        "The demo does not answer. Is it still running?"
    )
    await expect(page.locator("#say")).to_have_value("half a thought")


async def test_a_folder_that_went_away_is_told_of(page: Page, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "demo")
    await say(page, "Good morning")
    await expect(page.locator("#clock")).to_contain_text(NOT_KEPT)
    await expect(page.locator("#main").get_by_text("Good morning")).to_be_visible()


async def test_a_tab_lives_on_when_the_demo_is_started_again(
    browser: Browser, template: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(template, tmp_path / "demo")
    page = await browser.new_page()
    async with started(folder, 0) as demo:
        address = demo.slack.world.base_url
        await page.goto(address)
        await page.get_by_role("button", name="# general").click()
        await page.get_by_role("button", name="⚡ Check in").click()
        await expect(page.locator("#modal[open]")).to_be_visible()
        window = await page.locator("body").get_attribute("data-window")
    async with started(folder, int(address.rpartition(":")[2])):
        await expect(page.locator(f'body:not([data-window="{window}"])')).to_be_visible()
        await expect(page.locator("#modal")).to_be_hidden()
        await expect(page.locator("#main h2")).to_have_text("# general")


@asynccontextmanager
async def started(folder: Path, port: int) -> AsyncIterator[Demo]:
    kept = load(folder)
    assert kept is not None
    async with running(folder, kept, port=port) as demo:
        yield demo
