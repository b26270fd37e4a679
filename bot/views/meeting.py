"""A meeting on one card, made for a shared screen: one objective after the other, no task list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.okr.meeting import MAX_NOTE, MeetingCard, MeetingNote, NoteKind
from bot.okr.standing import KeyResultStanding, ObjectiveStanding
from bot.okr.team import Team
from bot.okr.text import count_of
from bot.views.blocks import (
    MAX_SECTION,
    Block,
    View,
    actions,
    button,
    context,
    escape,
    field,
    modal,
    section,
    text_input,
)
from bot.views.check_in_words import change_of
from bot.views.message import Message
from bot.views.standing import (
    key_result_name,
    lacks_work,
    no_work,
    objective_name,
    short_state,
    value_and_aim,
)
from bot.views.state import Values, text_of

START = "meeting.start"
"""Its value is a team's id."""

NEXT, BACK = "meeting.next", "meeting.back"
"""Their values are the meeting's id and the step the card stood at."""

DECIDE, STUCK, PARK = "meeting.decide", "meeting.stuck", "meeting.park"
"""Their values are the meeting's id and the objective's, 0 at the end."""

CORRECT = "meeting.open_correction"
"""Of the card and of the recap; its value is the round's id."""

SAVE_NOTE = "meeting.save_note"
CORRECT_NOTES = "meeting.correct"
NOTE = "note"

KINDS = {DECIDE: NoteKind.DECISION, STUCK: NoteKind.STUCK, PARK: NoteKind.PARKED}
WORDS = {NoteKind.DECISION: "Decided", NoteKind.STUCK: "Stuck", NoteKind.PARKED: "Parked"}
_ASKS = {
    NoteKind.DECISION: ("Decision", "What did you decide?"),
    NoteKind.STUCK: ("Stuck", "What is stuck, and who could help?"),
    NoteKind.PARKED: ("Park it", "What is it about? It is read out at the end."),
}
WORK_TITLES, TITLE_LENGTH, NOTE_LENGTH = 3, 60, 200
MOST_NOTES = 20


@dataclass(frozen=True, slots=True)
class NoteState:
    """What travels with the form of a note, not yet checked."""

    meeting_id: str
    objective_id: str
    kind: NoteKind | None


def start_button(team: Team) -> Block:
    """Return the button that puts the card into the thread."""
    return button("Start meeting", START, value=str(team.id), label="Start the meeting on a card")


def meeting_message(card: MeetingCard) -> Message:
    """Return the card: the objective that is talked about, or what was kept at the end."""
    blocks = _objective(card, card.objective) if card.objective else _end(card)
    said = [_text_of(block) for block in blocks]
    return Message("\n".join(line for line in said if line), [*blocks, _buttons(card)])


def note_modal(kind: NoteKind, value: str) -> View:
    """Return the form for one sentence.

    Args:
        value: of the button that was pressed.
    """
    title, asks = _ASKS[kind]
    element = text_input(NOTE, max_length=MAX_NOTE)
    return modal(
        title,
        [field(asks, element, block_id=NOTE)],
        callback_id=SAVE_NOTE,
        submit="Save",
        private_metadata=f"{value}:{kind}",
    )


def parse_note_state(private_metadata: str) -> NoteState:
    """Read what travelled with the form of a note; what is missing is empty."""
    meeting_id, objective_id, kind = [*private_metadata.split(":"), "", "", ""][:3]
    known = {one.value: one for one in NoteKind}
    return NoteState(meeting_id, objective_id, known.get(kind))


def parse_note(values: Values) -> str:
    """Read the sentence."""
    return text_of(values, NOTE)


def correct_modal(notes: Sequence[MeetingNote], round_id: int) -> View:
    """Return the form that corrects what a recap says was decided, stuck and parked."""
    fields = [
        field(
            f"{WORDS[one.kind]}{f' · {one.by}' if one.by else ''}",
            text_input(NOTE, initial=one.text, max_length=MAX_NOTE),
            block_id=f"{NOTE}:{one.id}",
            is_optional=True,
        )
        for one in notes[:MOST_NOTES]
    ]
    hint = (
        "Empty a line to take it out. A number is wrong? Its history has *Correct my last*."
        if fields
        else "Nothing was noted. A number is wrong? Its history has *Correct my last*."
    )
    return modal(
        "Correct the recap",
        [*fields, context(hint)],
        callback_id=CORRECT_NOTES,
        submit="Save" if fields else None,
        private_metadata=str(round_id),
    )


