"""The few methods that delivery calls, answered well or badly as a test says.

Hand-written after docs.slack.dev; the strict stand-in is for everything else.
"""

import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, web

from bot.slack.client import SlackClient

DROP_BEFORE = "drop_before"
DROP_AFTER = "drop_after"
BOT_ID = "B0FAKE"


class FaultySlack:
    """Keeps messages, and misbehaves once for each fault that a test puts in its queue.

    A fault is DROP_BEFORE, DROP_AFTER, an HTTP status, or an error code of Slack's.
    """

    def __init__(self) -> None:
        self.faults: dict[str, deque[str | int]] = defaultdict(deque)
        self.messages: list[dict[str, Any]] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.client: SlackClient

    @classmethod
    @asynccontextmanager
    async def start(cls) -> AsyncIterator["FaultySlack"]:
        """Answer on a free port until the block ends."""
        fake = cls()
        application = web.Application()
        application.router.add_post("/api/{method}", fake._answer)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        async with ClientSession() as session:
            fake.client = SlackClient(token="xoxb-fake", base_url=url, session=session)
            yield fake
        await runner.cleanup()

    def fail(self, method: str, *faults: str | int) -> None:
        """Misbehave at the next calls of a method."""
        self.faults[method].extend(faults)

    def shown(self, channel: str | None = None) -> list[dict[str, Any]]:
        """Return the messages of a channel, or all of them."""
        return [one for one in self.messages if channel in (None, one["channel"])]

    def count(self, method: str) -> int:
        """Return how often a method was called."""
        return sum(name == method for name, _ in self.calls)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        raw = await request.text()
        is_json = request.content_type == "application/json"
        given = json.loads(raw) if is_json else dict(await request.post())
        self.calls.append((method, given))
        fault = self.faults[method].popleft() if self.faults[method] else None
        if fault == DROP_BEFORE:
            return _hang_up(request)
        if isinstance(fault, int):
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=fault, headers={"Retry-After": "30"}
            )
        if fault is not None and fault != DROP_AFTER:
            return web.json_response({"ok": False, "error": fault})
        answer = getattr(self, method.replace(".", "_").lower())(given)
        return _hang_up(request) if fault == DROP_AFTER else web.json_response(answer)

    def chat_postmessage(self, given: dict[str, Any]) -> dict[str, Any]:
        ts = f"{1_900_000_000 + len(self.messages)}.000100"
        self.messages.append({**given, "ts": ts, "bot_id": BOT_ID, "edits": 0})
        return {"ok": True, "channel": given["channel"], "ts": ts}

    def chat_update(self, given: dict[str, Any]) -> dict[str, Any]:
        for message in self.messages:
            if message["ts"] == given["ts"]:
                message["edits"] += 1
                message |= {"text": given["text"], "blocks": given["blocks"]}
                return {"ok": True, "ts": given["ts"]}
        return {"ok": False, "error": "message_not_found"}

    def conversations_open(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "channel": {"id": f"D{given['users']}"}}

    def conversations_history(self, given: dict[str, Any]) -> dict[str, Any]:
        found = [one for one in self.shown(given["channel"]) if not one.get("thread_ts")]
        return self._page(found[::-1], given)

    def conversations_replies(self, given: dict[str, Any]) -> dict[str, Any]:
        found = [
            one
            for one in self.shown(given["channel"])
            if given["ts"] in (one["ts"], one.get("thread_ts"))
        ]
        return self._page(found, given)

    def _page(self, found: list[dict[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
        start, size = int(given.get("cursor") or 0), int(given["limit"])
        more = str(start + size) if start + size < len(found) else ""
        return {
            "ok": True,
            "messages": found[start : start + size],
            "response_metadata": {"next_cursor": more},
        }


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
