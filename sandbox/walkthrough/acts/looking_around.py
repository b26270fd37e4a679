"""Looking around: the team, what is at risk, help, unknown words."""

from sandbox.walkthrough.first_week import FirstWeek


async def play(stage: FirstWeek) -> None:
    """Ask for everything that can be looked at."""
    await stage.at(10, "09:00", "The team, for whoever asks")
    await stage.command(stage.chidi)
    stage.show_private(stage.chidi, "Checkout · week 6 of 13", "1.1 Completion  67.5 %, aim 72 %")

    stage.scene("What needs a word first")
    await stage.command(stage.chidi, "risk")
    stage.show_private(stage.chidi, "Page load: Ben is stuck")

    stage.scene("Help, and words nobody knows")
    await stage.command(stage.chidi, "help")
    stage.show_private(stage.chidi, "/okr checkin", "/okr plan", "/okr work", "/okr settings")
    await stage.command(stage.chidi, "chekin")
    stage.show_private(stage.chidi, "Did you mean /okr checkin?")
    stage.holds("all of it was for Chidi alone", len(stage.posts) == 2, stage.posts)
