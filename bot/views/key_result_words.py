"""What the parts of a key result are called on screen."""

from bot.okr.key_result import KEEPS, KeyResult, KeyResultKind
from bot.okr.numbers import format_move
from bot.okr.text import count_of
from bot.views.blocks import escape
from bot.views.check_in_words import aim_of

KIND_WORDS = {
    KeyResultKind.INCREASE: "Goes up",
    KeyResultKind.DECREASE: "Goes down",
    KeyResultKind.KEEP_AT_LEAST: "Stays at least",
    KeyResultKind.KEEP_AT_MOST: "Stays at most",
    KeyResultKind.MILESTONES: "Steps to finish",
    KeyResultKind.YES_NO: "Yes or no",
}
TARGET_WORDS = {
    KeyResultKind.KEEP_AT_LEAST: "At least",
    KeyResultKind.KEEP_AT_MOST: "At most",
}
RHYTHM_WORDS = {1: "Every meeting", 2: "Every 2nd meeting", 4: "Every 4th meeting"}


def measure_of(key_result: KeyResult) -> str:
    """Say in a few words how a key result is measured, escaped: `61 → 72 %`."""
    if key_result.kind is KeyResultKind.MILESTONES:
        return count_of(len(key_result.milestones), "step")
    if key_result.kind is KeyResultKind.YES_NO:
        return "yes or no"
    if key_result.target is None:
        return "no number yet"
    if key_result.kind in KEEPS or key_result.start is None:
        return aim_of(key_result)
    return escape(format_move(key_result.start, key_result.target, unit=key_result.unit))
