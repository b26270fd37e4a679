"""A team is set up: its people and its meeting, then its OKRs pasted as they are."""

from sandbox.walkthrough.first_week import FirstWeek

PASTED = """\
Buyers finish what they start
- Completion from 61 to 72 %, now 66 (Ana)
- Page load from 1.234 to 1.5 s (Ben)
- Payment errors at most 0.5 %, now 0.3 (Chidi)
Merchants go live without us
- Days to first order from 12 to 5 days, now 9
- Sellers like the new tour
- Flurbl the wizzle"""
MENDED = PASTED.replace("1.234", "3.4")


async def play(stage: FirstWeek) -> None:
    """Set up the team as somebody would who has five minutes."""
    await _fill_in_the_form(stage)
    await _paste_the_okrs(stage)
    await _mend_what_was_asked_back(stage)
    await _say_how_likely(stage)


async def _fill_in_the_form(stage: FirstWeek) -> None:
    await stage.at(9, "09:05", "Ana sets up the team")
    await stage.command(stage.ana, "setup")
    stage.show_modal(stage.ana, "Step 1 of 4", "Checkout", "Tuesday", "10:00", "Europe/Berlin")
    ticked = stage.entered(stage.ana, "Members")
    people = {stage.ana.id, stage.ben.id, stage.chidi.id}
    stage.holds("everybody there is ticked, but not the guest", set(ticked) == people, ticked)

    stage.fill(stage.ana, "Time zone", "Europe/Berlim")
    await stage.press(stage.ana, "Next")
    stage.show_errors(stage.ana, zone="Europe/Berlin")
    stage.fill(stage.ana, "Time zone", "Europe/Berlin")
    await stage.press(stage.ana, "Next")


async def _paste_the_okrs(stage: FirstWeek) -> None:
    await stage.at(9, "09:06", "The OKRs are pasted as they are")
    stage.show_modal(stage.ana, "Step 2 of 4", "Paste your OKRs", "Type one", "I don't have them")
    stage.show("Ana has this in her notes", PASTED)
    stage.fill(stage.ana, "Paste your OKRs", PASTED)
    await stage.press(stage.ana, "Next")
    stage.show_modal(
        stage.ana,
        "1 · Buyers finish what they start",
        "1.1 Completion: 61 → 72 %, now 66 · Ana",
        "1.2 Page load from 1.234 to 1.5 s: no number yet",
        "two numbers",
        "1.3 Payment errors: at most 0.5 %, now 0.3 · Chidi",
        "2.1 Days to first order: 12 → 5 days, now 9",
        "2.2 Sellers like the new tour: no number yet",
        "2.3 Flurbl the wizzle: no number yet",
    )


async def _mend_what_was_asked_back(stage: FirstWeek) -> None:
    await stage.at(9, "09:07", "What can mean two things is asked back, never guessed")
    stage.fill(stage.ana, "1.1 Completion", 7)
    await stage.press(stage.ana, "Back")
    pasted = stage.entered(stage.ana, "Paste your OKRs")
    stage.holds("her text is still there", pasted == PASTED, pasted)
    stage.act("Ana changes 1.234 to 3.4")
    stage.ana.fill("Paste your OKRs", MENDED)
    await stage.press(stage.ana, "Next")
    stage.show_modal(stage.ana, "1.2 Page load: 3.4 → 1.5 s · Ben")
    stage.reads_not(stage.ana.front.shown, "two numbers")


async def _say_how_likely(stage: FirstWeek) -> None:
    await stage.at(9, "09:08", "One tap of confidence each; incomplete lines may be saved")
    kept = stage.entered(stage.ana, "1.1 Completion")
    stage.holds("the 7 she gave before is kept", kept and kept["value"] == "7", kept)
    for label, confidence in (("1.2", 4), ("1.3", 8), ("2.1", 6)):
        stage.fill(stage.ana, label, confidence)
    await stage.press(stage.ana, "Save")
