"""The bot is restarted: no second prompt, and the first one still lives."""

from sandbox.walkthrough.first_week import FirstWeek


async def play(stage: FirstWeek) -> None:
    """Restart the bot before the meeting."""
    await stage.at(10, "09:20", "The bot is restarted")
    prompt = stage.prompt
    stage.act("An operator stops the bot and starts it again on the same database")
    await stage.house.stop()
    await stage.house.start()
    for _ in range(3):
        await stage.house.tick()
    stage.holds("there is no second prompt", stage.posts[-1] == prompt, stage.posts)
    stage.holds("nor was one ever posted", stage.prompt_posts == 1)

    stage.scene("The old message still lives")
    await stage.press(stage.chidi, "Check in", on=prompt)
    stage.show_modal(stage.chidi, "3.1 Rollbacks", "aim 2 a month")
    stage.fill(stage.chidi, "Value now (a month)", "5")
    stage.fill(stage.chidi, "How likely by 31 Dec?", 6)
    await stage.press(stage.chidi, "Save")
    stage.show_modal(stage.chidi, "Saved", "3.1 Rollbacks  5 a month")
    await stage.press(stage.chidi, "Done")
    stage.show_edit(prompt, "3.1 Rollbacks  5 a month, aim 2 a month")
