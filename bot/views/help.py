"""What one can type, in six verbs, and the closest verb to what was typed."""

from collections.abc import Sequence

from bot.okr.text import closest
from bot.views.blocks import Block, context, escape, section
from bot.views.message import Message

FIRST_VERBS = (
    ("", "this channel's team: its OKRs, then the work"),
    ("checkin", "say where your key results stand"),
    ("plan", "plan work from a key result"),
    ("work", "add work, see what is in play"),
    ("settings", "when you meet, who is in, what is posted"),
    ("help", "this list; `help all` for the rest"),
)
OTHER_VERBS = (
    ("setup", "set up a team in this channel"),
    ("new", "add an objective or a key result"),
    ("edit", "change, close or reorder them"),
    ("place", "say where work belongs"),
    ("shelf", "what was set aside: `shelf search`"),
    ("cycle", "see cycles, plan the next one, close one"),
    ("history", "how a key result moved: `history 1.2`; what changed: `history 1`"),
    ("risk", "what needs a word first"),
    ("prompt", "see this week's prompt, then post it"),
    ("all", "every team that you can see"),
    ("@name", "the key results of a person"),
    ("#channel", "the team of another channel"),
)

INSTEAD = {
    "recap": "There is no recap yet: `{command}` shows how the week stands.",
    "away": "You cannot say here that you are away: any member of the team can check in for you.",
    "pause": "A lead sets pauses in the settings: type `{command} settings`, then choose *More*.",
    "why": "What was said about a key result is in its history: `{command} history 1.2`.",
    "source": "Work is added here by hand: `{command} work` has a button for it.",
    "export": "There is no export yet: `{command} all` lists every team that you can see.",
}
"""What to do in place of a verb that one may expect and that is not there."""


def help_message(command: str, *, is_all: bool = False) -> Message:
    """List the six verbs that matter, or all of them."""
    verbs = (*FIRST_VERBS, *OTHER_VERBS) if is_all else FIRST_VERBS
    lines = "\n".join(f"`{f'{command} {verb}'.strip()}`  {what}" for verb, what in verbs)
    blocks: list[Block] = [section(lines)]
    if not is_all:
        blocks.append(context(f"`{command} help all` shows the rest. Everything has a button too."))
    return Message("What you can type. " + lines.replace("`", ""), blocks)


def unknown_verb(command: str, verb: str, verbs: Sequence[str]) -> Message:
    """Say what was probably meant, or what to do where there is no verb for it."""
    known = [one for one in verbs if one.isalpha()]
    near = closest(verb, [*known, *INSTEAD])
    rest = f"`{command} help` lists what you can type."
    if near is not None and near not in known:
        sentence = f"{INSTEAD[near].format(command=command)} {rest}"
    else:
        hint = f"Did you mean `{command} {near}`? " if near else ""
        sentence = f"I don't know “{escape(verb, 40)}”. {hint}{rest}"
    return Message(sentence.replace("`", ""), [section(sentence)])
