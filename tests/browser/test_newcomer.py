"""A first visit in a real browser: the five steps of the tour, by mouse and by keyboard."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Open

# A native dialog lets one go on to the browser's own bars; then the page has no focus.
NOTHING_BEHIND = "document.querySelector('#modal').contains(document.activeElement) || \
    document.activeElement === document.body"
pytestmark = pytest.mark.timeout(180)


async def close_form(page: Page) -> None:
    await page.keyboard.press("Escape")
    await expect(page.locator("#modal")).to_be_hidden()


async def test_the_five_steps(page: Page) -> None:
    tour, main, modal = page.locator("#tour"), page.locator("#main"), page.locator("#modal")
    done = tour.locator("li.done")
    await expect(tour.locator("li.now")).to_contain_text("Check in")

    await page.get_by_role("button", name="⚡ Check in").click()
    await modal.locator("select").first.select_option(index=7)
    await modal.locator("textarea").first.fill("Two more banks take part.")
    await modal.get_by_role("button", name="Save").click()
    await expect(done).to_have_text(["Check in"])
    await close_form(page)

    await page.get_by_label("Message #checkout").fill("/okr")
    await page.keyboard.press("Enter")
    await main.locator("button", has_text="Place them").last.click()
    await modal.get_by_label("Upkeep").check()
    await modal.locator("button[type=submit]").click()
    await expect(done).to_have_text(["Check in", "Place work"])
    await close_form(page)

    await page.get_by_role("button", name="To the next thing").click()
    await expect(main.get_by_text("What would move these this week?").last).to_be_visible()
    await expect(page.locator("#clock time")).to_have_text("Tuesday 10 November, 08:00")

    await main.locator("button", has_text="Plan from a key result").last.click()
    await modal.locator("select").first.select_option(index=1)
    await modal.get_by_label("The work").fill("Ask five merchants")
    await modal.get_by_label("How would the number move?").fill("We learn what they lack.")
    await modal.locator("button[type=submit]").click()
    await expect(done).to_have_count(4)
    await close_form(page)

    before = len(await main.get_by_text("What would move these this week?").all())
    for _ in range(8):
        await page.get_by_role("button", name="+1 day").click()
    await expect(main.get_by_text("What would move these this week?")).to_have_count(before + 1)
    await expect(done).to_have_count(5)
    await expect(tour).to_contain_text("That was a week")
    await tour.get_by_role("button", name="Close").click()
    await expect(tour).to_be_empty()


async def test_the_keyboard_alone(page: Page) -> None:
    await page.get_by_label("Message #checkout").focus()
    await page.keyboard.type("/okr settings")
    await page.keyboard.press("Enter")
    modal = page.locator("#modal[open]")
    await expect(modal.locator("input").first).to_be_focused()
    for _ in range(40):
        await page.keyboard.press("Tab")
        assert await page.evaluate(NOTHING_BEHIND)
    await page.keyboard.press("Escape")
    await expect(modal).to_be_hidden()


async def test_reloading_ends_a_form_and_private_answers(page: Page) -> None:
    await page.get_by_label("Message #checkout").fill("/okr")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.private")).to_have_count(1)
    await page.get_by_role("button", name="⚡ Check in").click()
    await expect(page.locator("#modal[open]")).to_be_visible()
    await page.reload()
    await expect(page.locator("#modal")).to_be_hidden()
    await expect(page.locator(".message.private")).to_have_count(0)
    await expect(page.locator("#main h2")).to_have_text("# checkout")


async def test_two_tabs_as_the_same_person(page: Page, open_tab: Open) -> None:
    other = await open_tab()
    for tab in (page, other):
        await tab.get_by_role("button", name="⚡ Check in").click()
        await expect(tab.locator("#modal[open]")).to_be_visible()
    await other.keyboard.press("Escape")
    await expect(other.locator("#modal")).to_be_hidden()
    await expect(page.locator("#modal[open]")).to_be_visible()


async def test_what_one_says_the_other_sees_without_loading(page: Page, open_tab: Open) -> None:
    other = await open_tab()
    await other.get_by_label("Message #checkout").fill("half a thought")
    await page.get_by_label("Message #checkout").fill("Good morning")
    await page.keyboard.press("Enter")
    await expect(other.locator("#main").get_by_text("Good morning")).to_be_visible()
    await expect(other.get_by_label("Message #checkout")).to_have_value("half a thought")
