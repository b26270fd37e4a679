"""The key results of a person."""

from datetime import datetime

from bot.okr.overview import PersonList, TeamKeyResult
from bot.views.blocks import Block, context, escape, section
from bot.views.message import Message
from bot.views.standing import key_result_name, key_result_summary, state_line, value_and_aim

MAX_ROWS = 40


def person_list_message(person: PersonList, *, now: datetime) -> Message:
    """Return what a person answers for, as far as the one who asks may see it."""
    name = escape(person.name, 80)
    if not person.key_results:
        sentence = f"{name} owns no key results that you can see."
        return Message(sentence, [section(sentence)])
    shown = person.key_results[:MAX_ROWS]
    blocks: list[Block] = [section(f"*{name}*"), *(section(_lines(one, now)) for one in shown)]
    if more := len(person.key_results) - len(shown):
        blocks.append(context(f"and {more} more"))
    summary = "\n".join(key_result_summary(one.standing) for one in shown[:15])
    return Message(f"Key results of {name}.\n{summary}", blocks)


def team_key_result_name(one: TeamKeyResult) -> str:
    """Return `CHK-1.2 Page load`, as a key result is called outside of its team."""
    return f"{one.team.key}-{key_result_name(one.standing.key_result)}"


def _lines(one: TeamKeyResult, now: datetime) -> str:
    title = f"*{team_key_result_name(one)}*  {value_and_aim(one.standing)}".rstrip()
    return f"{title}\n{state_line(one.standing, now=now, zone=one.team.zone)}"
