"""A browser for tests: loads the page, sends what its script would, and reads what is shown."""

import html
import re
from typing import Any

from aiohttp import ClientSession

from sandbox import Person

Json = dict[str, Any]
HEADERS = {"X-Page": "1"}


class Browser:
    """One tab."""

    def __init__(self, http: ClientSession, base_url: str) -> None:
        self.http = http
        self.base_url = base_url
        self.window = ""
        self.document = ""
        self.parts: dict[str, str] = {}
        self.address = "/"

    async def load(self, address: str = "/") -> str:
        async with self.http.get(f"{self.base_url}{address}") as response:
            assert response.status == 200, await response.text()
            self.document = await response.text()
        found = re.search(r'data-window="(\w+)"', self.document)
        assert found is not None
        self.window = found[1]
        await self.look()
        return self.document

    async def look_as(self, person: Person, at: str) -> str:
        return await self.load(f"/?as={person.id}&at={at}")

    async def look(self) -> None:
        url = f"{self.base_url}/look?window={self.window}"
        async with self.http.get(url) as response:
            assert response.status == 200
            self.took(await response.json())

    async def act(self, kind: str, **wanted: object) -> str:
        """Do something; return what the client has to say of it."""
        body = {"window": self.window, "kind": kind, **wanted}
        url = f"{self.base_url}/act"
        async with self.http.post(url, json=body, headers=HEADERS) as response:
            assert response.status == 200, await response.text()
            self.took(await response.json())
        return words(self.parts["notices"])

    async def press(self, text: str, part: str = "main", **more: object) -> str:
        """Press the last button of that text in a part of the page."""
        return await self.act("use", **self.button(text, part), **more)

    def button(self, text: str, part: str = "main") -> Json:
        """Return what the script sends for the last button of that text."""
        found: list[Json] = []
        surface: Json = {}
        pattern = r"<(article|form|div|button|a)([^>]*)>([^<]*)"
        for _, attributes, inner in re.findall(pattern, self.parts[part]):
            names = attribute_values(attributes)
            if "data-view" in names:
                surface = {"view": names["data-view"]}
            elif "data-ts" in names:
                surface = {"channel": names["data-channel"], "ts": names["data-ts"]}
            if names.get("data-kind") == "button" and html.unescape(inner) == text:
                ids = {"block": names["data-block"], "action": names["data-action"]}
                found.append({**surface, **ids, "seen": names["data-seen"]})
        assert found, f"no button {text!r} in {words(self.parts[part])}"
        return found[-1]

    def took(self, answer: Json) -> None:
        self.parts = answer["parts"]
        self.address = answer["address"]

    def shows(self, part: str = "main") -> str:
        return words(self.parts[part])


def attribute_values(attributes: str) -> dict[str, str]:
    """Return the attributes of a start tag."""
    return {
        name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', attributes)
    }


def words(markup: str) -> str:
    """Return what a person reads of HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())
