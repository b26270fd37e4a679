"""The key results of a person, some at a time."""

from datetime import datetime

from bot.okr.overview import PersonList, TeamKeyResult
from bot.okr.text import shorten
from bot.views.blocks import MAX_FALLBACK, Block, actions, context, escape, section
from bot.views.message import Message
from bot.views.paging import PageIds, page_buttons, page_of, page_words
from bot.views.standing import key_result_name, key_result_summary, state_line, value_and_aim

PAGES = PageIds("person_list.previous", "person_list.next")
"""The values of both are what `page_value` returns."""

PER_PAGE = 15


def person_list_message(person: PersonList, *, page: int = 0, now: datetime) -> Message:
    """Return what a person answers for, as far as the one who asks may see it."""
    name = escape(person.name, 80)
    if not person.key_results:
        sentence = f"{name} owns no key results that you can see."
        return Message(sentence, [section(sentence)])
    shown, page, page_count = page_of(person.key_results, page, size=PER_PAGE)
    blocks: list[Block] = [section(f"*{name}*"), *(section(_lines(one, now)) for one in shown)]
    if page_count > 1:
        turning = page_buttons(
            PAGES, page, page_count, lambda to: page_value(person.slack_user_id, to)
        )
        blocks += [context(page_words(page, page_count)), actions(*turning)]
    summary = "\n".join(key_result_summary(one.standing) for one in shown)
    return Message(shorten(f"Key results of {name}.\n{summary}", MAX_FALLBACK), blocks)


def page_value(slack_user_id: str, page: int) -> str:
    """Return the value that names a page of a person's key results."""
    return f"{slack_user_id}:{page}"


def parse_page(value: str) -> tuple[str, str]:
    """Read whose key results are shown, and which page of them, neither yet checked."""
    slack_user_id, _, page = value.partition(":")
    return slack_user_id, page


def team_key_result_name(one: TeamKeyResult) -> str:
    """Return `CHK-1.2 Page load`, as a key result is called outside of its team."""
    return f"{one.team.key}-{key_result_name(one.standing.key_result)}"


def _lines(one: TeamKeyResult, now: datetime) -> str:
    title = f"*{team_key_result_name(one)}*  {value_and_aim(one.standing)}".rstrip()
    return f"{title}\n{state_line(one.standing, now=now, zone=one.team.zone)}"
