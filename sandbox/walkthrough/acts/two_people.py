"""Two people check in for the same key result: nobody's words are lost or overwritten."""

from sandbox.walkthrough.acts.first_check_in import CONFIDENCE, NOTE
from sandbox.walkthrough.first_week import FirstWeek

VALUE = "Value now (%)"


async def play(stage: FirstWeek) -> None:
    """Let Ana and Ben have the same form open."""
    await stage.at(10, "08:40", "Two people check in for the same key result")
    stage.say("Ana and Ben both open the form for 1.1 Completion. Ben saves first.")
    for person in (stage.ana, stage.ben):
        await stage.command(person, "checkin 1.1")
    stage.fill(stage.ben, VALUE, "67")
    stage.fill(stage.ben, CONFIDENCE, 8)
    stage.fill(stage.ben, NOTE, "The new form is out.")
    await stage.press(stage.ben, "Save")
    stage.show_modal(stage.ben, "66 → 67 %", "8/10 (+1)")
    await stage.press(stage.ben, "Done")

    stage.fill(stage.ana, VALUE, "67.5")
    stage.fill(stage.ana, CONFIDENCE, 7)
    await stage.press(stage.ana, "Save")
    stage.show_modal(stage.ana, "Ben checked in just now: 67 %, 8/10", "Save yours as well?")
    entered = stage.entered(stage.ana, VALUE)
    stage.holds("what Ana entered is still there", entered == "67.5", entered)
    await stage.press(stage.ana, "Save")
    stage.show_errors(stage.ana, note="Confidence fell from 8 to 7")
    stage.fill(stage.ana, NOTE, "Half of it is the sale we had.")
    await stage.press(stage.ana, "Save")
    stage.show_modal(stage.ana, "67 → 67.5 %", "7/10 (−1)")
    await stage.press(stage.ana, "Done")

    stage.scene("Both check-ins are kept")
    await stage.command(stage.chidi, "history 1.1")
    stage.show_modal(stage.chidi, "67.5 %", "Half of it is the sale", "67 %", "The new form is out")
    shown = stage.chidi.front.shown
    stage.holds("the newest stands first", shown.index("Half of it") < shown.index("The new form"))
    await stage.press(stage.chidi, "Close")
    stage.scene("The prompt follows")
    stage.show_edit(stage.prompt, "67.5 %, aim 72 %")
