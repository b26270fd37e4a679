"""The first check-in: two mistakes shown under their fields, mended, and saved once."""

from sandbox.walkthrough.first_week import FirstWeek

VALUE, CONFIDENCE = "Value now (s)", "How likely by 31 Dec?"
NOTE = "What changed, or what's in the way?"


async def play(stage: FirstWeek) -> None:
    """Let Ben say where the page load is."""
    await stage.at(9, "16:00", "Ben checks in")
    stage.say("Ben owns 1.2 Page load. He has measured it.")
    await stage.command(stage.ben, "checkin 1.2")
    stage.show_modal(stage.ben, "1.2 Page load", "aim 1.5 s", "I'm stuck")
    stage.fill(stage.ben, VALUE, "1.234")
    stage.fill(stage.ben, CONFIDENCE, 3)
    await stage.press(stage.ben, "Save")
    stage.show_errors(stage.ben, value="two numbers", note="Confidence fell from 4 to 3")

    stage.say("Nothing is lost. He writes what he means, and why it became less likely.")
    stage.fill(stage.ben, VALUE, "2,9")
    stage.fill(stage.ben, NOTE, "Images are *not* ours & <!channel> waits for a CDN.")
    stage.fill(stage.ben, "Stuck?", value=True)
    await stage.press(stage.ben, "Save")
    stage.show_modal(stage.ben, "Saved", "2.9 s", "3/10")
    stage.holds("nobody was pinged by what he wrote", stage.slack.log.pings == [])
    await stage.press(stage.ben, "Done")
