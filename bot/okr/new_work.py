"""What people type when they add work: a title, a link, or a link alone."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bot.okr.errors import FormError
from bot.okr.text import one_line, shorten
from bot.okr.work_item import WorkSource

MAX_TITLE = 200
MAX_LINK = 2000

_LINK = re.compile(r"<?(https?://[^\s<>|]+)(?:\|[^<>]*)?>?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NewWork:
    """Work that is about to be added.

    Args:
        owner_id: who does it; None while nobody does.
        created_at: when it was created at its source.
        is_started: false while it is only an idea.
    """

    title: str
    link: str | None
    owner_id: int | None
    source: WorkSource
    external_id: str | None
    created_at: datetime
    is_started: bool


def read_work(text: str) -> tuple[str, str | None]:
    """Read a title and a link from one line; a link alone gives its own title.

    Slack writes links as `<https://example.com>` or `<https://example.com|label>`
    (docs.slack.dev: formatting message text).
    """
    found = _LINK.search(text)
    if found is None:
        return one_line(text), None
    link = found[1]
    title = one_line(text[: found.start()] + " " + text[found.end() :])
    return title or _title_of(link), link


def check_new_work(title: str, link: str | None) -> tuple[str, str | None]:
    """Return title and link as they are kept; a link typed as the title is both.

    Raises:
        FormError: with the fields `title`, `link`.
    """
    fields = {}
    clean, found = read_work(title) if not link else (one_line(title), None)
    address = (link or found or "").strip() or None
    if not clean:
        fields["title"] = "Give it a title, or paste a link."
    elif len(clean) > MAX_TITLE:
        fields["title"] = f"That title is too long. Use at most {MAX_TITLE} characters."
    if address and not _is_link(address):
        fields["link"] = "Paste the whole link, starting with https://."
    elif address and len(address) > MAX_LINK:
        fields["link"] = f"That link is too long. Use at most {MAX_LINK} characters."
    if fields:
        raise FormError(fields)
    return clean, address


def _title_of(link: str) -> str:
    """Name a link by its host and path."""
    address = re.sub(r"^https?://(www\.)?", "", link, flags=re.IGNORECASE)
    return shorten(re.split(r"[?#]", address)[0].rstrip("/") or link, MAX_TITLE)


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_whole = parts.scheme.lower() in {"http", "https"} and bool(parts.netloc)
    return is_whole and not re.search(r"[\s<>|]", text)
