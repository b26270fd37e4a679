"""The prompt: two hours before the meeting, once, and the OKRs come first."""

from sandbox.walkthrough.first_week import FirstWeek


async def play(stage: FirstWeek) -> None:
    """Let Tuesday morning come."""
    await stage.at(10, "07:59", "A minute before the prompt")
    stage.holds("nothing is posted yet", len(stage.posts) == 1, stage.posts)

    await stage.at(10, "08:00", "Two hours before the meeting: the prompt")
    stage.holds("the channel got one new message", len(stage.posts) == 2, stage.posts)
    prompt = stage.prompt
    stage.show_message(
        "Everybody in #checkout sees",
        prompt,
        "Checkout · week 6 of 13",
        "Planning today 10:00",
        "1.2 Page load: Ben is stuck",
        "1.1 Completion  66 %, aim 72 %",
        "1.2 Page load  2.9 s, aim 1.5 s",
        "What would move these this week?",
        "8 things have no place yet",
    )
    okrs, work = prompt.shown.index("3.1 Rollbacks"), prompt.shown.index("8 things")
    stage.holds("every OKR stands before any of the work", okrs < work)
    stage.holds("its text says what a notification shows", prompt.text.startswith("Checkout: "))
    stage.teller.show("A phone shows:", prompt.text.splitlines()[0])

    stage.act("(The bot's scheduler looks again, three times)")
    for _ in range(3):
        await stage.house.tick()
    stage.holds("the prompt was posted once", len(stage.posts) == 2, stage.posts)
