"""What is shown can be read and reached: contrast, names, focus, in both themes and when narrow."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Open

pytestmark = pytest.mark.timeout(180)

# WCAG 2.2, 1.4.3: the ratio of luminances of every text that is shown to what is behind it.
FAINT = """
() => {
  const parts = (css) => css.match(/[\\d.]+/g).map(Number);
  const channel = (one) => (one /= 255) <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4;
  const light = (c) => c.slice(0, 3).map(channel)
    .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  const over = (top, below) => top.slice(0, 3)
    .map((one, at) => one * (top[3] ?? 1) + below[at] * (1 - (top[3] ?? 1)));
  const behind = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      layers.push(parts(getComputedStyle(one).backgroundColor));
      if ((layers.at(-1)[3] ?? 1) === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  return [...document.querySelectorAll("body *")].filter((one) => {
    const isText = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!isText || !one.checkVisibility() || one.matches("option, [aria-hidden]")) return false;
    const ground = behind(one);
    const ink = over(parts(getComputedStyle(one).color), ground);
    return ratio(light(ink), light(ground)) < 4.5;
  }).map((one) => `${one.localName}.${one.className}: ${one.textContent.slice(0, 40)}`);
}
"""
NAMELESS = """
() => [...document.querySelectorAll("button, select, input, textarea, summary, [role=group]")]
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.textContent.trim() && one.matches("button, summary"))
    && !one.ariaLabel && !one.labels?.length
    && !document.getElementById(one.getAttribute("aria-labelledby"))?.textContent.trim())
  .map((one) => one.outerHTML.slice(0, 120))
"""
TWICE = """
() => {
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  return ids.filter((one, at) => ids.indexOf(one) !== at);
}
"""


async def look(page: Page) -> None:
    assert await page.evaluate(FAINT) == []
    assert await page.evaluate(NAMELESS) == []
    assert await page.evaluate(TWICE) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_everything_can_be_read_and_has_a_name(open_tab: Open, theme: str) -> None:
    page = await open_tab(color_scheme=theme)
    await page.get_by_label("Message #checkout").fill("/okr")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.private")).to_have_count(1)
    await page.get_by_role("button", name="1 reply").last.click()
    await expect(page.locator("#thread h2")).to_be_visible()
    await look(page)
    for press in ("Settings", "Edit OKRs", "Place them"):
        await page.locator("#main button", has_text=press).last.click()
        await expect(page.locator("#modal[open]")).to_be_visible()
        if press == "Place them":
            await page.locator("#modal button[type=submit]").click()
            await expect(page.locator("#modal .wrong")).to_be_visible()
        await look(page)
        await page.keyboard.press("Escape")
        await expect(page.locator("#modal")).to_be_hidden()
    await page.locator("#sidebar").get_by_role("button", name="okrbot").click()
    await expect(page.locator(".home")).to_be_visible()
    await look(page)


async def test_on_a_phone_nothing_is_wider_than_the_screen(open_tab: Open) -> None:
    page = await open_tab(viewport={"width": 390, "height": 780})
    await page.get_by_label("Message #checkout").fill("/okr")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.private")).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.locator("#main button", has_text="Settings").last.click()
    form = page.locator("#modal[open]")
    await expect(form.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
    assert await form.evaluate("one => one.querySelector('.body').scrollWidth") <= 390
