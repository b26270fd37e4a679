"""Work items in words: titles, places, ages."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from bot.okr.origin import SHARES_FROM, shares_of
from bot.okr.text import age, count_of, isolate, one_line, shorten
from bot.okr.work_item import Place, WorkItem, WorkSource
from bot.views.blocks import escape

PLACE_WORDS: Mapping[Place | None, str] = {
    Place.KEY_RESULT: "key results",
    Place.ENGINEERING_HEALTH: "engineering health",
    Place.UPKEEP: "upkeep",
    Place.ANYWAY: "anyway",
    None: "no place yet",
}
_SOURCES = {
    WorkSource.MESSAGE: "from a message",
    WorkSource.FILE: "from a file",
    WorkSource.GITHUB: "GitHub",
    WorkSource.JIRA: "Jira",
    WorkSource.LINEAR: "Linear",
}
_NUMBERED = frozenset({WorkSource.GITHUB, WorkSource.JIRA, WorkSource.LINEAR})
_MAX_LINK = 1000


def work_title(title: str, link: str | None, limit: int = 150) -> str:
    """Return a title as mrkdwn, leading to its source where there is one."""
    safe = escape(title, limit)
    address = quote(link, safe=":/?#[]@!$&'()*+,;=%~-._") if link else ""
    if not address or len(address) > _MAX_LINK:
        return safe
    return f"<{address.replace('&', '&amp;')}|{safe.replace('|', '¦')}>"


def age_line(work_item: WorkItem, *, now: datetime, zone: str, is_older: bool) -> str:
    """Return how old work is and where it came from, blaming nobody.

    Args:
        is_older: it was there before every one of the present objectives.
    """
    old = age(work_item.created_at, now, zone)
    when = f"{old}, before these objectives" if is_older else old
    return f"{when}{_source(work_item)}"


def counts_line(counts: Mapping[Place | None, int]) -> str:
    """Return what is in play by place, in counts; from twenty on in percentages."""
    total = sum(counts.values())
    if total >= SHARES_FROM:
        shares = shares_of(counts)
        parts = [
            f"{shares[one]} % {words}" for one, words in PLACE_WORDS.items() if counts.get(one)
        ]
    else:
        parts = [_count(counts[place], place) for place in PLACE_WORDS if counts.get(place)]
    return f"{total} in play: {', '.join(parts)}" if parts else "Nothing is in play."


def quoted(title: str) -> str:
    """Return a title for the middle of a plain sentence."""
    return f"“{shorten(isolate(one_line(title)), 60)}”"


def _count(count: int, place: Place | None) -> str:
    if place is Place.KEY_RESULT:
        return count_of(count, "key result")
    return f"{count} {PLACE_WORDS[place]}"


def _source(work_item: WorkItem) -> str:
    name = _SOURCES.get(work_item.source)
    if name is None:
        return ""
    own_name = (work_item.external_id or "").rpartition("/")[2]
    if work_item.source in _NUMBERED and own_name:
        tail = own_name[own_name.find("#") :] if "#" in own_name else own_name
        return f" · {name} {escape(tail, 40)}"
    return f" · {name}"
