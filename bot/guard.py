"""The guard in front of Bolt: what is not signed by Slack, or not well formed, ends here.

Bolt parses in the constructor of its request, so that malformed input would be a server error.
Nothing here quotes what was sent: a reason is a word.
"""

import hashlib
import hmac
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from bot.payload_shape import Body, is_known_shape

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64
MAX_FORM_FIELDS = 100
SIGNATURE_SECONDS = 5 * 60
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
TIMESTAMP = re.compile(r"[0-9]{1,12}")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class RefusedError(Exception):
    """A request that goes no further.

    Args:
        status: the HTTP status that the sender gets.
        reason: one word for the log.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Envelope:
    """What arrived, before anybody believed it."""

    content_type: str
    timestamp: str
    signature: str
    raw: bytes


def admit(envelope: Envelope, *, secret: str, now: datetime) -> Body:
    """Return the payload of a request that Slack signed and that has a shape we know.

    Raises:
        RefusedError: it is not from Slack, or not well formed.
    """
    if envelope.content_type not in {FORM, JSON}:
        raise RefusedError(415, "content_type")
    if not is_signed(envelope, secret=secret, now=now):
        raise RefusedError(401, "signature")
    body = parse(envelope)
    if not is_known_shape(body):
        raise RefusedError(400, "shape")
    return body


def is_signed(envelope: Envelope, *, secret: str, now: datetime) -> bool:
    """Return whether Slack signed these bytes within the last five minutes.

    docs.slack.dev/authentication/verifying-requests-from-slack
    """
    if not TIMESTAMP.fullmatch(envelope.timestamp):
        return False
    if abs(now.timestamp() - int(envelope.timestamp)) > SIGNATURE_SECONDS:
        return False
    base = b"v0:" + envelope.timestamp.encode() + b":" + envelope.raw
    wanted = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    given = envelope.signature.encode("utf-8", "surrogateescape")
    return hmac.compare_digest(wanted.encode(), given)


def parse(envelope: Envelope) -> Body:
    """Return the payload: of the JSON, of the form, or of the JSON inside the form.

    Raises:
        RefusedError: it is malformed, holds what no database can store, or nests without end.
    """
    try:
        text = envelope.raw.decode()
        if envelope.content_type == JSON:
            found = _parse_json(text)
        else:
            form = _parse_form(text)
            found = _parse_json(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        raise RefusedError(400, "malformed") from None
    if not isinstance(found, dict):
        raise RefusedError(400, "not_an_object")
    return found


def parse_frame(text: str) -> Body:
    """Return the JSON object that one frame of a socket holds.

    Raises:
        RefusedError: it is too long, malformed, or no object.
    """
    if len(text) > MAX_BYTES:
        raise RefusedError(413, "size")
    try:
        found = _parse_json(text)
    except (ValueError, RecursionError):
        raise RefusedError(400, "malformed") from None
    if not isinstance(found, dict):
        raise RefusedError(400, "not_an_object")
    return found


def is_certificate_check(envelope: Envelope) -> bool:
    """Return whether this only checks our certificate; Slack wants 200, and nothing happens."""
    if envelope.content_type != FORM or b"ssl_check" not in envelope.raw:
        return False
    try:
        form = _parse_form(envelope.raw.decode())
    except ValueError:
        return False
    return form.get("ssl_check") == "1" and form.keys() <= {"ssl_check", "token"}


def _parse_form(text: str) -> dict[str, str]:
    pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FORM_FIELDS)
    form = _unique(pairs)
    _refuse_unstorable(form)
    return form


def _parse_json(text: str) -> Any:  # noqa: ANN401 - JSON is whatever it is
    found = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    _refuse_unstorable(found)
    return found


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    listed = list(pairs)
    found = dict(listed)
    if len(found) != len(listed):
        raise ValueError("a key appears twice")
    return found


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _refuse_unstorable(found: object) -> None:
    """Walk without recursion, since depth is what we guard against."""
    left: list[tuple[object, int]] = [(found, 1)]
    while left:
        value, depth = left.pop()
        if depth > MAX_DEPTH:
            raise ValueError("it nests too deeply")
        if isinstance(value, Mapping):
            left.extend((part, depth + 1) for pair in value.items() for part in pair)
        elif isinstance(value, list):
            left.extend((part, depth + 1) for part in value)
        elif isinstance(value, str) and UNSTORABLE.search(value):
            raise ValueError("it holds characters that no database stores")
        elif isinstance(value, float) and not math.isfinite(value):
            raise ValueError("it holds a number without end")
