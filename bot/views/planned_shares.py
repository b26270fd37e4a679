"""Technical debt, both ways: a planned share of the work, or an objective with a metric."""

from bot.okr.cycle import Cycle
from bot.okr.planned_shares import PlannedShares, read_share
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    divider,
    escape,
    field,
    modal,
    section,
    text_input,
)
from bot.views.cycle_words import cycle_value
from bot.views.okr_choice import NEW_OBJECTIVE
from bot.views.okr_list import list_value
from bot.views.shares_button import shares_button
from bot.views.shares_words import now_words
from bot.views.state import Values, text_of

SUBMIT = "shares.save"
HEALTH, UPKEEP = "health", "upkeep"
BOTH_WAYS = (
    "*Technical debt* can be a share of the work, or better an objective with a metric: build time,"
    " rollbacks, on-call hours."
)
OR_LATER = "Or leave it for later."


def shares_modal(cycle: Cycle, shares: PlannedShares) -> View:
    """Return the form, with the other way beside it."""
    blocks = [
        section(BOTH_WAYS, accessory=_add_button(cycle)),
        *([section(now_words(shares))] if shares.are_planned else []),
        _field("Engineering health, % of the work", HEALTH, shares.health),
        _field("Upkeep, % of the work", UPKEEP, shares.upkeep),
    ]
    return modal(
        "Technical debt",
        blocks,
        callback_id=SUBMIT,
        submit="Save",
        private_metadata=cycle_value(cycle.team_id, cycle.id),
    )


def both_ways(cycle: Cycle) -> list[Block]:
    """Offer both in a form that asks for something else; what it holds stays below what opens."""
    share = shares_button(cycle, "Plan a share")
    ways = actions(share, _add_button(cycle), block_id="shares.ways")
    return [divider(), section(f"{BOTH_WAYS} {OR_LATER}"), ways]


def parse_shares(values: Values) -> tuple[int | None, int | None]:
    """Read what was filled in.

    Raises:
        FormError: with the fields `health`, `upkeep`.
    """
    return (
        read_share(text_of(values, HEALTH), field=HEALTH),
        read_share(text_of(values, UPKEEP), field=UPKEEP),
    )


def saved_words(cycle: Cycle, shares: PlannedShares) -> str:
    """Say what is planned now."""
    name = escape(cycle.name)
    return f"Saved for {name}. {now_words(shares)}" if shares.are_planned else f"Saved for {name}."


def _add_button(cycle: Cycle) -> Block:
    return button("Add an objective", NEW_OBJECTIVE, value=list_value(cycle))


def _field(label: str, name: str, share: int | None) -> Block:
    element = text_input(name, initial="" if share is None else str(share), max_length=8)
    return field(label, element, block_id=name, is_optional=True)
