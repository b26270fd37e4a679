"""The form that adds work, and the confirmation after it."""

from dataclasses import dataclass

from bot.okr.new_work import MAX_LINK
from bot.okr.places import Answer
from bot.okr.work_form import AddedWork, WorkForm
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    escape,
    field,
    modal,
    option,
    person_picker,
    radio,
    section,
    text_input,
)
from bot.views.menus import menu
from bot.views.placement_fields import FieldIds, number_of, placement_fields
from bot.views.standing import key_result_name
from bot.views.state import Values, choice_of, person_of, text_of
from bot.views.work import DROP, OPEN_ADD, OPEN_LIST
from bot.views.work_words import PLACE_WORDS

SUBMIT = "work_form.submit"
ADDED = "work_form.added"
CHOOSE = "work_form.choose"
CHOOSE_KEY_RESULT = "work_form.choose_key_result"
CHOOSE_TEAM = "work_form.choose_team"

TEAM = "team"
TITLE = "title"
LINK = "link"
OWNER = "owner"
STARTED = "started"

ANSWERS = (Answer.ENGINEERING_HEALTH, Answer.UPKEEP, Answer.ANYWAY, Answer.KEY_RESULT)


@dataclass(frozen=True, slots=True)
class WorkFields:
    """What was filled in; `owner` is a Slack user id."""

    team_id: int | None
    title: str
    link: str | None
    owner: str | None
    is_started: bool | None


def work_form_modal(form: WorkForm) -> View:
    """Return the form; where the work belongs is asked once the team is known."""
    blocks = [
        *_team_choice(form),
        field(
            "What is it?",
            text_input(TITLE, initial=form.title, max_length=MAX_LINK),
            block_id=TITLE,
            hint="A title, or just a link.",
        ),
        field(
            "Link",
            text_input(LINK, initial=form.link, max_length=MAX_LINK),
            block_id=LINK,
            is_optional=True,
        ),
        field("Who does it?", person_picker(OWNER), block_id=OWNER, is_optional=True),
        field(
            "Is it started?",
            radio(STARTED, [option("Started", "yes"), option("Only an idea", "no")]),
            block_id=STARTED,
            hint="Work that somebody does counts as started.",
        ),
    ]
    if form.question is not None:
        ids = FieldIds(CHOOSE, CHOOSE_KEY_RESULT)
        blocks += placement_fields(form.question, ids, answers=ANSWERS, can_wait=True)
    return modal("Add work", blocks, callback_id=SUBMIT, submit="Add", private_metadata=form.token)


def added_modal(added: AddedWork) -> View:
    """Return what was added and where it stands."""
    place = PLACE_WORDS[added.place]
    if added.key_result is not None:
        place = f"for {key_result_name(added.key_result, 100)}"
    team_id, item_id = str(added.team.id), str(added.work_item_id)
    buttons = actions(
        button("Add another", OPEN_ADD, value=team_id),
        button("All work", OPEN_LIST, value=team_id, label="All work of the team"),
        button("Undo", DROP, value=item_id, label=f"Undo adding {added.title}"),
    )
    blocks = [section(f"Added to {escape(added.team.name)}: *{escape(added.title)}*")]
    blocks += [context(place), buttons]
    return modal("Add work", blocks, callback_id=ADDED, close="Close")


def parse_work(values: Values) -> WorkFields:
    """Read what was filled in."""
    started = choice_of(values, STARTED)
    return WorkFields(
        team_id=number_of(choice_of(values, TEAM)),
        title=text_of(values, TITLE),
        link=text_of(values, LINK) or None,
        owner=person_of(values, OWNER),
        is_started=None if started is None else started == "yes",
    )


def _team_choice(form: WorkForm) -> list[Block]:
    if not form.teams:
        return []
    options = [option(team.name, str(team.id)) for team in form.teams]
    chosen = str(form.team.id) if form.team else None
    element = menu(CHOOSE_TEAM, options, chosen=chosen, placeholder="Choose a team")
    return [field("Which team?", element, block_id=TEAM, acts_at_once=True)]
