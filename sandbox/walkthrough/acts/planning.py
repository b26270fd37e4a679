"""Plan from a key result: nothing can be typed before one is chosen."""

from sandbox.blocks.walk import controls
from sandbox.walkthrough.first_week import FirstWeek

INTO = "plain_text_input"


async def play(stage: FirstWeek) -> None:
    """Let Chidi plan work that comes from a key result."""
    await stage.at(10, "08:10", "Chidi plans from a key result")
    await stage.press(stage.chidi, "Plan from a key result", on=stage.prompt)
    stage.show_modal(stage.chidi, "Which key result?")
    kinds = [control.kind for control in controls(stage.chidi.front.blocks)]
    stage.holds("nothing can be typed before a key result is chosen", INTO not in kinds, kinds)
    stage.holds("and nothing can be submitted", stage.chidi.front.submit == "")

    await stage.choose(stage.chidi, "Choose a key result", "1.2 Page load")
    stage.show_modal(stage.chidi, "1.2 Page load", "2.9 s, aim 1.5 s", "How would the number move?")
    stage.fill(stage.chidi, "The work", "Try a CDN for images")
    stage.fill(stage.chidi, "How would the number move?", "Images are two thirds of the load.")
    stage.fill(stage.chidi, "Who does it?", stage.chidi)
    stage.fill(stage.chidi, "This week", value=True)
    await stage.press(stage.chidi, "Plan it")
    stage.show_modal(stage.chidi, "Planned for 1.2", "It must happen this week.")
    await stage.press(stage.chidi, "Close")

    stage.scene("The prompt is edited in place")
    stage.show_edit(stage.prompt, "Try a CDN for images")
