"""What was understood of a team's pasted OKRs, shown before anything is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.okr.cycle import Cycle
from bot.okr.errors import FormError
from bot.okr.hints import size_hints
from bot.okr.key_result import MOVES, KeyResultKind, check_key_result
from bot.okr.paste import PastedKeyResult, PastedObjective, parse_paste
from bot.okr.person import Member
from bot.okr.text import one_line, shorten

MAX_TITLE = 200


@dataclass(frozen=True, slots=True)
class UnderstoodKeyResult:
    """A key result as it would be saved.

    Args:
        position: where it stands in the text, such as `0.1`; it stays when numbers move on.
        unknown_owner: the name that was given and that no member has.
    """

    position: str
    label: str
    title: str
    kind: KeyResultKind
    start: Decimal | None
    target: Decimal | None
    now: Decimal | None
    unit: str
    owner_id: int | None
    owner: str | None
    unknown_owner: str | None
    doubt: str | None


@dataclass(frozen=True, slots=True)
class UnderstoodObjective:
    """An objective as it would be saved."""

    number: int
    title: str
    owner_id: int | None
    owner: str | None
    unknown_owner: str | None
    doubt: str | None
    key_results: tuple[UnderstoodKeyResult, ...]


@dataclass(frozen=True, slots=True)
class OkrAnswer:
    """What a person chose beside a key result; the owner as Slack names them."""

    confidence: int | None = None
    owner_slack_user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """Everything that was understood.

    Args:
        answers: what was chosen before, by position.
    """

    objectives: tuple[UnderstoodObjective, ...]
    hints: tuple[str, ...]
    ends_on: date
    answers: Mapping[str, OkrAnswer] = field(default_factory=dict)

    @property
    def positions(self) -> frozenset[str]:
        """Where the key results stand in the text."""
        return frozenset(
            key_result.position
            for objective in self.objectives
            for key_result in objective.key_results
        )


def understand_text(
    text: str, *, members: Sequence[Member], cycle: Cycle, first_number: int
) -> Understood:
    """Understand pasted OKRs as those of a team.

    Args:
        first_number: the number of the first objective.

    Raises:
        FormError: with the field `text`.
    """
    pasted = parse_paste(text)
    objectives = tuple(
        _objective(objective, index, first_number + index, members)
        for index, objective in enumerate(pasted)
    )
    for objective in objectives:
        for key_result in objective.key_results:
            _check(key_result, cycle)
    counts = {objective.number: len(objective.key_results) for objective in objectives}
    hints = size_hints(counts, member_count=len(members))
    return Understood(objectives, hints, cycle.ends_on)


def text_of_lines(lines: Sequence[str]) -> str:
    """Write an objective and its key results as they would be pasted, each saying what it is."""
    objective, *key_results = lines
    return "\n".join([f"Objective: {objective}", *(f"KR: {line}" for line in key_results)])


def bare_objectives(text: str, *, first_number: int) -> tuple[UnderstoodObjective, ...]:
    """Read one objective a line, whose key results the team will decide; none counts twice.

    Raises:
        FormError: with the field `objectives`.
    """
    titles = [one_line(line.lstrip(" -*•")) for line in text.splitlines()]
    titles = list({title.casefold(): title for title in titles if title}.values())
    if len(titles) > 5:
        raise FormError({"objectives": "Write at most 5 objectives. You can add more later."})
    if any(len(title) > MAX_TITLE for title in titles):
        raise FormError({"objectives": f"Shorten each line to {MAX_TITLE} characters."})
    return tuple(
        UnderstoodObjective(first_number + index, title, None, None, None, None, ())
        for index, title in enumerate(titles)
    )


def find_owner(
    name: str | None, slack_user_id: str | None, members: Sequence[Member]
) -> Member | None:
    """Find whom a line means: by Slack id, full name, first name, or a beginning only one has."""
    if slack_user_id:
        return next((m for m in members if m.person.slack_user_id == slack_user_id), None)
    wanted = one_line(name or "").casefold()
    if not wanted:
        return None
    for is_meant in (_is_name, _is_first_name, _is_beginning):
        found = [m for m in members if is_meant(wanted, m.person.name.casefold())]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _is_name(wanted: str, name: str) -> bool:
    return name == wanted


def _is_first_name(wanted: str, name: str) -> bool:
    return name.split(" ", maxsplit=1)[0] == wanted


def _is_beginning(wanted: str, name: str) -> bool:
    return len(wanted) > 1 and name.startswith(wanted)


def _objective(
    pasted: PastedObjective, index: int, number: int, members: Sequence[Member]
) -> UnderstoodObjective:
    owner = find_owner(pasted.owner_name, pasted.owner_slack_user_id, members)
    return UnderstoodObjective(
        number=number,
        title=pasted.title,
        owner_id=owner.person.id if owner else None,
        owner=owner.person.name if owner else None,
        unknown_owner=None if owner else pasted.owner_name,
        doubt=pasted.doubt,
        key_results=tuple(
            _key_result(key_result, f"{index}.{place}", f"{number}.{place + 1}", members)
            for place, key_result in enumerate(pasted.key_results)
        ),
    )


def _key_result(
    pasted: PastedKeyResult, position: str, label: str, members: Sequence[Member]
) -> UnderstoodKeyResult:
    owner = find_owner(pasted.owner_name, pasted.owner_slack_user_id, members)
    kind, start = _way(pasted)
    is_named = pasted.owner_name or pasted.owner_slack_user_id
    return UnderstoodKeyResult(
        position=position,
        label=label,
        title=pasted.title,
        kind=kind,
        start=start,
        target=pasted.target,
        now=pasted.now,
        unit=pasted.unit,
        owner_id=owner.person.id if owner else None,
        owner=owner.person.name if owner else None,
        unknown_owner=None if owner or not is_named else pasted.owner_name or "This person",
        doubt=pasted.doubt,
    )


def _way(pasted: PastedKeyResult) -> tuple[KeyResultKind, Decimal | None]:
    """Start where the number is now when only that and the aim are given.

    Then the two also say which way it goes: "1.5 s, now 2.9" goes down.
    """
    start, target, now = pasted.start, pasted.target, pasted.now
    if pasted.kind not in MOVES or start is not None or target is None or now in {None, target}:
        return pasted.kind, start
    assert now is not None  # noqa: S101 - it is in neither
    if pasted.kind is KeyResultKind.DECREASE and now < target:
        return pasted.kind, start
    return (KeyResultKind.INCREASE if now < target else KeyResultKind.DECREASE), now


def _check(key_result: UnderstoodKeyResult, cycle: Cycle) -> None:
    try:
        check_key_result(
            title=key_result.title,
            kind=key_result.kind,
            cycle=cycle,
            start=key_result.start,
            target=key_result.target,
            now=key_result.now,
            unit=key_result.unit,
        )
    except FormError as error:
        sentence = f'"{shorten(key_result.title, 40)}": {error.sentence}'
        raise FormError({"text": sentence}) from error
