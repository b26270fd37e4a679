"""The form of an objective."""

from dataclasses import dataclass

from bot.okr.objective import MAX_TITLE, Commitment
from bot.okr.okr_change import CHANGE_WHY
from bot.okr.okr_form import ObjectiveForm
from bot.views.blocks import (
    Block,
    View,
    actions,
    field,
    modal,
    option,
    person_picker,
    radio,
    text_input,
)
from bot.views.change_why import change_why_field
from bot.views.menus import menu
from bot.views.okr_choice import back_button
from bot.views.state import Values, choice_of, person_of, text_of

SUBMIT = "okrs.objective"
TITLE, WHY, OWNER, COMMITMENT, PARENT = "title", "why", "owner", "commitment", "parent"
MAX_WHY = 3000
NO_PARENT = "none"


@dataclass(frozen=True, slots=True)
class ObjectiveFields:
    """What was filled in.

    Args:
        owner: a Slack user id.
        parent: an objective's id as it came back, not yet checked.
    """

    title: str
    why: str
    owner: str | None
    commitment: Commitment
    parent: str | None
    change_why: str


def objective_modal(form: ObjectiveForm) -> View:
    """Return the form, empty or filled with what the objective says."""
    blocks = [
        field(
            "Objective",
            text_input(
                TITLE,
                initial=form.title,
                placeholder="Buyers finish what they start",
                max_length=MAX_TITLE,
            ),
            block_id=TITLE,
            hint="What do you want to be true? No numbers yet.",
        ),
        field(
            "Why it matters",
            text_input(WHY, initial=form.why, is_multiline=True, max_length=MAX_WHY),
            block_id=WHY,
            is_optional=True,
        ),
        field(
            "Owner",
            person_picker(OWNER, chosen=form.owner or None),
            block_id=OWNER,
            is_optional=True,
        ),
        field(
            "How firm is it?",
            radio(
                COMMITMENT,
                [
                    option("Promise", Commitment.COMMITTED, description="We deliver all of it"),
                    option("Stretch", Commitment.ASPIRATIONAL, description="70 % would be good"),
                ],
                chosen=form.commitment,
            ),
            block_id=COMMITMENT,
        ),
        *_parent(form),
        *change_why_field(asks=form.asks_why, is_new=form.objective is None),
        actions(back_button(form.cycle, form.objective)),
    ]
    title = "New objective" if form.objective is None else f"Objective {form.objective.number}"
    return modal(title, blocks, callback_id=SUBMIT, submit="Save", private_metadata=form.token)


def parse_objective(values: Values) -> ObjectiveFields:
    """Read what was filled in."""
    parent = choice_of(values, PARENT)
    chosen = choice_of(values, COMMITMENT)
    is_stretch = chosen == Commitment.ASPIRATIONAL
    return ObjectiveFields(
        title=text_of(values, TITLE),
        why=text_of(values, WHY),
        owner=person_of(values, OWNER),
        commitment=Commitment.ASPIRATIONAL if is_stretch else Commitment.COMMITTED,
        parent=None if parent == NO_PARENT else parent,
        change_why=text_of(values, CHANGE_WHY),
    )


def _parent(form: ObjectiveForm) -> list[Block]:
    """Offer the objectives of other teams, if there are any."""
    if not form.parents:
        return []
    options = [option("None", NO_PARENT)]
    options += [option(one.words, str(one.id)) for one in form.parents]
    chosen = str(form.parent_id) if form.parent_id else NO_PARENT
    return [
        field(
            "Serves",
            menu(PARENT, options, chosen=chosen),
            block_id=PARENT,
            is_optional=True,
            hint="An objective of another team.",
        )
    ]
