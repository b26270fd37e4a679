"""An example of a request for every listener: what a person does until the listener is asked."""

from dataclasses import dataclass
from enum import Enum, auto

from bot.handlers.registry import Kind
from bot.okr.permissions import Act
from bot.views import (
    all_okrs,
    bring_back,
    check_in,
    closing,
    copy_okrs,
    cycle,
    cycle_form,
    cycle_messages,
    cycle_record,
    delivery_troubles,
    first_work,
    followers,
    history,
    ideas,
    key_result_form,
    key_result_rows,
    meeting,
    objective_form,
    objective_history,
    okr_choice,
    okr_list,
    pause_fields,
    person_list,
    place_work,
    plan_work,
    planned_shares,
    planning,
    prompt_preview,
    recall,
    risk,
    set_up,
    set_up_okrs,
    settings,
    shares_button,
    shelf,
    shelf_filter,
    start_fresh,
    suggest_number,
    team,
    team_list,
    understood,
    welcome,
    work,
    work_form,
)
from bot.views.check_in_choice import CHOOSE as CHOOSE_CHECK_IN
from bot.views.check_in_saved import EDIT as EDIT_CHECK_IN
from bot.views.shelf_button import OPEN as OPEN_SHELF
from tests.handlers import stories
from tests.handlers.play import Story, number
from tests.handlers.targets import KEY_RESULT, TEAM


class About(Enum):
    """What decides whether a person may."""

    TEAM = auto()
    NEW_TEAM = auto()
    """The team that the story itself set up."""
    CHANNEL = auto()
    """A channel that has no team yet."""
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Example:
    """How a listener comes to be asked.

    Args:
        needs: what one must be allowed to do, where it is more than the listener itself says.
        is_personal: only who did it before can do it now, such as undo.
        says_nothing: it only keeps Slack from complaining, or Home says it a moment later.
    """

    story: Story
    needs: Act | None = None
    about: About = About.TEAM
    is_personal: bool = False
    says_nothing: bool = False


