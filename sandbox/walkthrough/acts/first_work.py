"""What the team is in the middle of, a look at the first prompt, and waiting for it."""

from sandbox.walkthrough.first_week import FirstWeek

IN_THE_MIDDLE = """\
Guest checkout
https://github.com/acme/shop/issues/212
Admin dark mode
Log cleanup
Renew certificates
Old coupon page
Sales ask: blue buttons
Retry rules"""


async def play(stage: FirstWeek) -> None:
    """End the set-up without importing a backlog, and without a post before its time."""
    await stage.at(9, "09:09", "What are you in the middle of?")
    stage.show_modal(stage.ana, "Step 4 of 4", "Leave the backlog where it is")
    stage.show("Ana types", IN_THE_MIDDLE)
    stage.fill(stage.ana, "What are you in the middle of?", IN_THE_MIDDLE)
    await stage.press(stage.ana, "Next")

    await stage.at(9, "09:10", "The first prompt, for Ana's eyes only")
    stage.show_modal(stage.ana, "Only you see it yet", "Checkout · week 6 of 13", "[Post now]")
    stage.holds("nothing is posted yet", len(stage.posts) == 1, stage.posts)
    await stage.press(stage.ana, "Wait for tomorrow 08:00")
    stage.show_modal(stage.ana, "The first prompt comes tomorrow 08:00.")
    await stage.press(stage.ana, "Close")

    await stage.at(9, "09:15", "A channel has one team")
    await stage.command(stage.ben, "setup")
    stage.show_private(stage.ben, "This channel already has a team, Checkout")
    stage.holds("no form opens for Ben", stage.ben.modals == [])