def parse_notes(values: Values) -> Mapping[int, str]:
    """Read the notes by id."""
    found = {}
    for block_id in values:
        name, _, note_id = block_id.partition(":")
        if name == NOTE and note_id.isascii() and note_id.isdecimal() and len(note_id) < 18:
            found[int(note_id)] = text_of(values, block_id)
    return found


def _objective(card: MeetingCard, objective: ObjectiveStanding) -> list[Block]:
    total = len(card.week.objectives)
    head = f"{card.step + 1} of {total}\n*{objective_name(objective.objective)}*"
    blocks = [section(head), *(section(_key_result(one)) for one in objective.key_results)]
    if not objective.key_results:
        blocks.append(section("No key result yet: what number would tell us it worked?"))
    return [*blocks, *_kept(card)]


def _key_result(standing: KeyResultStanding) -> str:
    change = change_of(standing.confidence_change)
    confidence = f"{standing.confidence}/10{change}" if standing.confidence else ""
    stuck = f"{escape(standing.stuck, 60)} is stuck" if standing.stuck else ""
    state = " · ".join(filter(None, (short_state(standing), confidence, stuck)))
    lines = (
        f"*{key_result_name(standing.key_result, 100)}*  {value_and_aim(standing)}".rstrip(),
        state[:1].upper() + state[1:],
        _note(standing),
        _work(standing),
    )
    return "\n".join(line for line in lines if line)[:MAX_SECTION]


def _note(standing: KeyResultStanding) -> str:
    note = standing.last.note.strip() if standing.last else ""
    return f"> {escape(' '.join(note.split()), NOTE_LENGTH)}" if note else ""


def _work(standing: KeyResultStanding) -> str:
    if lacks_work(standing):
        return f"→ {no_work(standing)}"
    titles = [escape(one.title, TITLE_LENGTH) for one in standing.work[:WORK_TITLES]]
    more = len(standing.work) - len(titles)
    return f"→ {', '.join(titles)}{f' and {more} more' if more else ''}" if titles else ""


def _kept(card: MeetingCard) -> list[Block]:
    counts = [
        f"{len(card.of_kind(kind))} {word.lower()}"
        for kind, word in WORDS.items()
        if card.of_kind(kind)
    ]
    return [context(" · ".join(counts))] if counts else []


def _end(card: MeetingCard) -> list[Block]:
    count = count_of(len(card.week.objectives), "objective")
    blocks = [section(f"*That was it: {count}.* Parked things last, then you are done.")]
    for kind, word in WORDS.items():
        lines = [_note_line(one) for one in card.of_kind(kind)[:MOST_NOTES]]
        if lines:
            blocks.append(section("\n".join([f"*{word}*", *lines])[:MAX_SECTION]))
    if not card.notes:
        blocks.append(section("Nothing was noted."))
    return blocks


def _note_line(note: MeetingNote) -> str:
    by = f" ({escape(note.by, 60)})" if note.by else ""
    return f"{escape(note.text, NOTE_LENGTH)}{by}"


def _buttons(card: MeetingCard) -> Block:
    at = f"{card.id}:{card.step}"
    objective_id = card.objective.objective.id if card.objective else 0
    about = f"{card.id}:{objective_id}"
    buttons = []
    if card.objective:
        label = "Next: go on to the next objective"
        buttons.append(button("Next", NEXT, value=at, style="primary", label=label))
    buttons += [
        button("Decision", DECIDE, value=about, label="Decision: write down what was decided"),
        button("Stuck", STUCK, value=about, label="Stuck: write down what is stuck"),
        button("Park it", PARK, value=about, label="Park it: read out at the end"),
    ]
    if card.step:
        label = "Back: go back to the objective before"
        buttons.append(button("Back", BACK, value=at, label=label))
    if card.notes:
        label = "Correct what was written down"
        buttons.append(button("Correct", CORRECT, value=str(card.round_id), label=label))
    return actions(*buttons)


def _text_of(block: Block) -> str:
    texts = [block["text"]] if "text" in block else block.get("elements", ())
    return " ".join(str(text.get("text", "")) for text in texts).replace("*", "")