VERBS = {
    "": Example(stories.typed("")),
    "help": Example(stories.typed("help"), about=About.NOTHING),
    "checkin": Example(stories.typed("checkin 1.1")),
    "history": Example(stories.typed("history 1.1")),
    "work": Example(stories.typed("work")),
    "place": Example(stories.typed("place")),
    "shelf": Example(stories.typed("shelf work")),
    "plan": Example(stories.typed("plan 1.1")),
    "risk": Example(stories.typed("risk")),
    "all": Example(stories.typed("all"), about=About.NOTHING),
    "@": Example(stories.typed("@ben"), about=About.NOTHING),
    "#": Example(stories.typed("#checkout")),
    "prompt": Example(stories.typed("prompt")),
    "recap": Example(stories.typed("recap")),
    "setup": Example(stories.set_up_team, about=About.CHANNEL),
    "settings": Example(stories.typed("settings")),
    "new": Example(stories.typed("new")),
    "edit": Example(stories.typed("edit 1.1")),
    "cycle": Example(stories.typed("cycle")),
}
ACTIONS = {
    check_in.OPEN_DUE: Example(stories.tapped(check_in.OPEN_DUE)),
    check_in.OPEN: Example(stories.tapped(check_in.OPEN, number(KEY_RESULT))),
    CHOOSE_CHECK_IN: Example(stories.tapped(CHOOSE_CHECK_IN, number(KEY_RESULT))),
    check_in.BACK: Example(stories.check_in_by_pages),
    check_in.BEGIN_ANEW: Example(stories.go_on_with_check_in, is_personal=True),
    EDIT_CHECK_IN: Example(stories.check_in_once, is_personal=True),
    check_in.CORRECT: Example(stories.correct_last_check_in, is_personal=True),
    history.OPEN: Example(stories.read_old_history),
    history.CHOOSE: Example(stories.tapped(history.CHOOSE, number(KEY_RESULT))),
    history.OLDER: Example(stories.read_old_history),
    history.NEWER: Example(stories.read_old_history),
    history.OPEN_OBJECTIVE: Example(stories.read_objective_history),
    objective_history.PAGES.back: Example(stories.read_objective_history),
    objective_history.PAGES.on: Example(stories.read_objective_history),
    work.OPEN_LIST: Example(stories.go_through_work),
    work.GO_TO: Example(stories.go_through_work),
    work.PAGES.back: Example(stories.go_through_work),
    work.PAGES.on: Example(stories.go_through_work),
    work.MORE: Example(stories.go_through_work),
    work.FINISH: Example(stories.go_through_work),
    work.DROP: Example(stories.go_through_work),
    work.UNDO: Example(stories.go_through_work, is_personal=True),
    work.OPEN_ADD: Example(stories.add_work),
    work_form.CHOOSE: Example(stories.add_work),
    work_form.CHOOSE_KEY_RESULT: Example(stories.add_work),
    work_form.CHOOSE_TEAM: Example(stories.add_work_by_team),
    place_work.OPEN: Example(stories.place),
    place_work.OPEN_ONE: Example(stories.go_through_work),
    place_work.CHOOSE: Example(stories.place),
    place_work.CHOOSE_KEY_RESULT: Example(stories.place),
    place_work.SKIP: Example(stories.place),
    place_work.UNDO: Example(stories.place, is_personal=True),
    place_work.RESUME: Example(stories.place),
    plan_work.OPEN: Example(stories.plan),
    plan_work.CHOOSE: Example(stories.plan),
    plan_work.AGAIN: Example(stories.plan),
    plan_work.UNDO: Example(stories.plan_and_undo, is_personal=True),
    start_fresh.OPEN: Example(stories.start_fresh),
    start_fresh.CHOOSE: Example(stories.start_fresh),
    start_fresh.UNDO: Example(stories.start_fresh, is_personal=True),
    OPEN_SHELF: Example(stories.go_through_shelf),
    shelf_filter.SEARCH: Example(stories.go_through_shelf),
    shelf_filter.SOURCE: Example(stories.go_through_shelf),
    shelf_filter.AGE: Example(stories.go_through_shelf),
    shelf_filter.ORDER: Example(stories.go_through_shelf),
    shelf.PAGES.back: Example(stories.go_through_shelf),
    shelf.PAGES.on: Example(stories.go_through_shelf),
    shelf.SET_DOOR: Example(stories.tapped(shelf.SET_DOOR, f"{number(TEAM)}:{shelf.OPENS}")),
    shelf.BRING_BACK: Example(stories.bring_back_from_shelf),
    shelf.UNDO: Example(stories.bring_back_from_shelf, is_personal=True),
    bring_back.RETURN: Example(stories.bring_back_from_shelf),
    team.OPEN: Example(stories.tapped(team.OPEN, number(TEAM))),
    all_okrs.OPEN: Example(stories.go_through_okrs),
    all_okrs.CHOOSE: Example(stories.go_through_okrs),
    all_okrs.PAGES.back: Example(stories.go_through_okrs),
    all_okrs.PAGES.on: Example(stories.go_through_okrs),
    team_list.PAGES.back: Example(stories.tapped(team_list.PAGES.back, "0"), about=About.NOTHING),
    team_list.PAGES.on: Example(stories.tapped(team_list.PAGES.on, "1"), about=About.NOTHING),
    person_list.PAGES.back: Example(
        stories.turned_person(person_list.PAGES.back), about=About.NOTHING
    ),
    person_list.PAGES.on: Example(stories.turned_person(person_list.PAGES.on), about=About.NOTHING),
    risk.PAGES.back: Example(stories.tapped(risk.PAGES.back, "0"), about=About.NOTHING),
    risk.PAGES.on: Example(stories.tapped(risk.PAGES.on, "1"), about=About.NOTHING),
    suggest_number.OPEN: Example(stories.suggest),
    prompt_preview.OPEN: Example(stories.tapped(prompt_preview.OPEN, number(TEAM))),
    prompt_preview.POST: Example(stories.tapped(prompt_preview.POST, number(TEAM))),
    welcome.SET_UP: Example(stories.tap_welcome, about=About.CHANNEL),
    welcome.EXAMPLE: Example(stories.tapped(welcome.EXAMPLE), about=About.NOTHING),
    set_up.MORE: Example(stories.set_up_team, about=About.CHANNEL),
    set_up_okrs.OPEN: Example(stories.paste_okrs, needs=Act.EDIT_OKRS),
    set_up_okrs.SHOW_PASTE: Example(stories.type_okrs, needs=Act.EDIT_OKRS),
    set_up_okrs.SHOW_TYPE: Example(stories.type_okrs, needs=Act.EDIT_OKRS),
    set_up_okrs.SHOW_NONE: Example(stories.have_no_okrs, needs=Act.EDIT_OKRS, about=About.NEW_TEAM),
    set_up_okrs.ADD_LINE: Example(stories.type_okrs, needs=Act.EDIT_OKRS),
    understood.BACK: Example(stories.paste_okrs, needs=Act.EDIT_OKRS),
    first_work.SKIP: Example(stories.tapped(first_work.SKIP, number(TEAM))),
    first_work.WAIT: Example(stories.tapped(first_work.WAIT, number(TEAM))),
    settings.OPEN: Example(stories.tapped(settings.OPEN, number(TEAM))),
    settings.MORE: Example(stories.change_settings),
    pause_fields.ADD_PAUSE: Example(stories.change_settings),
    pause_fields.REMOVE_PAUSE: Example(stories.remove_pause),
    okr_list.OPEN_NEW: Example(stories.add_objective),
    okr_list.OPEN_EDIT: Example(stories.close_key_result),
    okr_list.PAGE_BACK: Example(stories.tapped(okr_list.PAGE_BACK, f"{number(TEAM)}:0")),
    okr_list.PAGE_ON: Example(stories.tapped(okr_list.PAGE_ON, f"{number(TEAM)}:1")),
    okr_list.ROW: Example(stories.close_key_result),
    okr_list.OPEN_EDIT_KEY_RESULT: Example(
        stories.tapped(okr_list.OPEN_EDIT_KEY_RESULT, number(KEY_RESULT))
    ),
    okr_choice.NEW_OBJECTIVE: Example(stories.add_objective),
    okr_choice.NEW_KEY_RESULT: Example(stories.add_key_result),
    key_result_form.CHOOSE_KIND: Example(stories.add_key_result),
    key_result_form.ADD_STEP: Example(stories.add_key_result),
    key_result_form.ADD_TARGET: Example(stories.add_key_result),
    key_result_form.SHOW_MORE: Example(stories.add_key_result),
    key_result_rows.REMOVE_ROW: Example(stories.add_key_result),
    key_result_rows.ROW_DAY: Example(stories.add_key_result, says_nothing=True),
    key_result_rows.ROW_WEIGHT: Example(stories.add_key_result, says_nothing=True),
    delivery_troubles.POST_IT: Example(
        stories.tapped(delivery_troubles.POST_IT, f"{number(TEAM)}:1")
    ),
    delivery_troubles.IS_THERE: Example(
        stories.tapped(delivery_troubles.IS_THERE, f"{number(TEAM)}:1")
    ),
    cycle.OPEN_CYCLE: Example(stories.tapped(cycle.OPEN_CYCLE, number(TEAM))),
    cycle.PAGES.back: Example(stories.tapped(cycle.PAGES.back, f"{number(TEAM)}:0")),
    cycle.PAGES.on: Example(stories.tapped(cycle.PAGES.on, f"{number(TEAM)}:1")),
    cycle.OPEN_FORM: Example(stories.tapped(cycle.OPEN_FORM, number(TEAM))),
    cycle.READ: Example(stories.tapped(cycle.READ, stories.ENDED)),
    cycle.OPEN_PLAN: Example(stories.tapped(cycle.OPEN_PLAN, stories.PLAN)),
    cycle.OPEN_CLOSING: Example(stories.close_cycle),
    closing.BACK: Example(stories.close_cycle),
    cycle_form.OPEN_NAME: Example(stories.name_plan),
    cycle_messages.NOT_YET: Example(stories.tapped(cycle_messages.NOT_YET, stories.RUNNING)),
    cycle_record.PAGES.back: Example(stories.tapped(cycle_record.PAGES.back, f"{stories.ENDED}:0")),
    cycle_record.PAGES.on: Example(stories.tapped(cycle_record.PAGES.on, f"{stories.ENDED}:1")),
    cycle_record.REOPEN: Example(stories.tapped(cycle_record.REOPEN, stories.ENDED)),
    planning.OPEN_COPY: Example(stories.copy_okrs),
    planning.BEGIN: Example(stories.begin_cycle),
    planning.DISCARD: Example(stories.discard_plan),
    cycle.TAKE_BACK: Example(stories.discard_plan),
    meeting.START: Example(stories.tapped(meeting.START, number(TEAM))),
    meeting.NEXT: Example(stories.go_through_meeting, says_nothing=True),
    meeting.BACK: Example(stories.go_through_meeting, says_nothing=True),
    meeting.DECIDE: Example(stories.go_through_meeting),
    meeting.STUCK: Example(stories.go_through_meeting),
    meeting.PARK: Example(stories.go_through_meeting),
    meeting.CORRECT: Example(stories.correct_recap),
    shares_button.OPEN: Example(stories.plan_debt),
    ideas.OPEN: Example(stories.collect_ideas),
    ideas.ADD: Example(stories.collect_ideas),
    ideas.ROW: Example(stories.collect_ideas),
    followers.FOLLOW: Example(stories.tapped(followers.FOLLOW, number(TEAM))),
    followers.UNFOLLOW: Example(stories.tapped(followers.UNFOLLOW, number(TEAM))),
    followers.OPEN: Example(stories.choose_followers),
    ideas.UNDO: Example(stories.collect_ideas, is_personal=True),
    recall.OPEN: Example(stories.answer_recall),
    recall.SKIP: Example(stories.tapped(recall.SKIP, number(TEAM)), says_nothing=True),
}
SHORTCUTS = {
    check_in.SHORTCUT: Example(stories.shortcut(check_in.SHORTCUT)),
    work.ADD_SHORTCUT: Example(stories.add_work_by_team),
    work.TRACK_SHORTCUT: Example(stories.track_message),
}
SUBMISSIONS = {
    check_in.SUBMIT: Example(stories.check_in_once),
    work_form.SUBMIT: Example(stories.add_work),
    place_work.SUBMIT: Example(stories.place),
    plan_work.SUBMIT: Example(stories.plan),
    start_fresh.SUBMIT: Example(stories.start_fresh),
    shelf.LIST: Example(stories.go_through_shelf),
    bring_back.SUBMIT: Example(stories.bring_back_from_shelf),
    suggest_number.SUBMIT: Example(stories.suggest),
    meeting.SAVE_NOTE: Example(stories.go_through_meeting, says_nothing=True),
    meeting.CORRECT_NOTES: Example(stories.correct_recap, says_nothing=True),
    planned_shares.SUBMIT: Example(stories.plan_debt),
    ideas.SUBMIT_ADD: Example(stories.collect_ideas),
    ideas.SUBMIT_CHOICE: Example(stories.collect_ideas),
    followers.SUBMIT: Example(stories.choose_followers),
    recall.SHOW: Example(stories.answer_recall),
    recall.SAVE: Example(stories.answer_recall),
    set_up.SUBMIT: Example(stories.set_up_team, about=About.CHANNEL),
    set_up_okrs.SUBMIT_PASTE: Example(stories.paste_okrs, needs=Act.EDIT_OKRS),
    set_up_okrs.SUBMIT_TYPED: Example(stories.type_okrs, needs=Act.EDIT_OKRS),
    set_up_okrs.SUBMIT_NONE: Example(
        stories.have_no_okrs, needs=Act.EDIT_OKRS, about=About.NEW_TEAM
    ),
    understood.SUBMIT: Example(stories.paste_okrs, needs=Act.EDIT_OKRS),
    first_work.SUBMIT_WORK: Example(stories.have_no_okrs, about=About.NEW_TEAM),
    first_work.POST: Example(stories.have_no_okrs, about=About.NEW_TEAM),
    settings.SUBMIT: Example(stories.change_settings),
    objective_form.SUBMIT: Example(stories.add_objective),
    key_result_form.SUBMIT: Example(stories.add_key_result),
    okr_choice.END: Example(stories.close_key_result),
    cycle_form.SUBMIT: Example(stories.name_plan),
    copy_okrs.SUBMIT: Example(stories.copy_okrs),
    closing.SUBMIT: Example(stories.close_cycle),
}
EVENTS = {
    "app_home_opened": Example(stories.open_home),
    "member_joined_channel": Example(stories.event("member_joined_channel")),
    "member_left_channel": Example(stories.event("member_left_channel")),
    "channel_archive": Example(stories.event("channel_archive")),
    "channel_deleted": Example(stories.event("channel_deleted")),
    "channel_left": Example(stories.event("channel_left")),
    "channel_unarchive": Example(stories.event("channel_unarchive")),
    "group_archive": Example(stories.event("group_archive")),
    "group_deleted": Example(stories.event("group_deleted")),
    "group_left": Example(stories.event("group_left")),
    "group_unarchive": Example(stories.event("group_unarchive")),
    "channel_shared": Example(stories.event("channel_shared", connected_team_id="T0OTHERTEAM")),
    "channel_unshared": Example(stories.event("channel_unshared", is_ext_shared=False)),
    "channel_id_changed": Example(stories.change_channel_id),
    "user_change": Example(stories.change_person),
    "app_uninstalled": Example(stories.event("app_uninstalled")),
    "tokens_revoked": Example(stories.event("tokens_revoked", tokens={"oauth": ["U1"], "bot": []})),
}
EXAMPLES: dict[tuple[Kind, str], Example] = {
    (kind, name): example
    for kind, examples in (
        (Kind.VERB, VERBS),
        (Kind.ACTION, ACTIONS),
        (Kind.SHORTCUT, SHORTCUTS),
        (Kind.SUBMISSION, SUBMISSIONS),
        (Kind.EVENT, EVENTS),
    )
    for name, example in examples.items()
}
