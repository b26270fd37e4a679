"""Tells in a few words what somebody does."""

from collections.abc import Iterable
from functools import singledispatch

from sandbox.quarter import deeds
from sandbox.quarter.deeds import Deed, Said

WHERE = {
    deeds.Where.SHELF: "shelf",
    deeds.Where.DROP: "dropped",
    deeds.Where.HEALTH: "engineering health",
    deeds.Where.UPKEEP: "upkeep",
    deeds.Where.ANYWAY: "anyway",
}


def paragraph(done: Iterable[Deed]) -> str:
    """Return what people do, one sentence after the other."""
    sentences = [told(deed) for deed in done]
    return " ".join(one if one.endswith((".”", "?”")) else f"{one}." for one in sentences)


@singledispatch
def told(deed: Deed) -> str:
    """Return what somebody does, as a sentence without its full stop."""
    raise NotImplementedError(type(deed))


@told.register
def _(deed: deeds.SetUp) -> str:
    with_ = ", ".join(name for name in deed.members if name != deed.who)
    return f"{deed.who} sets up {deed.name} in #{deed.channel} with {with_}"


@told.register
def _(deed: deeds.CheckIn) -> str:
    return f"{deed.who} checks in for {_said(deed.said)}"


@told.register
def _(deed: deeds.CheckInDue) -> str:
    return f"{deed.who} checks in for {_and([_said(one) for one in deed.said])}"


@told.register
def _(deed: deeds.Plan) -> str:
    return f"{deed.who} plans “{deed.work}” from {deed.number}"


@told.register
def _(deed: deeds.AddWork) -> str:
    return f"{deed.who} begins “{deed.work}”"


@told.register
def _(deed: deeds.PlaceThem) -> str:
    return f"{deed.who} places {_and([_placed(one) for one in deed.answers])}"


@told.register
def _(deed: deeds.Finish) -> str:
    return f"{deed.who} finishes “{deed.work}”"


@told.register
def _(deed: deeds.ChangeTarget) -> str:
    return f"{deed.who} changes the aim of {deed.number} to {deed.target}: “{deed.why}”"


@told.register
def _(deed: deeds.AddObjective) -> str:
    return (
        f"{deed.who} adds objective {deed.objective.number}, {deed.objective.title}: “{deed.why}”"
    )


@told.register
def _(deed: deeds.Note) -> str:
    acts = {
        deeds.NoteKind.DECISION: "keeps a decision",
        deeds.NoteKind.STUCK: "keeps what is stuck",
        deeds.NoteKind.PARKED: "parks",
    }
    return f"{deed.who} {acts[deed.kind]}: “{deed.text}”"


@told.register
def _(deed: deeds.Pause) -> str:
    return f"{deed.who} sets a pause from {deed.first:%-d %b} to {deed.last:%-d %b}: {deed.reason}"


@told.register
def _(deed: deeds.Follow) -> str:
    return f"{deed.who} follows {deed.team} from outside"


@told.register
def _(deed: deeds.PlanNextCycle) -> str:
    return f"{deed.who} was asked about the next quarter, and begins to plan it"


@told.register
def _(deed: deeds.StartFresh) -> str:
    return f"{deed.who} starts fresh: what has no place goes to the shelf"


@told.register
def _(deed: deeds.CopyOkrs) -> str:
    return f"{deed.who} copies {_and(deed.numbers)} into the plan"


@told.register
def _(deed: deeds.AddIdeas) -> str:
    return f"{deed.who} has ideas for {deed.number}: {_and(deed.ideas)}"


@told.register
def _(deed: deeds.MakeWork) -> str:
    return f"{deed.who} makes “{deed.idea}” work for {deed.number}"


@told.register
def _(deed: deeds.BringBack) -> str:
    return f"{deed.who} brings “{deed.work}” back from the shelf for {deed.number}"


@told.register
def _(deed: deeds.BeginCycle) -> str:
    return f"{deed.who} begins the quarter that was planned"


@told.register
def _(deed: deeds.CloseCycle) -> str:
    return f"{deed.who} closes the last quarter. What was learned: “{deed.learned}”"


def _said(said: Said) -> str:
    value = said.value
    if isinstance(value, bool):
        words = "yes" if value else "not yet"
    elif isinstance(value, tuple):
        words = _and(value) if value else "nothing yet"
    else:
        words = value
    stuck = ", stuck" if said.is_stuck else ""
    return f"{said.number} ({words}, {said.confidence}/10{stuck})"


def _placed(answer: deeds.Answer) -> str:
    if answer.is_thought_of is False:
        return f"“{answer.work}” (would not have been thought of: shelf)"
    return f"“{answer.work}” ({answer.number or WHERE[answer.where]})"


def _and(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
