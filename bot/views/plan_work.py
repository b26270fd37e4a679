"""Plan from a key result: its buttons, and what was filled in."""

from dataclasses import dataclass

from bot.views.blocks import Block, button
from bot.views.placement_fields import HYPOTHESIS, KEY_RESULT, number_of
from bot.views.state import Values, choice_of, is_ticked, person_of, text_of

OPEN = "plan_work.open"
"""Its value is a key result's id, or what `team_value` returns, or empty for the channel's team."""

AGAIN = "plan_work.again"
"""Planning something else after something was planned; its value is a team's id."""

CHOOSE = "plan_work.choose"
SUBMIT = "plan_work.submit"
UNDO = "plan_work.undo"
DONE = "plan_work.done"

TITLE = "title"
OWNER = "owner"
MUST_HAPPEN = "must_happen"

_TEAM = "team:"


@dataclass(frozen=True, slots=True)
class PlanFields:
    """What was filled in; `owner` is a Slack user id."""

    key_result_id: int | None
    title: str
    hypothesis: str
    owner: str | None
    must_happen: bool


def team_value(team_id: int) -> str:
    """Return the value of a button that plans for a team, its key result not yet chosen."""
    return f"{_TEAM}{team_id}"


def plan_button(team_id: int) -> Block:
    """Return the button that starts planning from a key result."""
    return button("Plan from a key result", OPEN, value=team_value(team_id))


def parse_value(value: str) -> tuple[int | None, int | None]:
    """Read the value of a button that plans: the team's id, then the key result's."""
    if value.startswith(_TEAM):
        return number_of(value.removeprefix(_TEAM)), None
    return None, number_of(value)


def parse_plan(values: Values) -> PlanFields:
    """Read what was filled in."""
    return PlanFields(
        key_result_id=number_of(choice_of(values, KEY_RESULT)),
        title=text_of(values, TITLE),
        hypothesis=text_of(values, HYPOTHESIS),
        owner=person_of(values, OWNER),
        must_happen=is_ticked(values, MUST_HAPPEN),
    )
