"""OKRs that are changed after they were set, and why."""

from sandbox.quarter.deeds import AddObjective, ChangeTarget
from sandbox.quarter.playing.players import Acts, Players, has_field
from sandbox.quarter.playing.set_up import type_in


async def change_target(players: Players, deed: ChangeTarget) -> None:
    """Give a key result another aim."""
    lead = await players.command(deed, f"edit {deed.number}")
    if not has_field(lead, "Aim"):
        await lead.choose("Edit", within=deed.number)
    lead.fill("Aim", deed.target)
    lead.fill("Why the change?", deed.why)
    await lead.press("Save")
    await lead.press("Done")


async def add_objective(players: Players, deed: AddObjective) -> None:
    """Add an objective with its key result."""
    lead = await players.command(deed, "new")
    await lead.press("Add")
    lead.fill("Objective", deed.objective.title)
    lead.fill("Why now?", deed.why)
    await lead.press("Save")
    [aim] = deed.objective.aims
    await lead.press("Add a key result")
    await type_in(players, lead, aim)
    players.titles[deed.team, aim.number] = f"{aim.number} {aim.title}"


ACTS: Acts = {ChangeTarget: change_target, AddObjective: add_objective}
