"""Everything that comes in from Slack."""

from bot.handlers import all_okrs as all_okr_handlers
from bot.handlers import channels as channel_handlers
from bot.handlers import check_in as check_in_handlers
from bot.handlers import closing as closing_handlers
from bot.handlers import cycle as cycle_handlers
from bot.handlers import delivery_troubles as delivery_trouble_handlers
from bot.handlers import first_work as first_work_handlers
from bot.handlers import followers as follower_handlers
from bot.handlers import help as help_handlers
from bot.handlers import history as history_handlers
from bot.handlers import home as home_handlers
from bot.handlers import ideas as idea_handlers
from bot.handlers import meeting as meeting_handlers
from bot.handlers import okr_forms as okr_form_handlers
from bot.handlers import okrs as okr_handlers
from bot.handlers import place_work as place_work_handlers
from bot.handlers import plan_work as plan_work_handlers
from bot.handlers import planned_shares as planned_share_handlers
from bot.handlers import planning as planning_handlers
from bot.handlers import prompt as prompt_handlers
from bot.handlers import recall as recall_handlers
from bot.handlers import set_up as set_up_handlers
from bot.handlers import set_up_okrs as set_up_okrs_handlers
from bot.handlers import settings as settings_handlers
from bot.handlers import shelf as shelf_handlers
from bot.handlers import start_fresh as start_fresh_handlers
from bot.handlers import suggest_number as suggest_number_handlers
from bot.handlers import team as team_handlers
from bot.handlers import work as work_handlers
from bot.handlers import work_form as work_form_handlers
from bot.handlers.registry import Listeners


def register_all(listeners: Listeners) -> None:
    """Register every listener of the bot."""
    help_handlers.register(listeners)
    check_in_handlers.register(listeners)
    history_handlers.register(listeners)
    work_handlers.register(listeners)
    work_form_handlers.register(listeners)
    place_work_handlers.register(listeners)
    plan_work_handlers.register(listeners)
    start_fresh_handlers.register(listeners)
    shelf_handlers.register(listeners)
    team_handlers.register(listeners)
    all_okr_handlers.register(listeners)
    home_handlers.register(listeners)
    suggest_number_handlers.register(listeners)
    prompt_handlers.register(listeners)
    set_up_handlers.register(listeners)
    set_up_okrs_handlers.register(listeners)
    first_work_handlers.register(listeners)
    settings_handlers.register(listeners)
    channel_handlers.register(listeners)
    okr_handlers.register(listeners)
    okr_form_handlers.register(listeners)
    cycle_handlers.register(listeners)
    planning_handlers.register(listeners)
    closing_handlers.register(listeners)
    meeting_handlers.register(listeners)
    idea_handlers.register(listeners)
    planned_share_handlers.register(listeners)
    follower_handlers.register(listeners)
    recall_handlers.register(listeners)
    delivery_trouble_handlers.register(listeners)
    listeners.finish()
