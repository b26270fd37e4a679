"""The bot is added to a channel and says once what it will do."""

from sandbox.walkthrough.first_week import FirstWeek


async def play(stage: FirstWeek) -> None:
    """Add the bot, which Slack tells it twice, and look at the example."""
    await stage.at(9, "09:00", "The bot is added to a channel")
    stage.say("The team around Ana builds the checkout of a shop. She wants to try okrbot.")
    stage.act("Ana adds okrbot to #checkout")
    await stage.slack.invite_bot(stage.checkout, by=stage.ana)
    stage.show_message(
        "Everybody in #checkout sees",
        stage.checkout.last,
        "Ana added me.",
        "Each week before planning I post your objectives first, then the work.",
        "[Set up, 5 min] [See an example]",
    )
    stage.act("(Slack delivers the same event once more, as it does after a time-out)")
    await stage.slack.events.redeliver()
    await stage.house.tick()
    stage.holds("the channel got one message", len(stage.posts) == 1, stage.posts)

    await stage.press(stage.ben, "See an example", on=stage.checkout)
    stage.show_private(stage.ben, "An example.", "Checkout · week 6 of 13", "Talk about first")
    stage.holds("the example is Ben's alone", len(stage.posts) == 1, stage.posts)

    stage.say("Gus is a guest of the workspace. He tries it too.")
    await stage.command(stage.gus, "setup")
    stage.show_private(stage.gus, "OKRs here are for full members", "Ask a lead")
    stage.holds("no form opens for him", stage.gus.modals == [])
