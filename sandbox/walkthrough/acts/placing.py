"""Place them: one piece of work at a time, every kind of answer, and undo."""

from sandbox.walkthrough.first_week import FirstWeek

WHERE = "Where does it belong?"
HOW = "How would the number move?"
THOUGHT = "Starting from objective 3, would you have thought of this?"


async def play(stage: FirstWeek) -> None:
    """Let Ben answer for each piece of work that has no place."""
    await stage.at(10, "08:20", "Ben places the rest")
    await stage.press(stage.ben, "Place them", on=stage.prompt)
    await _link_the_first(stage)
    await _answer(stage, "github.com/acme/shop/issues/212", "Upkeep")
    await _answer(stage, "Admin dark mode", "Not now: shelf")
    await _rethink(stage)
    await _answer(stage, "Renew certificates", "Engineering health")
    await _answer(stage, "Old coupon page", "Drop it")
    await _do_it_anyway(stage, "Save, next")
    await _skip_and_come_back(stage)
    await _see_what_became_of_it(stage)


async def _link_the_first(stage: FirstWeek) -> None:
    stage.show_modal(stage.ben, "1 of 8", "Guest checkout", WHERE)
    is_chosen = "◉" in stage.ben.front.shown
    stage.holds("nothing is chosen or suggested beforehand", not is_chosen)
    await stage.choose(stage.ben, WHERE, "Moves a key result")
    await stage.choose(stage.ben, "Which?", "1.1 Completion")
    await stage.press(stage.ben, "Save, next")
    stage.show_errors(stage.ben, hypothesis="complete this")
    stage.fill(stage.ben, HOW, "Half of those who leave do so at the sign-up.")
    await stage.press(stage.ben, "Save, next")


async def _answer(stage: FirstWeek, title: str, answer: str) -> None:
    stage.glance(stage.ben, title)
    await stage.choose(stage.ben, WHERE, answer)
    await stage.press(stage.ben, "Save, next")


async def _rethink(stage: FirstWeek) -> None:
    stage.say("Log cleanup is older than objective 3, so the bot asks the honest question.")
    stage.glance(stage.ben, "Log cleanup")
    await stage.choose(stage.ben, WHERE, "Moves a key result")
    await stage.choose(stage.ben, "Which?", "3.1 Rollbacks")
    stage.fill(stage.ben, HOW, "We would see a bad release before customers do.")
    stage.show_modal(stage.ben, THOUGHT)
    stage.fill(stage.ben, THOUGHT, "No")
    await stage.press(stage.ben, "Save, next")
    stage.show_errors(stage.ben, would_have_thought="Fair.")
    stage.fill(stage.ben, THOUGHT, "Yes")
    await stage.press(stage.ben, "Save, next")


async def _do_it_anyway(stage: FirstWeek, button: str) -> None:
    stage.glance(stage.ben, "Sales ask: blue buttons")
    await stage.choose(stage.ben, WHERE, "No objective, doing it anyway")
    stage.fill(stage.ben, "Why?", "Promised to a customer.")
    await stage.press(stage.ben, button)


async def _skip_and_come_back(stage: FirstWeek) -> None:
    stage.glance(stage.ben, "8 of 8", "Retry rules")
    await stage.press(stage.ben, "Skip")
    stage.show_modal(stage.ben, "2 linked", "1 anyway", "1 skipped")
    await stage.press(stage.ben, "Undo")
    stage.show_modal(stage.ben, "Undone: Sales ask: blue buttons.")
    await _do_it_anyway(stage, "Save")


async def _see_what_became_of_it(stage: FirstWeek) -> None:
    stage.show_modal(stage.ben, "2 linked, 1 anyway", "1 shelved, 1 dropped, 1 skipped")
    await stage.press(stage.ben, "Close")
    stage.scene("The prompt follows")
    stage.show_edit(stage.prompt, "Guest checkout", "Log cleanup")
    stage.reads(stage.prompt.shown, "1 thing has no place yet")
    stage.reads_not(stage.prompt.shown, "Old coupon page", "Admin dark mode")
