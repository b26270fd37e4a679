"""What can go wrong in the stand-in: refusals that Slack documents, and misuse by a test."""

from sandbox.json_types import Json, JsonObject


class SlackError(Exception):
    """A Web API refusal, with the error string that Slack documents."""

    def __init__(self, error: str, *messages: str, **extra: Json) -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.extra = extra

    def body(self) -> JsonObject:
        """Return the response body as Slack sends it."""
        body: JsonObject = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {m}" for m in self.messages]}
        return body


class DriverError(AssertionError):
    """The test asked for something that a person could not do or see."""


class NotCleanError(AssertionError):
    """The bot broke one of Slack's rules and the test did not expect it."""
