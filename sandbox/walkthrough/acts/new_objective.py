"""An objective is added later: `/okr new`, its key result, and the reason for it."""

from sandbox.walkthrough.first_week import FirstWeek


async def play(stage: FirstWeek) -> None:
    """Let Ana add what the team forgot."""
    await stage.at(9, "15:00", "Ana adds an objective that was forgotten")
    await stage.command(stage.ana, "new")
    await stage.press(stage.ana, "Add")
    stage.fill(stage.ana, "Objective", "Releases do not wake anybody")
    await stage.press(stage.ana, "Save")
    stage.show_modal(stage.ana, "3 · Releases do not wake anybody", "1.2 Page load")

    await stage.press(stage.ana, "Add a key result")
    await stage.choose(stage.ana, "Kind", "Goes down")
    stage.fill(stage.ana, "Key result", "Rollbacks")
    stage.fill(stage.ana, "Starts at", "6")
    stage.fill(stage.ana, "Aim", "six")
    stage.fill(stage.ana, "Unit", "a month")
    stage.fill(stage.ana, "Owner", stage.chidi)
    await stage.press(stage.ana, "Save")
    stage.show_errors(stage.ana, target="number")
    stage.fill(stage.ana, "Aim", "2")
    await stage.press(stage.ana, "Save")
    stage.show_modal(stage.ana, "3.1 Rollbacks", "6 → 2 a month", "Chidi")
    await stage.press(stage.ana, "Done")
