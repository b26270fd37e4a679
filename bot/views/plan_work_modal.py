"""The form of planning: nothing can be typed before a key result is chosen."""

from bot.okr.new_work import MAX_LINK
from bot.okr.places import MAX_SENTENCE
from bot.okr.planning import PlanForm, Planned
from bot.okr.standing import KeyResultStanding
from bot.views.blocks import (
    Block,
    View,
    actions,
    button,
    checkboxes,
    escape,
    field,
    modal,
    option,
    person_picker,
    section,
    text_input,
)
from bot.views.placement_fields import (
    HOW_WOULD_IT_MOVE,
    HYPOTHESIS,
    KEY_RESULT,
    key_result_menu,
)
from bot.views.plan_work import (
    AGAIN,
    CHOOSE,
    DONE,
    MUST_HAPPEN,
    OWNER,
    SUBMIT,
    TITLE,
    UNDO,
)
from bot.views.standing import key_result_name, short_state, value_and_aim

MAX_TITLES = 5


def plan_work_modal(form: PlanForm) -> View:
    """Return the choice of a key result, and once it is chosen the fields of the plan."""
    chosen = form.chosen
    menu = key_result_menu(form.objectives, CHOOSE, chosen=chosen.key_result.id if chosen else None)
    # No input yet: Slack wants a submit button for one, and there is nothing to submit.
    choice = section("*Which key result?*", accessory=menu, block_id=KEY_RESULT)
    blocks = [choice]
    if chosen is not None:
        blocks += [section(_standing(chosen)), *_plan_fields(form)]
    return modal(
        "Plan work",
        blocks,
        callback_id=SUBMIT,
        submit="Plan it" if chosen else None,
        private_metadata=form.token,
    )


def planned_modal(planned: Planned) -> View:
    """Return what was planned, with the way back and the way on."""
    must = " It must happen this week." if planned.must_happen else ""
    text = f"Planned for {planned.key_result.label}.{must}\n*{escape(planned.title)}*"
    buttons = actions(
        button("Plan another", AGAIN, value=str(planned.team.id)),
        button("Undo", UNDO, value=str(planned.placement_id), label=f"Undo {planned.title}"),
    )
    return modal("Plan work", [section(text), buttons], callback_id=DONE, close="Close")


def plan_undone_modal(title: str, team_id: int) -> View:
    """Return that a plan was taken back."""
    again = actions(button("Plan another", AGAIN, value=str(team_id)))
    blocks = [section(f"Undone. *{escape(title)}* is not planned any more."), again]
    return modal("Plan work", blocks, callback_id=DONE, close="Close")


def _standing(standing: KeyResultStanding) -> str:
    """Say where the key result stands before anything is planned for it."""
    confidence = f"{standing.confidence}/10" if standing.confidence else "no confidence yet"
    lines = (
        f"*{key_result_name(standing.key_result, 200)}*  {value_and_aim(standing)}".rstrip(),
        f"{short_state(standing).capitalize()} · {confidence}",
        _work(standing),
    )
    return "\n".join(line for line in lines if line)


def _work(standing: KeyResultStanding) -> str:
    if not standing.work:
        return "→ no work yet"
    titles = [escape(item.title, 60) for item in standing.work[:MAX_TITLES]]
    more = len(standing.work) - len(titles)
    return f"→ {', '.join(titles)}" + (f" and {more} more" if more else "")


def _plan_fields(form: PlanForm) -> list[Block]:
    taken = ", ".join(form.must_happen)
    return [
        field("The work", text_input(TITLE, max_length=MAX_LINK), block_id=TITLE),
        field(
            HOW_WOULD_IT_MOVE,
            text_input(HYPOTHESIS, max_length=MAX_SENTENCE),
            block_id=HYPOTHESIS,
        ),
        field("Who does it?", person_picker(OWNER), block_id=OWNER, is_optional=True),
        field(
            "This week",
            checkboxes(MUST_HAPPEN, [option("Must happen this week", "yes")]),
            block_id=MUST_HAPPEN,
            is_optional=True,
            hint=f"At most three. So far: {taken}." if taken else "At most three a week.",
        ),
    ]
