"""A strict local stand-in for Slack, for tests, the walkthrough and benchmarks."""

from sandbox.driver.handles import Channel, ShownMessage, ShownView
from sandbox.driver.person import Person
from sandbox.driver.slack import Slack
from sandbox.errors import DriverError, NotCleanError, SlackError
from sandbox.render import render

__all__ = [
    "Channel",
    "DriverError",
    "NotCleanError",
    "Person",
    "ShownMessage",
    "ShownView",
    "Slack",
    "SlackError",
    "render",
]
